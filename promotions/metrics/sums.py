"""Sums of stored facts, one query each. All take a queryset that is already cut to what the reader may see."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add, sub
from typing import Any

import numpy as np
from django.db.models import Case, Expression, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from promotions.metrics.columns import table
from promotions.metrics.facts import COUNTS
from promotions.metrics.measures import Sums
from promotions.metrics.months import day_number, first_of, month_number, month_of
from promotions.metrics.window import Window
from promotions.models import BenchFact, MobilityFact, PositionDuration, PresentStay
from promotions.models.openings import RequisitionQuerySet
from skills.columns import NEVER, Ints, day

Durations = dict[int, tuple[int, int]]  # months → moved, still
NO_ROW = 0  # key of the cells without a family or level
HEADCOUNT = COUNTS[:2]
EVERYTHING = Q(pk__isnull=False)  # a condition may not be empty


@dataclass(frozen=True)
class Earlier:
    """What came before a window: the headcount of each value of a field on its first day, and the month of the first fact of all."""

    people: Mapping[int | None, int] = field(default_factory=dict)
    first: int | None = None


@dataclass(frozen=True)
class Added:
    """Sums over a window by value of a field, of some of the facts, with what came before; and the sums of all facts there are."""

    inside: Mapping[int | None, Counter[str]]
    earlier: Earlier
    company: Sums


def over_window(window: Window, facts: QuerySet[MobilityFact], chosen: Q, by: str) -> Added:
    """Add up all facts, the chosen ones by the field `by`. One query."""
    within, before = Q(month__gte=first_of(window.first)), Q(month__lt=first_of(window.first))
    asked = facts.filter(month__lte=first_of(window.last)).annotate(
        chosen=Case(When(chosen or EVERYTHING, then=Value(1)), default=Value(0)),
        row=Case(When(chosen or EVERYTHING, then=F(f"{by}_id")), default=None),
    )
    sums: dict[str, Sum | Min] = {f"sum_{name}": Sum(name, filter=within, default=0) for name in COUNTS}
    sums |= {"people": Sum("headcount_change", filter=before, default=0), "begin": Min("month", filter=before)}
    mine: dict[int | None, Counter[str]] = {}
    people, all_people, everything, begin = dict[int | None, int](), 0, Counter[str](), []
    for is_chosen, row, *counts, so_far, month in asked.values_list("chosen", "row").annotate(**sums).order_by():
        all_people += so_far
        everything.update(_counter(counts))
        if is_chosen:
            mine[row], people[row] = _counter(counts), int(so_far)
            begin += [month] if month else []
    earlier = Earlier(people, month_number(min(begin)) if begin else None)
    return Added(mine, earlier, _sums(window, everything, int(all_people)))


class MonthlySums:
    """Counts month by month from `first` up to a window's last, as running sums: any window in between is one difference."""

    def __init__(self, facts: QuerySet[MobilityFact], first: int, window: Window, earlier: Earlier) -> None:
        asked = facts.filter(month__gte=first_of(first), month__lte=first_of(window.last))
        grouped = asked.values_list("month").annotate(*map(Sum, COUNTS)).order_by("month")
        rows = [(month_number(month), *map(int, sums)) for month, *sums in grouped]  # PostgreSQL sums bigints to decimals
        self.months = [month for month, *_ in rows]
        self._running = [[0] * len(COUNTS), *accumulate((counts for _, *counts in rows), lambda so_far, more: [*map(add, so_far, more)])]
        self._begin = min((month for month in (earlier.first, *self.months[:1]) if month is not None), default=None)
        self._people = sum(earlier.people.values()) - _counter(self._before(window.first))["headcount_change"]

    def over(self, window: Window) -> Sums:
        before, until = self._before(window.first), self._before(window.last + 1)
        return _sums(window, _counter(map(sub, until, before)), self._people + _counter(before)["headcount_change"])

    def _before(self, month: int) -> list[int]:
        """Return the counts of all months asked for before this one."""
        return self._running[bisect_left(self.months, month)]

    def reach_back_to(self, window: Window) -> bool:
        """Whether there is any fact in or before the window's first month: a window that begins earlier would be cut short."""
        return self._begin is not None and self._begin <= window.first


def by_row(added: Added, window: Window, row_of: Mapping[int, int] | None) -> dict[int, Sums]:
    """Return {row: sums over the window} of rows that have any; a row is a value of the field, or what `row_of` says it belongs to."""
    inside, people = defaultdict[int, Counter[str]](Counter), Counter[int]()
    for value, counts in added.inside.items():
        inside[_row(value, row_of)].update(counts)
    for value, count in added.earlier.people.items():
        people[_row(value, row_of)] += count
    sums_of = {row: _sums(window, inside[row], people[row]) for row in inside.keys() | people.keys()}
    return {row: sums for row, sums in sums_of.items() if any(sums.counts.values())}


def _row(value: int | None, row_of: Mapping[int, int] | None) -> int:
    return (row_of[value] if row_of and value else value) or NO_ROW


def _counter(sums: Iterable[int]) -> Counter[str]:
    return Counter(dict(zip(COUNTS, map(int, sums), strict=True)))


