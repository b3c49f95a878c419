"""Moves that people have really made between roles, as the last nightly run counted them. No row here ever names anybody."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from employees.models import RoleMove
from pathways.maps.stations import FEWEST_SHOWN

Pair = tuple[int, int]  # from role, to role
Moves = dict[Pair, int]  # people


@dataclass(frozen=True)
class Made:
    """How many people made a move. `months` is the median of their full months in the role they left; None for too few people to tell."""

    people: int = 0
    months: int | None = None


def out_of(roles: Collection[int]) -> Moves:
    """Return how many people went straight from each of these roles into another one. One query."""
    rows = RoleMove.objects.filter(source__in=roles).values_list("source", "target", "people")
    return {(source, target): people for source, target, people in rows}


def out_of_and_into(role: int) -> dict[Pair, Made]:
    """Return the moves straight out of this role and straight into it. One query."""
    rows = RoleMove.objects.filter(Q(source=role) | Q(target=role)).values_list("source", "target", "people", "months")
    return {(source, target): Made(people, months if people >= FEWEST_SHOWN else None) for source, target, people, months in rows}
