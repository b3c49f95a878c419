"""Sums of stored facts, one query each. All take a queryset that is already cut to what the reader may see."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import add, sub

from django.db.models import Case, Count, DurationField, Expression, ExpressionWrapper, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest, TruncMonth

from promotions.metrics.facts import COUNTS
from promotions.metrics.measures import Sums
from promotions.metrics.months import day_number, first_of, month_number
from promotions.metrics.window import Window
from promotions.models import BenchFact, MobilityFact, PositionDuration, PresentStay, Requisition

Durations = dict[int, tuple[int, int]]  # months → moved, still
NO_ROW = 0  # key of the cells without a family or level
HEADCOUNT = COUNTS[:2]


class MonthlySums:
    """Counts from the first fact to the month `last`, summed from the beginning: any window in it is one difference."""

    def __init__(self, facts: QuerySet[MobilityFact], last: int) -> None:
        grouped = facts.filter(month__lte=first_of(last)).values_list("month").annotate(*map(Sum, COUNTS)).order_by("month")
        rows = [(month_number(month), *map(int, sums)) for month, *sums in grouped]  # PostgreSQL sums bigints to decimals
        self.months = [month for month, *_ in rows]
        self._running = [[0] * len(COUNTS), *accumulate((counts for _, *counts in rows), lambda so_far, more: [*map(add, so_far, more)])]

    def over(self, window: Window) -> Sums:
        before, until = self._before(window.first), self._before(window.last + 1)
        return _sums(window, _counter(map(sub, until, before)), _counter(before))

    def _before(self, month: int) -> list[int]:
        """Return the counts of all months before this one."""
        return self._running[bisect_left(self.months, month)]

    def reach_back_to(self, window: Window) -> bool:
        """Whether there is any fact in or before the window's first month: a window that begins earlier would be cut short."""
        return bool(self.months) and self.months[0] <= window.first


def by_row(facts: QuerySet[MobilityFact], field: str, window: Window, row_of: Mapping[int, int] | None) -> dict[int, Sums]:
    """Return {row: sums over the window} of rows that have any; a row is a value of `field`, or what `row_of` says it belongs to."""
    within, before = Q(month__gte=first_of(window.first)), Q(month__lt=first_of(window.first))
    grouped = facts.filter(month__lte=first_of(window.last)).values_list(field).order_by()
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    earlier: dict[int, Counter[str]] = defaultdict(Counter)
    for value, *sums in grouped.annotate(**_sums_where(within, "inside", COUNTS), **_sums_where(before, "before", HEADCOUNT)):
        row = row_of[value] if row_of else value or NO_ROW
        inside[row].update(_counter(sums[: len(COUNTS)]))
        earlier[row].update(_counter(sums[len(COUNTS) :]))
    sums_of = {row: _sums(window, counts, earlier[row]) for row, counts in inside.items()}
    return {row: sums for row, sums in sums_of.items() if any(sums.counts.values())}


def _sums_where(months: Q, when: str, names: Sequence[str]) -> dict[str, Sum]:
    return {f"{when}_{name}": Sum(name, filter=months, default=0) for name in names}


def _counter(sums: Iterable[int]) -> Counter[str]:
    """Name the sums of `COUNTS`, or of as many of them as there are."""
    return Counter(dict(zip(COUNTS, map(int, sums), strict=False)))


def _sums(window: Window, inside: Counter[str], before: Counter[str]) -> Sums:
    """Turn changes of headcount into days employed: those up to the window's end less those up to its begin."""
    begin, end = day_number(window.start), day_number(window.start) + window.days
    people, days = before["headcount_change"], before["change_days"]
    until_end = end * (people + inside["headcount_change"]) - (days + inside["change_days"])
    counts = {name: inside[name] for name in COUNTS if name not in HEADCOUNT}
    return Sums(counts | {"person_days": until_end - (begin * people - days)}, window.days)


def durations_by_row(
    durations: QuerySet[PositionDuration], present: QuerySet[PresentStay], until: dt.date, field: str, row_of: Mapping[int, int] | None
) -> dict[int, Durations]:
    """Return {row: {months: (moved, still)}}; of people who are in their role still, the months there are up to the day `until`."""
    found: dict[int, Durations] = defaultdict(dict)
    ended = durations.values_list(field, "months").annotate(left=Sum("moved"), seen=Sum("still")).order_by()
    lasting = present.values_list(field, _months_up_to(until)).annotate(left=Value(0), seen=Sum("people")).order_by()
    for value, months, moved, still in ended.union(lasting, all=True):
        into = found[row_of[value] if row_of else value or NO_ROW]
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