def _sums(window: Window, inside: Counter[str], people: int) -> Sums:
    """Turn headcount on the first day, and its changes, into days employed: whoever came on day d was there from d to the window's end."""
    end = day_number(window.start) + window.days
    employed = people * window.days + end * inside["headcount_change"] - inside["change_days"]
    counts = {name: inside[name] for name in COUNTS if name not in HEADCOUNT}
    return Sums(counts | {"person_days": employed}, window.days)


def durations_by_row(
    ended: QuerySet[PositionDuration],
    lasting: QuerySet[PresentStay],
    until: dt.date,
    by: str,
    row_of: Mapping[int, int] | None,
    chosen: Q = EVERYTHING,
) -> tuple[dict[int, Durations], Durations]:
    """Return {row: {months: (moved, still)}} of the chosen cells, and {months: …} of all that are given. One query.

    Of people who are in their role still, the months there are up to the day `until`.
    """
    found: dict[int, Durations] = defaultdict(dict)
    everything: Durations = {}
    left = _grouped(ended, chosen, by, F("months")).annotate(left=Sum("moved"), seen=Sum("still"))
    stay = _grouped(lasting, chosen, by, _months_up_to(until)).annotate(left=Value(0), seen=Sum("people"))
    for is_chosen, value, months, moved, still in left.order_by().union(stay.order_by(), all=True):
        for into in (everything, *([found[_row(value, row_of)]] if is_chosen else [])):
            before = into.get(months, (0, 0))
            into[months] = (before[0] + moved, before[1] + still)
    return dict(found), everything


def _grouped(rows: QuerySet[Any], chosen: Q, by: str, months: Expression | F) -> QuerySet[Any]:  # Any: either table
    """Group rows by whether they are chosen, by the field if they are, and by months."""
    is_chosen = Case(When(chosen or EVERYTHING, then=Value(1)), default=Value(0))
    row = Case(When(chosen or EVERYTHING, then=F(f"{by}_id")), default=None)
    return rows.annotate(chosen=is_chosen, row=row, lasted=months).values_list("chosen", "row", "lasted")


def _months_up_to(until: dt.date) -> Expression:
    """Return the full months of a present stay, as `full_months` counts them."""
    begun = Value(month_number(until)) - F("since_month")
    not_come_round = Case(When(since_day__gt=until.day, then=Value(1)), default=Value(0))
    return Greatest(begun - not_come_round, Value(0), output_field=IntegerField())


def all_durations(rows: Iterable[Durations]) -> Durations:
    total: Durations = {}
    for row in rows:
        for months, (moved, still) in row.items():
            before = total.get(months, (0, 0))
            total[months] = (before[0] + moved, before[1] + still)
    return total


def seats_between(seats: RequisitionQuerySet, chosen: Q, first: int, window: Window) -> Ints:
    """Return rows of seats filled since the month `first` or open still: days opened, filled, withdrawn, and if chosen. One query."""
    filled = seats.filter(filled_on__gte=first_of(first), filled_on__lt=first_of(window.last + 1))
    asked = (filled | seats.open(window.stop)).order_by()
    is_chosen = Case(When(chosen or EVERYTHING, then=Value(1)), default=Value(0), output_field=IntegerField())
    return table(asked, opened=day("opened_on"), filled=day("filled_on"), withdrawn=day("withdrawn_on"), chosen=is_chosen)


class SeatTimes:
    """How long seats took to be filled, from the month `first` to a window's last, and which are open on the window's last day."""

    def __init__(self, found: Ints, window: Window) -> None:
        self._on = day_number(window.stop)
        self._opened, self._filled = found[:, 0], found[:, 1]
        self._open = (self._opened <= self._on) & (found[:, 1:] > self._on).all(axis=1)
        taken = np.column_stack([month_of(self._filled), self._filled - self._opened])[self._filled < NEVER]
        self._taken, self._seats = np.unique(taken, axis=0, return_counts=True)  # rows of month and days, and how many seats each

    def over(self, window: Window) -> dict[int, int]:
        """Return {days from opening to acceptance: seats filled in the window}."""
        rows = (self._taken[:, 0] >= window.first) & (self._taken[:, 0] <= window.last)
        counts: Counter[int] = Counter()
        for days, seats in zip(self._taken[rows, 1].tolist(), self._seats[rows].tolist(), strict=True):
            counts[days] += seats
        return counts

    def still_open(self) -> tuple[int, int]:
        """Return how many seats are open, and for how many days the oldest has been."""
        opened = self._opened[self._open]
        return len(opened), int(self._on - opened.min(initial=self._on))


def ready_by_role(chosen: Q) -> tuple[dict[int, int], dict[int, int]]:
    """Return {critical role: ready people} of the roles that are held or sought in the chosen cells, and in the company. One query."""
    is_chosen = Case(When(chosen or EVERYTHING, then=Value(1)), default=Value(0))
    rows = (
        BenchFact.objects.annotate(chosen=is_chosen).values_list("chosen", "role").annotate(Sum("holders"), Sum("seats_open"), Sum("ready"))
    )
    sums: tuple[dict[int, Ints], dict[int, Ints]] = ({}, {})
    for inside, role, *counts in rows.order_by():
        for into in sums if inside else sums[1:]:
            into[role] = into.get(role, np.zeros(3, dtype=np.int64)) + np.array(counts, dtype=np.int64)
    mine, company = ({role: int(found[2]) for role, found in of.items() if found[:2].any()} for of in sums)
    return mine, company
