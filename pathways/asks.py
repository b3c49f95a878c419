"""What the rules in force ask of roles, read for all of them at once; pages take theirs from the rulebook."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import BooleanField, F, IntegerField, Value

from pathways.family_map import Asks
from pathways.gaps import Asked
from pathways.maps.tiers import Wanted
from pathways.models import CredentialRequirement, FrameworkVersion, JobFamily, ProjectRequirement, Requirement

Shape = JobFamily.Shape


@dataclass(frozen=True)
class RoleAsks:
    """All that one role asks. `credentials`: id → name."""

    skills: list[Asked] = field(default_factory=list)
    credentials: dict[int, str] = field(default_factory=dict)
    projects: list[Wanted] = field(default_factory=list)


def all_asks(on: dt.date) -> dict[int, RoleAsks]:
    """Return role → what it asks, for every role in force; a role that asks for nothing is absent. One query."""
    found: dict[int, RoleAsks] = {}
    for kind, role, key, name, level, count, flag in sorted(rows_of(on)):
        asks = found.setdefault(role, RoleAsks())
        if kind == "skill":
            asks.skills.append(Asked(key, name, level, count, bool(flag)))
        elif kind == "credential":
            asks.credentials[key] = name
        else:
            asks.projects.append((level, count, bool(flag)))
    return found


def rows_of(on: dt.date) -> Collection[tuple[str, int, int, str, int, int, bool]]:
    """Return (kind, role, id, name, level or complexity, weight or count, core or as lead) of everything asked."""
    asked = {"profile__version__in": FrameworkVersion.objects.in_force(on)}
    none, no = Value(0, IntegerField()), Value(False, BooleanField())
    skills = Requirement.objects.filter(**asked).annotate(kind=Value("skill"), key=F("skill"), name=F("skill__name"))
    credentials = CredentialRequirement.objects.filter(**asked).annotate(kind=Value("credential"), key=F("credential"))
    projects = ProjectRequirement.objects.filter(**asked).annotate(kind=Value("project"), key=none, name=Value(""))
    return (
        skills.order_by()
        .values_list("kind", "profile__role", "key", "name", "level", "weight", "core")
        .union(
            credentials.values_list("kind", "profile__role", "key", "credential__name", none, none, no),
            projects.values_list("kind", "profile__role", "key", "name", "complexity", "count", "as_lead"),
            all=True,
        )
    )


def asks_on_map(shape: str, roles: Collection[int], asks: Mapping[int, RoleAsks]) -> Asks:
    """Return what a map of bands or tiers shows of these roles; nothing for the other shapes."""
    here = {role: asks[role] for role in roles if role in asks}
    if shape == Shape.SKILLS:
        names = {asked.skill: asked.name for each in here.values() for asked in each.skills}
        return Asks({role: {asked.skill: asked.level for asked in each.skills} for role, each in here.items() if each.skills}, names)
    if shape == Shape.PROJECTS:
        return Asks(projects={role: each.projects for role, each in here.items() if each.projects})
    return Asks()
