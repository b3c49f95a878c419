"""What the rules in force ask of roles, read for many roles at once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from pathways.family_map import Asks
from pathways.gaps import Asked
from pathways.maps.tiers import Wanted
from pathways.models import JobFamily, ProjectRequirement, Requirement

Shape = JobFamily.Shape


def skills_asked(roles: Collection[int], on: dt.date) -> dict[int, list[Asked]]:
    """Return role → its requirements. One query."""
    found: dict[int, list[Asked]] = {}
    rows = Requirement.objects.in_force(on).filter(profile__role__in=roles).order_by()
    for role, skill, name, level, weight, core in rows.values_list("profile__role", "skill", "skill__name", "level", "weight", "core"):
        found.setdefault(role, []).append(Asked(skill, name, level, weight, core))
    return found


def projects_asked(roles: Collection[int], on: dt.date) -> dict[int, list[Wanted]]:
    """Return role → (complexity at least, how many, as lead) of each project requirement. One query."""
    found: dict[int, list[Wanted]] = {}
    rows = ProjectRequirement.objects.in_force(on).filter(profile__role__in=roles).order_by()
    for role, complexity, count, as_lead in rows.values_list("profile__role", "complexity", "count", "as_lead"):
        found.setdefault(role, []).append((complexity, count, as_lead))
    return found


def asks_on_map(shape: str, roles: Collection[int], skills: Mapping[int, Sequence[Asked]], on: dt.date) -> Asks:
    """Return what a map of bands or tiers shows of these roles; nothing for the other shapes."""
    if shape == Shape.SKILLS:
        here = {role: skills[role] for role in roles if role in skills}
        names = {asked.skill: asked.name for each in here.values() for asked in each}
        return Asks({role: {asked.skill: asked.level for asked in each} for role, each in here.items()}, names)
    if shape == Shape.PROJECTS:
        return Asks(projects=projects_asked(roles, on))
    return Asks()
