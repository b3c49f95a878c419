"""What happened in each cell in each month, from position history and requisitions. Definitions: docs/metrics.md."""

import numpy as np

from promotions.metrics.grid import FIRST_MONTH, MONTHS, Grid
from promotions.metrics.history import History
from promotions.metrics.months import month_of
from promotions.metrics.seats import Seats
from promotions.metrics.tally import Tally
from skills.columns import Ints

COUNTS = (
    "headcount_change",
    "change_days",
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
Batch = tuple[Ints, int, Ints | int]


class FactTally:
    """Adds up facts by (cell, month)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.facts = Tally(len(COUNTS))

    def key(self, cells: Ints, months: Ints) -> Ints:
        return cells * MONTHS + months - FIRST_MONTH

    def add_history(self, history: History) -> None:
        cells = self.grid.cell(history.unit, history.role)
        self.facts.add([*self._headcount(history, cells), *self._moves(history, cells), *self._comings_and_goings(history, cells)])

    def _headcount(self, history: History, cells: Ints) -> list[Batch]:
        """Note one person more on the day a position begins, one less on the day it ends. A move within a cell cancels out."""
        held = history.end > history.start
        ended = held & (history.end <= history.on)
        came, went = self.key(cells[held], month_of(history.start[held])), self.key(cells[ended], month_of(history.end[ended]))
        return [
            (came, COLUMN["headcount_change"], 1),
            (came, COLUMN["change_days"], history.start[held]),
            (went, COLUMN["headcount_change"], -1),
            (went, COLUMN["change_days"], -history.end[ended]),
        ]

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

    def add_seats(self, seats: Seats) -> None:
        """Count seats opened and filled up to the day, in the unit of the seat."""
        opened_in, filled_in = self._months_of_seats(seats)
        first, filled, inside = seats.insiders_first, seats.was_filled, seats.inside == 1
        self.facts.add(
            [
                (opened_in, COLUMN["seats_opened"], 1),
                (opened_in[first], COLUMN["seats_opened_inside_first"], 1),
                (filled_in[filled], COLUMN["seats_filled"], 1),
                (filled_in[filled & inside], COLUMN["seats_filled_inside"], 1),
            ]
        )

    def _months_of_seats(self, seats: Seats) -> tuple[Ints, Ints]:
        """Return the cell and month in which each was opened, and in which it was filled."""
        cells = self.grid.cell(seats.unit, seats.role)
        filled = np.where(seats.was_filled, seats.filled, seats.opened)
        return self.key(cells, month_of(seats.opened)), self.key(cells, month_of(filled))


def rows_of(grid: Grid, tally: Tally) -> Ints:
    """Return rows of month number, unit, family, level and counts."""
    cells, months = np.divmod(tally.keys, MONTHS)
    return np.column_stack([months + FIRST_MONTH, *grid.unpack(cells), tally.amounts])
