"""Sums of stored facts, one query each. All take a queryset that is already cut to what the reader may see."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add, sub

import numpy as np
from django.db.models import Case, Expression, F, IntegerField, Min, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from promotions.metrics.columns import table
from promotions.metrics.facts import COUNTS
from promotions.metrics.measures import Sums
from promotions.metrics.months import day_number, first_of, month_number, month_of
from promotions.metrics.window import Window
from promotions.models import BenchFact, MobilityFact, PositionDuration, PresentStay
from promotions.models.openings import RequisitionQuerySet
from skills.columns import NEVER, day

Durations = dict[int, tuple[int, int]]  # months → moved, still
NO_ROW = 0  # key of the cells without a family or level
HEADCOUNT = COUNTS[:2]


@dataclass(frozen=True)
class Earlier:
    """What came before a window: the headcount of each value of a field on its first day, and the month of the first fact of all."""

    people: Mapping[int | None, int] = field(default_factory=dict)
    first: int | None = None


def earlier_than(window: Window, facts: QuerySet[MobilityFact], by: str) -> Earlier:
    rows = facts.filter(month__lt=first_of(window.first)).values_list(by).annotate(Sum("headcount_change"), Min("month")).order_by()
    found = list(rows)
    first = min((month for *_, month in found), default=None)
    return Earlier({value: int(people) for value, people, _ in found}, month_number(first) if first else None)


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


def by_row(facts: QuerySet[MobilityFact], by: str, window: Window, earlier: Earlier, row_of: Mapping[int, int] | None) -> dict[int, Sums]:
    """Return {row: sums over the window} of rows that have any; a row is a value of the field `by`, or what `row_of` says it belongs to."""
    asked = facts.filter(month__gte=first_of(window.first), month__lte=first_of(window.last))
    inside, people = defaultdict[int, Counter[str]](Counter), Counter[int]()
    for value, *sums in asked.values_list(by).annotate(*map(Sum, COUNTS)).order_by():
        inside[_row(value, row_of)].update(_counter(sums))
    for value, count in earlier.people.items():
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
    durations: QuerySet[PositionDuration], present: QuerySet[PresentStay], until: dt.date, by: str, row_of: Mapping[int, int] | None
) -> dict[int, Durations]:
    """Return {row: {months: (moved, still)}}; of people who are in their role still, the months there are up to the day `until`."""
    found: dict[int, Durations] = defaultdict(dict)
    ended = durations.values_list(by, "months").annotate(left=Sum("moved"), seen=Sum("still")).order_by()
    lasting = present.values_list(by, _months_up_to(until)).annotate(left=Value(0), seen=Sum("people")).order_by()
    for value, months, moved, still in ended.union(lasting, all=True):
        into = found[_row(value, row_of)]
        before = into.get(months, (0, 0))
        into[months] = (before[0] + moved, before[1] + still)
    return dict(found)


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


class SeatTimes:
    """How long seats took to be filled, from the month `first` to a window's last, and which are open on the window's last day."""

    def __init__(self, seats: RequisitionQuerySet, first: int, window: Window) -> None:
        filled = seats.filter(filled_on__gte=first_of(first), filled_on__lt=first_of(window.last + 1))
        asked = (filled | seats.open(window.stop)).order_by()
        found = table(asked, opened=day("opened_on"), filled=day("filled_on"), withdrawn=day("withdrawn_on"))
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


def ready_by_role(benches: QuerySet[BenchFact]) -> dict[int, int]:
    """Return {critical role: ready people} of the roles that are held or sought in these cells."""
    rows = benches.values_list("role").annotate(Sum("holders"), Sum("seats_open"), Sum("ready")).order_by()
    return {role: ready for role, holders, seats, ready in rows if holders or seats}
