"""Whether the hours that are planned fit into the weeks that are left. Pure, and exact: hours are fractions, never rounded on the way.

What is due first is done first. Until the end of a day there is room for hours a week × days left ÷ 7, where days of leave do
not count. All that is due by then has to fit; where it does not, nothing that is done later helps.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from django.utils.formats import number_format

WEEK = 7
TENTH = Decimal("0.1")
Break = tuple[dt.date, dt.date | None]  # from, up to, not including; None while it lasts


@dataclass(frozen=True)
class Load:
    """Something to do that takes so many hours, until the end of a day; `due` is None when nobody has said."""

    name: str
    hours: int
    due: dt.date | None


@dataclass(frozen=True)
class Deadline:
    """All that is due by the end of one day: `hours` together with everything due before, in `days` less `away` days of leave."""

    due: dt.date
    hours: int
    days: int
    away: int
    a_week: Fraction | None

    @property
    def weeks(self) -> Fraction:
        return Fraction(self.days - self.away, WEEK)

    @property
    def room(self) -> Fraction:
        return self.weeks * (self.a_week or 0)

    @property
    def fits(self) -> bool:
        return self.hours <= self.room

    @property
    def short(self) -> Fraction:
        """The hours that do not fit."""
        return max(Fraction(0), self.hours - self.room)

    @property
    def weeks_words(self) -> str:
        return in_tenths(self.weeks)

    @property
    def room_words(self) -> str:
        return in_tenths(self.room)

    @property
    def short_words(self) -> str:
        """The hours that do not fit, rounded up: what does not fit is never told as nothing."""
        return in_tenths(self.short, up=True)


@dataclass(frozen=True)
class Placed:
    """One load, and the first day by whose end it can be done; None when never."""

    load: Load
    ready_by: dt.date | None

    @property
    def late(self) -> bool:
        return self.load.due is not None and (self.ready_by is None or self.ready_by > self.load.due)


@dataclass(frozen=True)
class Fit:
    """`deadlines` by day; `placed` in the order of work, what has no day last."""

    a_week: Fraction | None
    deadlines: Sequence[Deadline]
    placed: Sequence[Placed]

    @property
    def fits(self) -> bool:
        return all(deadline.fits for deadline in self.deadlines)

    @property
    def missed(self) -> list[Deadline]:
        return [deadline for deadline in self.deadlines if not deadline.fits]

    @property
    def worst(self) -> Deadline | None:
        """The day for which most is too much."""
        return max(self.missed, key=lambda one: (one.short, one.due), default=None)

    @property
    def late(self) -> list[Placed]:
        return [one for one in self.placed if one.late]

    @property
    def hours(self) -> int:
        """All the hours that are left, those without a day too."""
        return sum(one.load.hours for one in self.placed)

    @property
    def undated(self) -> int:
        return sum(one.load.hours for one in self.placed if one.load.due is None)

    @property
    def needed(self) -> Decimal | None:
        """The hours a week with which every day would hold, rounded up to a tenth; None when a day has no room whatever one does."""
        if any(not deadline.weeks for deadline in self.deadlines):
            return None
        rates = [deadline.hours / deadline.weeks for deadline in self.deadlines]
        most = max(rates, default=Fraction(0))
        return (Decimal(ceil(most * 10)) / 10).quantize(TENTH, ROUND_CEILING)


def in_tenths(number: Fraction, *, up: bool = False) -> str:
    """Return a number with one decimal, cut or rounded up; the comma or point of the reader's language."""
    tenths = ceil(number * 10) if up else floor(number * 10)
    return number_format(Decimal(tenths) / 10, decimal_pos=1)


def fit(loads: Iterable[Load], a_week: Decimal | None, today: dt.date, leaves: Iterable[Break] = ()) -> Fit:
    """Return how these loads fit, from today, into so many hours a week; none said are no hours."""
    rate, breaks = (Fraction(a_week) if a_week is not None else None), joined(leaves)
    work = sorted((load for load in loads if load.hours > 0), key=lambda load: (load.due or dt.date.max, load.name))
    sums = list(accumulate(load.hours for load in work))
    by_day = {load.due: total for load, total in zip(work, sums, strict=True) if load.due}  # the last of a day is all of it
    deadlines = [deadline(due, total, rate, today, breaks) for due, total in by_day.items()]
    return Fit(rate, deadlines, [Placed(load, day_of(total, rate, today, breaks)) for load, total in zip(work, sums, strict=True)])


def deadline(due: dt.date, hours: int, rate: Fraction | None, today: dt.date, breaks: Sequence[Break]) -> Deadline:
    end = due + dt.timedelta(days=1)
    days = max(0, (end - today).days)
    away = sum(max(0, (min(until or end, end) - max(start, today)).days) for start, until in breaks)
    return Deadline(due, hours, days, min(days, away), rate)


def day_of(hours: int, rate: Fraction | None, today: dt.date, breaks: Sequence[Break]) -> dt.date | None:
    """Return the first day by whose end so many hours have found room; None when they never do."""
    if not rate:
        return None
    left, day = ceil(hours * WEEK / rate), today
    for start, until in breaks:
        free = max(0, (start - day).days)
        if left <= free:
            break
        if until is None:
            return None
        left, day = left - free, max(day, until)
    try:
        return day + dt.timedelta(days=left - 1)
    except OverflowError:
        return None


def joined(leaves: Iterable[Break]) -> list[Break]:
    """Return the breaks by day, those that overlap as one."""
    found: list[Break] = []
    for start, until in sorted(leaves, key=lambda leave: leave[0]):
        before = found[-1] if found else None
        if before and (before[1] is None or start <= before[1]):
            end = None if before[1] is None or until is None else max(before[1], until)
            found[-1] = (before[0], end)
        else:
            found.append((start, until))
    return found
