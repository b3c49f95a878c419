"""Moves that people have really made between roles, as the last nightly run counted them. No row here ever names anybody."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from employees.models import RoleMove
from pathways.maps.stations import FEWEST_SHOWN
from pathways.models import RoleProfile, Transition

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


@dataclass(frozen=True)
class Arrivals:
    """Those who came straight into a role from another one; `slug` and `name` of that role as the rules in force call it."""

    source: int
    slug: str
    name: str
    made: Made


def into(role: int, on: dt.date) -> list[Arrivals]:
    """Return from which roles in force people came straight into this one, most people first. One query."""
    name = RoleProfile.objects.in_force(on).filter(role=OuterRef("source")).values("name")[:1]
    rows = RoleMove.objects.filter(target=role).annotate(name=Subquery(name)).exclude(name=None).order_by("-people", "name")
    columns = rows.values_list("source", "source__slug", "name", "people", "months")
    return [Arrivals(source, slug, name, told(people, months)) for source, slug, name, people, months in columns]


def told(people: int, months: int) -> Made:
    """Leave the months out where a median of so few would tell somebody's history."""
    return Made(people, months if people >= FEWEST_SHOWN else None)


def out_of_and_into(role: int) -> dict[Pair, Made]:
    """Return the moves straight out of this role and straight into it. One query."""
    rows = RoleMove.objects.filter(Q(source=role) | Q(target=role)).values_list("source", "target", "people", "months")
    return {(source, target): told(people, months) for source, target, people, months in rows}


def with_people(rows: "QuerySet[Transition, Transition]") -> "QuerySet[Transition, Transition]":
    """Add `people`, how many made each move, and what of it may be told and sorted by: all counts below the fewest shown are one."""
    made = RoleMove.objects.filter(source=OuterRef("source__role"), target=OuterRef("target__role"))
    few = Q(people__gt=0, people__lt=FEWEST_SHOWN)
    return rows.annotate(
        people=Coalesce(Subquery(made.values("people")[:1]), 0),
        people_told=Case(When(few, then=Value(1)), default=F("people"), output_field=IntegerField()),
        months_told=Subquery(made.filter(people__gte=FEWEST_SHOWN).values("months")[:1]),
    )
