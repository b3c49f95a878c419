"""Moves that people have really made between roles, as counts of people. No row here ever names anybody."""

from collections.abc import Collection

from django.db.models import Count, F

from employees.models import Position
from employees.models.periods import PeriodQuerySet

Moves = dict[tuple[int, int], int]  # (from role, to role) → people


def out_of(roles: Collection[int]) -> Moves:
    """Return how many people went straight from each of these roles into another one. One query."""
    held = Position.objects.filter(role__in=roles, employee__positions__start=F("end"))
    return counted(held, "role", "employee__positions__role")


def into(role: int) -> Moves:
    """Return how many people came straight into this role from each other one. One query."""
    held = Position.objects.filter(role=role, employee__positions__end=F("start"))
    return counted(held, "employee__positions__role", "role")


def counted(held: PeriodQuerySet[Position], source: str, target: str) -> Moves:
    rows = held.order_by().values_list(source, target).annotate(people=Count("employee", distinct=True))
    return {(before, after): people for before, after, people in rows if before and after and before != after}
