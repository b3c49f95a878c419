"""Keeps which parts of the company may be told of, and since which month, beside the facts it is worked out from."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from employees.models import Unit
from promotions.metrics.columns import numbers, table
from promotions.metrics.measures import FEWEST_PEOPLE
from promotions.metrics.months import day_number, first_day, month_number, month_of
from promotions.metrics.protection import NEVER, Company, Part, Span, choose, parts_told
from promotions.metrics.stored import delete_ids
from promotions.models import MobilityFact, PositionDuration, PresentStay, ToldPart
from skills.columns import Bools, DayNumber, Ints, place_of

QUARTER = 3  # months that are judged together: who is few in one of them is untold in all
QUARTERS = 32  # eight years: as far back as the trend of the longest window; earlier ones tell of the company alone
ALWAYS = -NEVER  # earlier than any window: nobody was there before
NO_TIMES, TIMES = 0, 1
ROWS_AT_A_TIME = 5_000


def write_told_parts(on: dt.date) -> int:
    """Bring what may be told up to that day; return how many rows were inserted, changed or deleted. A second call writes 0."""
    wanted = told_parts(on)
    columns = ("unit_id", "own", "by_family", "family_id", "by_level", "level_id", "since", "times")
    stored = {tuple(value or 0 for value in row[1:]): row[0] for row in ToldPart.objects.values_list("pk", *columns)}
    delete_ids(ToldPart, [pk for row, pk in stored.items() if row not in wanted])
    missing = sorted(wanted - stored.keys())
    made = (
        ToldPart(**{name: value or None if name in EMPTY else value for name, value in zip(columns, row, strict=True)}) for row in missing
    )
    ToldPart.objects.bulk_create(made, batch_size=ROWS_AT_A_TIME)
    return len(stored.keys() - wanted) + len(missing)


EMPTY = ("unit_id", "family_id", "level_id")


def told_parts(on: dt.date) -> set[tuple[int, ...]]:
    """Return every part that may be told of, with the month since which it may, and whether its time in position may be."""
    headcounts = Headcounts(on)
    company = headcounts.company
    since: dict[Part, int] = {}
    told, newest = None, None
    for first, span in headcounts.spans():
        told = choose(company, span, told)
        newest = newest or told
        month = ALWAYS if headcounts.begin_in(first) else first
        since |= dict.fromkeys(parts_told(company, told, headcounts.there), month)
    if newest is None:  # nobody has ever worked here
        return set()
    times = Span(headcounts.runs, np.array([FEWEST_PEOPLE]))
    timed = set(parts_told(company, choose(company, times, newest), headcounts.there))
    return {(*part, month, TIMES if part in timed else NO_TIMES) for part, month in since.items()}


class Headcounts:
    """Days worked in each cell of each unit month by month, and how often a role was held there, as the stored figures have it."""

    def __init__(self, on: dt.date) -> None:
        self._on = on
        columns = numbers("unit_id", "family_id", "level_id", "headcount_change", "change_days")
        facts = table(MobilityFact.objects.exclude(headcount_change=0, change_days=0), month=DayNumber("month"), **columns)
        held = _held()
        units = table(Unit.objects.all(), **numbers("pk", "parent_id"))
        units = units[np.argsort(units[:, 0])]
        cells = np.unique(np.concatenate([facts[:, 2:4], held[:, 1:3]]), axis=0)
        self.company = Company(units[:, 0], place_of(units[:, 0], units[:, 1]), cells[:, 0], cells[:, 1])
        self._months, self._facts = month_of(facts[:, 0]), facts
        self._unit, self._cell = place_of(units[:, 0], facts[:, 1]), _places(cells, facts[:, 2:4])
        self.runs = self._added_up(place_of(units[:, 0], held[:, 0]), _places(cells, held[:, 1:3]), held[:, 3])[:, :, None]
        anybody = self.runs[:, :, 0] > 0
        anybody[self._unit, self._cell] = True
        self.there = {True: anybody, False: self.company.with_all_below(anybody.astype(np.int64)) > 0}

    def _added_up(self, unit: Ints, cell: Ints, amounts: Ints) -> Ints:
        """Return amounts added up to units × cells."""
        width = len(self.company.families)
        sums = np.zeros(len(self.company.units) * width, dtype=np.int64)
        np.add.at(sums, unit * width + cell, amounts)
        return sums.reshape(len(self.company.units), width)

    def begin_in(self, first: int) -> bool:
        """Whether nobody worked here before that month."""
        return not len(self._months) or bool(self._months.min() >= first)

    def spans(self) -> Iterator[tuple[int, Span]]:
        """Yield (first month, days worked in it and the next two) of each quarter, the newest first."""
        if not len(self._months):
            return
        last = month_number(self._on)
        begin = max(int(self._months.min()), last - QUARTER * QUARTERS)
        for first in range(last - last % QUARTER, begin - begin % QUARTER - 1, -QUARTER):
            yield first, self._span(first, min(first + QUARTER - 1, last))

    def _span(self, first: int, last: int) -> Span:
        months = np.arange(first, last + 1)
        ends = np.minimum(first_day(months + 1), day_number(self._on) + 1)
        days = ends - first_day(months)
        at_first = self._changes(self._months < first)[0]
        people = np.zeros((*at_first.shape, len(months)), dtype=np.int64)
        for place, month in enumerate(months.tolist()):
            came, since = self._changes(self._months == month)
            people[:, :, place] = at_first * days[place] + came * ends[place] - since
            at_first = at_first + came
        return Span(people, FEWEST_PEOPLE * days)

    def _changes(self, rows: Bools) -> tuple[Ints, Ints]:
        """Return the changes of headcount of these facts, and the sums of their days."""
        unit, cell = self._unit[rows], self._cell[rows]
        return self._added_up(unit, cell, self._facts[rows, 4]), self._added_up(unit, cell, self._facts[rows, 5])


def _held() -> Ints:
    """Return rows of unit, family, level and how often a role was held there."""
    ended = table(PositionDuration.objects.all(), **numbers("unit_id", "family_id", "level_id", "moved", "still"))
    lasting = table(PresentStay.objects.all(), **numbers("unit_id", "family_id", "level_id", "people"))
    return np.concatenate([np.column_stack([ended[:, :3], ended[:, 3] + ended[:, 4]]), lasting])


def _places(cells: Ints, wanted: Ints) -> Ints:
    """Return the place of each wanted (family, level) among the cells."""
    width = int(max(cells.max(initial=0), wanted.max(initial=0))) + 1
    return place_of(cells[:, 0] * width + cells[:, 1], wanted[:, 0] * width + wanted[:, 1])
