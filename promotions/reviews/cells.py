"""Person-years and events of the whole company, by unit and place; a place is a family and a level."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from employees.models import Position
from pathways.models import RoleProfile
from promotions.metrics.facts import COUNTS
from promotions.metrics.months import day_number, first_of, month_number
from promotions.metrics.window import Window
from promotions.models import Application, LastCount, MobilityFact
from promotions.reviews.scope import Scope

MEASURES = ("left", "promoted", "asked")  # moved to another unit, were promoted, applied for a seat in another unit
YEAR = 365.25
Place = tuple[int, int]  # family, level; 0 for none
Numbers = dict[Place, float]
ByUnit = dict[int, Numbers]


def of_units(cells: ByUnit, units: Iterable[int]) -> Numbers:
    return added(cells[unit] for unit in units if unit in cells)


def added(parts: Iterable[Numbers]) -> Numbers:
    total: Numbers = defaultdict(float)
    for part in parts:
        for place, number in part.items():
            total[place] += number
    return total


def count(scope: Scope) -> tuple[ByUnit, dict[str, ByUnit]]:
    """Return person-years, and events by measure, of whole months as far as nights have counted. Five queries."""
    counted = LastCount.objects.first()
    until = min(scope.last, counted.on) if counted else scope.last
    window = Window(month_number(scope.first), month_number(until), until)
    years, events = _nothing(), {name: _nothing() for name in MEASURES}
    for unit, place, sums in _facts(month__lt=first_of(window.first)):
        years[unit][place] += sums["headcount_change"] * window.days / YEAR
    end = day_number(window.start) + window.days
    for unit, place, sums in _facts(month__gte=first_of(window.first), month__lte=first_of(window.last)):
        years[unit][place] += (end * sums["headcount_change"] - sums["change_days"]) / YEAR
        events["left"][unit][place] += sums["transfers_out"]
        events["promoted"][unit][place] += sums["promotions"]
    for unit, place, number in _outward_by_place(scope):
        events["asked"][unit][place] += number
    return years, events


def _nothing() -> ByUnit:
    return defaultdict(lambda: defaultdict(float))


def _facts(**months: dt.date) -> Iterator[tuple[int, Place, Mapping[str, int]]]:
    facts = MobilityFact.objects.filter(**months).values_list("unit", "family", "level").annotate(*map(Sum, COUNTS)).order_by()
    for unit, family, level, *sums in facts:
        yield unit, (family or 0, level or 0), dict(zip(COUNTS, map(int, sums), strict=True))


def _outward_by_place(scope: Scope) -> Iterator[tuple[int, Place, int]]:
    profiles = RoleProfile.objects.in_force(scope.last).values_list("role_id", "track__family_id", "level_id")
    places = {role: (family, level or 0) for role, family, level in profiles}
    for unit, role, number in outward(scope).values_list("of_unit", "of_role").annotate(Count("pk")).order_by():  # type: ignore[misc]  # annotated ones
        if unit:
            yield unit, places.get(role, (0, 0)), number


def outward(scope: Scope) -> "QuerySet[Application, Any]":  # Any: rows as they are asked for
    """Return applications for a seat in another unit than the person's of that day, with the person's as `of_unit` and `of_role`."""
    held = Position.objects.filter(employee=OuterRef("employee"), start__lte=OuterRef("applied_on")).order_by("-start")
    applied = Application.objects.filter(scope.days("applied_on"))
    with_place = applied.annotate(of_unit=Subquery(held.values("unit")[:1]), of_role=Subquery(held.values("role")[:1]))
    return with_place.exclude(of_unit=F("requisition__unit"))
