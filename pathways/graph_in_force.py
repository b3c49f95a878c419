"""The graph of the roles in force, read once for as long as the same versions hold."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from pathways.models import CredentialRequirement, FrameworkVersion, Requirement, RoleProfile, Transition
from pathways.role_graph import Leg, RoleGraph
from pathways.steps import Steps

Versions = tuple[tuple[int, dt.datetime], ...]
Levels = dict[int, dict[int, int]]  # role → skill or credential → level


def graph_in_force(on: dt.date) -> RoleGraph:
    """Return the graph of that day. One query; four more when no graph of its versions is at hand.

    What a published version says never changes, so its key and the moment it was made name the graph for good. Labels, which may
    change at any time, are not in it.
    """
    return read(tuple(FrameworkVersion.objects.in_force(on).order_by("pk").values_list("pk", "created_at")))


@lru_cache(maxsize=2)  # the versions of today, and around midnight those of yesterday
def read(versions: Versions) -> RoleGraph:
    keys = [key for key, _ in versions]
    profiles = list(RoleProfile.objects.filter(version__in=keys).values_list("role", "role__slug", "version", "typical_months"))
    moves = Transition.objects.filter(source__version__in=keys).values_list("source__role", "target__role", "kind", "minimum_months")
    requirements = Requirement.objects.filter(profile__version__in=keys).order_by().values_list("profile__role", "skill", "level")
    credentials = CredentialRequirement.objects.filter(profile__version__in=keys).values_list("profile__role", "credential")
    stairs, skills_asked = bits_of(requirements)
    papers, credentials_asked = bits_of((role, credential, 1) for role, credential in credentials)
    return RoleGraph(
        version={role: version for role, _, version, _ in profiles},
        moves=[Leg(*move) for move in moves],
        skills=stairs,
        credentials=papers,
        skills_asked=skills_asked,
        credentials_asked=credentials_asked,
        usual_months={role: months for role, _, _, months in profiles if months},
        by_slug={slug: role for role, slug, _, _ in profiles},
    )


def bits_of(asked: Iterable[tuple[int, int, int]]) -> tuple[Steps, dict[int, int]]:
    """Return a staircase for every skill, up to the highest level that any role asks, and each role's requirements on it."""
    levels: Levels = {}
    highest: dict[int, int] = {}
    for role, skill, level in asked:
        levels.setdefault(role, {})[skill] = level
        highest[skill] = max(level, highest.get(skill, 0))
    steps = Steps(highest)
    return steps, {role: steps.of(each) for role, each in levels.items()}
