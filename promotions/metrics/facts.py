"""What happened in each cell in each month, from position history and requisitions. Definitions: docs/metrics.md."""

import datetime as dt

import numpy as np

from promotions.columns import Ints, day, flag, key
from promotions.metrics.columns import table
from promotions.metrics.grid import Grid
from promotions.metrics.history import History
from promotions.metrics.months import day_number, first_day, length, month_of
from promotions.metrics.tally import Tally
from promotions.models import Requisition

COUNTS = (
    "person_days",
    "hires",
    "promotions",
    "laterals",
    "demotions",
    "leavers",
    "transfers_out",
    "seats_opened",
    "seats_opened_inside_first",
    "seats_filled",
    "seats_filled_inside",
)
COLUMN = {name: place for place, name in enumerate(COUNTS)}
PERSON_DAYS = COLUMN["person_days"]
Batch = tuple[Ints, int, Ints | int]


class FactTally:
    """Adds up facts by (cell, month). Whole months of a position are kept as where they begin and end until the last moment."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.stride = grid.months + 1  # the month after the last one holds the ends of whole months
        self.facts = Tally(len(COUNTS))
        self.whole_months = Tally(1)

    def key(self, cells: Ints, months: Ints) -> Ints:
        return cells * self.stride + np.maximum(months - self.grid.first_month, 0)

    def add_history(self, history: History) -> None:
        cells = self.grid.cell(history.unit, history.role)
        self.facts.add([*self._days_at_the_ends(history, cells), *self._moves(history, cells), *self._comings_and_goings(history, cells)])
        self._add_whole_months(history, cells)

    def _days_at_the_ends(self, history: History, cells: Ints) -> list[Batch]:
        """Count the days of each position's first and of its last month."""
        held, start, stop = _held(history)
        first, last = month_of(start), month_of(stop - 1)
        two = first < last
        return [
            (self.key(cells[held], first), PERSON_DAYS, np.minimum(stop, first_day(first + 1)) - start),
            (self.key(cells[held][two], last[two]), PERSON_DAYS, (stop - first_day(last))[two]),
        ]

    def _add_whole_months(self, history: History, cells: Ints) -> None:
        """Note one person more from the month after a position's first one, one less from its last one on."""
        held, start, stop = _held(history)
        first, last = month_of(start), month_of(stop - 1)
        two = first < last
        self.whole_months.add([(self.key(cells[held][two], first[two] + 1), 0, 1), (self.key(cells[held][two], last[two]), 0, -1)])

    def _moves(self, history: History, cells: Ints) -> list[Batch]:
        """Count moves where the person came from, in the month in which the new position began."""
        month, source = month_of(history.start), history.source
        elsewhere = history.adjoins & history.moved & (history.unit != history.unit[source])
        chosen = {
            "promotions": history.began_with("promotion"),
            "laterals": history.began_with("lateral"),
            "demotions": history.began_with("demotion"),
            "transfers_out": elsewhere,
        }
        return [(self.key(cells[source][rows], month[rows]), COLUMN[name], 1) for name, rows in chosen.items()]

    def _comings_and_goings(self, history: History, cells: Ints) -> list[Batch]:
        """Count hires and re-entries where they began; leavers where they were last, also those who came back later."""
        came = history.began_with("hire", "re-entry")
        gone = history.last & (history.left <= history.on)
        back = history.began_with("re-entry") & history.follows
        left, before = np.maximum(history.left, history.start), np.roll(history.end, 1)
        return [
            (self.key(cells[came], month_of(history.start[came])), COLUMN["hires"], 1),
            (self.key(cells[gone], month_of(left[gone])), COLUMN["leavers"], 1),
            (self.key(cells[history.source][back], month_of(before[back])), COLUMN["leavers"], 1),
        ]

    def add_seats(self, on: dt.date) -> None:
        """Count requisitions opened and filled up to that day, in the unit of the seat."""
        seats = read_seats(on)
        unit, role, opened, external_from, filled, inside = seats.T
        cells, was_filled = self.grid.cell(unit, role), filled <= day_number(on)
        insiders_first = external_from > opened
        opened_in, filled_in = self.key(cells, month_of(opened)), self.key(cells, month_of(np.where(was_filled, filled, opened)))
        self.facts.add(
            [
                (opened_in, COLUMN["seats_opened"], 1),
                (opened_in[insiders_first], COLUMN["seats_opened_inside_first"], 1),
                (filled_in[was_filled], COLUMN["seats_filled"], 1),
                (filled_in[was_filled & (inside == 1)], COLUMN["seats_filled_inside"], 1),
            ]
        )

    def summed(self) -> tuple[Ints, Ints, Ints]:
        """Return cells, month numbers and counts of every fact that is not empty."""
        self.facts.add([(*self._person_days_of_whole_months(),)])
        filled = self.facts.amounts.any(axis=1)
        cells, months = np.divmod(self.facts.keys[filled], self.stride)
        return cells, months + self.grid.first_month, self.facts.amounts[filled]

    def _person_days_of_whole_months(self) -> Batch:
        """Spread the running count of people over the months between one note and the next. Each cell's notes sum to nothing."""
        notes, people = self.whole_months.keys, np.cumsum(self.whole_months.amounts[:, 0])
        spread = np.diff(notes, append=notes[-1:]) * (people > 0)
        first = np.repeat(notes, spread)
        keys = first + np.arange(len(first)) - np.repeat(np.cumsum(spread) - spread, spread)
        return keys, PERSON_DAYS, np.repeat(people, spread) * length(keys % self.stride + self.grid.first_month)


def _held(history: History) -> tuple[Ints, Ints, Ints]:
    """Return the rows of positions held for at least a day up to `on`, with their first day and the day after their last."""
    stop = np.minimum(history.end, history.on + 1)
    held = np.flatnonzero(stop > history.start)
    return held, history.start[held], stop[held]


def read_seats(on: dt.date) -> Ints:
    """Return unit, role, opened, external from, filled (NEVER when not), filled inside (0 or 1) of every seat opened by that day."""
    seats = Requisition.objects.filter(opened_on__lte=on).order_by("pk")
    return table(
        seats,
        unit=key("unit_id"),
        role=key("role_id"),
        opened=day("opened_on"),
        external_from=day("external_from"),
        filled=day("filled_on"),
        inside=flag("filled_inside"),
    )
