"""How many people were in each cell of each unit, month by month, and how often a role was held there, as the stored figures have it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from employees.models import Unit
from promotions.metrics.columns import numbers, table
from promotions.metrics.measures import FEWEST_PEOPLE
from promotions.metrics.months import day_number, first_day, month_number, month_of
from promotions.metrics.protection import Company, Span
from promotions.models import MobilityFact, PositionDuration, PresentStay
from skills.columns import Bools, DayNumber, Ints, place_of

QUARTER = 3  # months that are judged together: who is few in one of them is untold in all
QUARTERS = 32  # eight years: as far back as the trend of the longest window; earlier ones tell of the company alone


@dataclass(frozen=True)
class Headcount:
    """A span without what nobody ever was in. A place is the number of a unit times the cells there are, and the cell."""

    places: Ints
    people: Ints  # places × months
    few: Ints

    def span(self, company: Company) -> Span:
        units, cells = len(company.units), len(company.families)
        people = np.zeros((units * cells, len(self.few)), dtype=np.int64)
        people[self.places] = self.people
        return Span(people.reshape(units, cells, len(self.few)), self.few)


class Headcounts:
    """Days worked in each cell of each unit in the quarters up to a day, and the runs of roles held there."""

    def __init__(self, on: dt.date) -> None:
        self._on = on
        columns = numbers("unit_id", "family_id", "level_id", "headcount_change", "change_days")
        facts = table(MobilityFact.objects.exclude(headcount_change=0, change_days=0), month=DayNumber("month"), **columns)
        facts = facts[np.argsort(facts[:, 0], kind="stable")]
        held = _held()
        units = table(Unit.objects.all(), **numbers("pk", "parent_id"))
        units = units[np.argsort(units[:, 0])]
        width = int(max(facts[:, 3].max(initial=0), held[:, 2].max(initial=0))) + 1
        fact_cells, held_cells = (rows[:, 0] * width + rows[:, 1] for rows in (facts[:, 2:4], held[:, 1:3]))
        cells = np.unique(np.concatenate([fact_cells, held_cells]))
        self.company = Company(units[:, 0], place_of(units[:, 0], units[:, 1]), *np.divmod(cells, width))
        self._months, self._facts = month_of(facts[:, 0]), facts[:, 4:6]
        self._places, self._place = np.unique(
            place_of(units[:, 0], facts[:, 1]) * len(cells) + place_of(cells, fact_cells), return_inverse=True
        )
        runs, place = np.unique(place_of(units[:, 0], held[:, 0]) * len(cells) + place_of(cells, held_cells), return_inverse=True)
        self.runs = Headcount(runs, _added_up(place, held[:, 3:4], len(runs)), np.array([FEWEST_PEOPLE]))

    @cached_property
    def there(self) -> dict[bool, Bools]:
        """Say of each cell whether anybody ever was there: of units themselves (True), and with all below them (False)."""
        shape = len(self.company.units), len(self.company.families)
        anybody = np.zeros(shape[0] * shape[1], dtype=bool)
        anybody[self._places] = True
        anybody[self.runs.places[self.runs.people[:, 0] > 0]] = True
        own = anybody.reshape(shape)
        return {True: own, False: self.company.with_all_below(own.astype(np.int64)) > 0}

    def begin_in(self, first: int) -> bool:
        """Whether nobody worked here before that month."""
        return not len(self._months) or bool(self._months[0] >= first)

    def quarters(self) -> Iterator[tuple[int, Headcount]]:
        """Yield (first month, days worked in it and the next two) of each quarter, the newest first."""
        if not len(self._months):
            return
        last = month_number(self._on)
        begin = max(int(self._months[0]), last - QUARTER * QUARTERS)
        first = last - last % QUARTER
        at_first = self._changes(int(self._months[0]), first)[:, 0]
        while first > begin - QUARTER:
            yield first, self._quarter(first, min(first + QUARTER - 1, last), at_first)
            first -= QUARTER
            at_first = at_first - self._changes(first, first + QUARTER)[:, 0]

    def _quarter(self, first: int, last: int, at_first: Ints) -> Headcount:
        months = np.arange(first, last + 1)
        ends = np.minimum(first_day(months + 1), day_number(self._on) + 1)
        days = ends - first_day(months)
        people = np.zeros((len(at_first), len(months)), dtype=np.int64)
        for place, month in enumerate(months.tolist()):
            came, since = self._changes(month, month + 1).T
            people[:, place] = at_first * days[place] + came * ends[place] - since
            at_first = at_first + came
        return Headcount(self._places, people, FEWEST_PEOPLE * days)

    def _changes(self, first: int, stop: int) -> Ints:
        """Return rows of changes of headcount, and the sums of their days, of each place in the months before `stop`."""
        begin, end = np.searchsorted(self._months, [first, stop])
        return _added_up(self._place[begin:end], self._facts[begin:end], len(self._places))


def _added_up(place: Ints, amounts: Ints, places: int) -> Ints:
    sums = np.zeros((places, amounts.shape[1]), dtype=np.int64)
    np.add.at(sums, place, amounts)
    return sums


def _held() -> Ints:
    """Return rows of unit, family, level and how often a role was held there."""
    ended = table(PositionDuration.objects.all(), **numbers("unit_id", "family_id", "level_id", "moved", "still"))
    lasting = table(PresentStay.objects.all(), **numbers("unit_id", "family_id", "level_id", "people"))
    return np.concatenate([np.column_stack([ended[:, :3], ended[:, 3] + ended[:, 4]]), lasting])
