"""Time in position: how many whole months people spent in a role, and whether they moved on from it.

The clock is the one of readiness: full months of an unbroken run of positions in one role, less leave taken in it.
"""

from dataclasses import dataclass

import numpy as np

from promotions.metrics.grid import Grid
from promotions.metrics.history import History
from promotions.metrics.months import full_months
from promotions.metrics.tally import Tally
from skills.columns import Bools, Ints

MONTHS = 4096  # months beyond are counted as the last: no career is that long
PERSON = 1 << 23  # more than the day number of any date, so that (person, day) packs into one ordered number
COUNTS = ("moved", "still")


@dataclass(frozen=True)
class Runs:
    """Unbroken runs of one person's positions in one role, by employee and start."""

    employee: Ints
    start: Ints
    stop: Ints  # the day the run ended, or the day up to which it is counted
    moved: Bools
    last_position: Ints  # row in the history


def runs_of(history: History) -> Runs:
    """Join adjoining positions of one role. Positions without a known role are in no run."""
    begins = ~(history.adjoins & (history.role == np.roll(history.role, 1)))
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins))[: len(first)] - 1
    keep = (history.role[first] > 0) & (history.end[last] > history.start[first])
    first, last = first[keep], last[keep]
    after = np.minimum(last + 1, len(begins) - 1)
    moved = history.follows[after] & history.moved[after] & (after > last) & (history.end[last] <= history.on)
    stop = np.minimum(history.end[last], history.on)
    return Runs(history.employee[first], history.start[first], stop, moved, last)


def leave_days(runs: Runs, leave: Ints) -> Ints:
    """Return how many days of leave fall into each run. `leave` holds rows of employee, start, end."""
    days = np.zeros(len(runs.employee), dtype=np.int64)
    order = runs.employee * PERSON + runs.start
    until = np.minimum(leave[:, 2], PERSON - 1)
    first = np.maximum(np.searchsorted(order, leave[:, 0] * PERSON + leave[:, 1], side="right") - 1, 0)
    count = np.searchsorted(order, leave[:, 0] * PERSON + until) - first
    of = np.repeat(np.arange(len(leave)), np.maximum(count, 0))
    run = first[of] + np.arange(len(of)) - np.searchsorted(of, of)
    shared = np.minimum(runs.stop[run], leave[of, 2]) - np.maximum(runs.start[run], leave[of, 1])
    np.add.at(days, run, np.where(runs.employee[run] == leave[of, 0], np.maximum(shared, 0), 0))
    return days


class DurationTally:
    """Adds up people by (cell, months)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.people = Tally(len(COUNTS))

    def add_history(self, history: History) -> None:
        runs = runs_of(history)
        months = full_months(runs.start + leave_days(runs, history.leave), runs.stop)
        cells = self.grid.cell(history.unit[runs.last_position], history.role[runs.last_position])
        keys = cells * MONTHS + np.minimum(months, MONTHS - 1)
        self.people.add([(keys[runs.moved], 0, 1), (keys[~runs.moved], 1, 1)])

    def summed(self) -> tuple[Ints, Ints, Ints]:
        """Return cells, months and counts (moved, still)."""
        cells, months = np.divmod(self.people.keys, MONTHS)
        return cells, months, self.people.amounts
