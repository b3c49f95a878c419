"""Sums of stored facts, one query each. All take a queryset that is already cut to what the reader may see."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, QuerySet, Sum
from django.db.models.functions import TruncMonth

from promotions.metrics.facts import COUNTS
from promotions.metrics.measures import Sums
from promotions.metrics.months import day_number, first_of, month_number
from promotions.metrics.window import Window
from promotions.models import BenchFact, MobilityFact, PositionDuration, Requisition

Durations = dict[int, tuple[int, int]]  # months → moved, still
NO_ROW = 0  # key of the cells without a family or level


class MonthlySums:
    """Counts by month, from which any window is a sum."""

    def __init__(self, facts: QuerySet[MobilityFact], first: int, last: int) -> None:
        within = facts.filter(month__range=(first_of(first), first_of(last)))
        self.months = {month_number(month): counts for month, counts in _summed_by("month", within)}

    def over(self, window: Window) -> Sums:
        counts: Counter[str] = Counter()
        for month in range(window.first, window.last + 1):
            counts.update(self.months.get(month, {}))
        return Sums(counts, window.days)

    def reach_back_to(self, window: Window) -> bool:
        """Whether there is any fact in or before the window's first month: a window that begins earlier would be cut short."""
        return bool(self.months) and min(self.months) <= window.first


def by_row(facts: QuerySet[MobilityFact], field: str, window: Window, row_of: Mapping[int, int] | None) -> dict[int, Sums]:
    """Return {row: sums over the window}; a row is a value of `field`, or what `row_of` says it belongs to."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    within = facts.filter(month__range=(first_of(window.first), first_of(window.last)))
    for value, counted in _summed_by(field, within):
        key = value or NO_ROW
        counts[row_of[key] if row_of else key].update(counted)
    return {key: Sums(total, window.days) for key, total in counts.items()}


def durations_by_row(durations: QuerySet[PositionDuration], field: str, row_of: Mapping[int, int] | None) -> dict[int, Durations]:
    """Return {row: {months: (moved, still)}}."""
    found: dict[int, Durations] = defaultdict(dict)
    rows = durations.values_list(field, "months").annotate(Sum("moved"), Sum("still")).order_by()
    for value, months, moved, still in rows:
        key = value or NO_ROW
        into = found[row_of[key] if row_of else key]
        before = into.get(months, (0, 0))
        into[months] = (before[0] + moved, before[1] + still)
    return dict(found)


def all_durations(rows: Iterable[Durations]) -> Durations:
    total: Durations = {}
    for row in rows:
        for months, (moved, still) in row.items():
            before = total.get(months, (0, 0))
            total[months] = (before[0] + moved, before[1] + still)
    return total


class DaysToFill:
    """Seats filled, by month and days from opening to acceptance."""

    def __init__(self, seats: QuerySet[Requisition], first: int, last: int) -> None:
        filled = seats.filter(filled_on__gte=first_of(first), filled_on__lt=first_of(last + 1))
        self.seats: dict[int, Counter[int]] = defaultdict(Counter)
        took = ExpressionWrapper(F("filled_on") - F("opened_on"), DurationField())
        grouped = filled.values_list(TruncMonth("filled_on"), took).annotate(Count("number")).order_by()
        for month, taken, count in grouped:
            self.seats[month_number(month)][taken.days] += count

    def over(self, window: Window) -> Counter[int]:
        counts: Counter[int] = Counter()
        for month in range(window.first, window.last + 1):
            counts.update(self.seats.get(month, {}))
        return counts


def still_open(seats: QuerySet[Requisition], on: dt.date) -> tuple[int, int]:
    """Return how many seats are open on that day, and for how many days the oldest has been."""
    found = seats.aggregate(count=Count("number"), oldest=Min("opened_on"))
    return found["count"], day_number(on) - day_number(found["oldest"]) if found["oldest"] else 0


def ready_by_role(benches: QuerySet[BenchFact]) -> dict[int, int]:
    """Return {critical role: ready people} of the roles that are held or sought in these cells."""
    rows = benches.values_list("role").annotate(Sum("holders"), Sum("seats_open"), Sum("ready")).order_by()
    return {role: ready for role, holders, seats, ready in rows if holders or seats}


def _summed_by(field: str, facts: QuerySet[MobilityFact]) -> Iterator[tuple[Any, Counter[str]]]:  # Any: a month or an id
    for value, *sums in facts.values_list(field).annotate(*map(Sum, COUNTS)).order_by():
        yield value, Counter(dict(zip(COUNTS, sums, strict=True)))
