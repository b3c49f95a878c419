"""What is said where no route leads: why, what would open one, and which roles come near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pathways.models import RoleProfile
from pathways.no_route import Near, NoRoute, Reason
from pathways.words import counted

LIMIT_WORDS = {"avoided": "without “no manager roles”", "step_down": "with steps down", "months": "with more time"}


@dataclass(frozen=True)
class NearRole:
    profile: RoleProfile
    words: str


@dataclass(frozen=True)
class DeadEnd:
    """`within_reach` are roles that routes lead to, `doors` roles from which a written move leads to the target."""

    reason: str
    remedy: str
    within_reach: Sequence[NearRole]
    doors: Sequence[NearRole]


def dead_end(found: NoRoute, profiles: Mapping[int, RoleProfile], start: int, target: int) -> DeadEnd:
    here, there = profiles[start], profiles[target]
    reason = {
        Reason.ANOTHER_FRAMEWORK: f"{there} is described by {there.version.framework}, {here} by {here.version.framework}, "
        "and no written move leads from one framework into another.",
        Reason.NO_WAY_OUT: f"No written move leads out of {here}.",
        Reason.NO_WAY_IN: f"No written move leads to {there}.",
        Reason.LIMITS: f"Written moves lead from {here} to {there}, but every such route is outside your limits.",
        Reason.NOT_CONNECTED: f"Moves lead out of {here} and others lead to {there}, but no chain of written moves joins them.",
    }[found.reason]
    return DeadEnd(reason, remedy(found), near(found.within_reach, found, profiles), near(found.doors, found, profiles))


def remedy(found: NoRoute) -> str:
    if found.reason != Reason.LIMITS:
        return "You can measure yourself against any role all the same, and tell the framework's editors which move is missing."
    if not found.lifting:
        return "No single one of them is in the way: lift two or more."
    return f"There is one {' or one '.join(LIMIT_WORDS[limit] for limit in found.lifting)}."


def near(roles: Sequence[Near], found: NoRoute, profiles: Mapping[int, RoleProfile]) -> list[NearRole]:
    missing = counted(found.missing, "missing skill level")
    return [NearRole(profiles[one.role], f"asks {one.brings} of the {missing}") for one in roles if one.role in profiles]
