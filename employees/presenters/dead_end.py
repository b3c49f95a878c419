"""What is said where no route leads: why, what would open one, and which roles come near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pathways.models import RoleProfile
from pathways.no_route import Near, NoRoute, Reason
from pathways.words import counted

LIMIT_WORDS = {
    "avoided": gettext_lazy("without “no manager roles”"),
    "step_down": gettext_lazy("with steps down"),
    "months": gettext_lazy("with more time"),
}


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
        Reason.ANOTHER_FRAMEWORK: _(
            "%(there)s is described by %(framework)s, %(here)s by %(other)s, and no written move leads from one framework into another."
        )
        % {"there": there, "framework": there.version.framework, "here": here, "other": here.version.framework},
        Reason.NO_WAY_OUT: _("No written move leads out of %(here)s.") % {"here": here},
        Reason.NO_WAY_IN: _("No written move leads to %(there)s.") % {"there": there},
        Reason.LIMITS: _("Written moves lead from %(here)s to %(there)s, but every such route is outside your limits.")
        % {"here": here, "there": there},
        Reason.NOT_CONNECTED: _("Moves lead out of %(here)s and others lead to %(there)s, but no chain of written moves joins them.")
        % {"here": here, "there": there},
    }[found.reason]
    return DeadEnd(reason, remedy(found), near(found.within_reach, found, profiles), near(found.doors, found, profiles))


def remedy(found: NoRoute) -> str:
    if found.reason != Reason.LIMITS:
        return _("You can measure yourself against any role all the same, and tell the framework's editors which move is missing.")
    if not found.lifting:
        return _("No single one of them is in the way: lift two or more.")
    return _("There is one %(ways)s.") % {"ways": _(" or one ").join(str(LIMIT_WORDS[limit]) for limit in found.lifting)}


def asks_of_the_missing(brings: int, missing: int) -> str:
    return counted(
        missing,
        "asks %(brings)s of the %(count)s missing skill level",
        "asks %(brings)s of the %(count)s missing skill levels",
        brings=brings,
    )


def near(roles: Sequence[Near], found: NoRoute, profiles: Mapping[int, RoleProfile]) -> list[NearRole]:
    return [NearRole(profiles[one.role], asks_of_the_missing(one.brings, found.missing)) for one in roles if one.role in profiles]
