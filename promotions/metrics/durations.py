"""Time in position: how many whole months people spent in a role, and whether they moved on from it.

The clock is the one of readiness: full months of an unbroken run of positions in one role, less leave taken in it.
"""

from dataclasses import dataclass

import numpy as np

from promotions.metrics.grid import Grid
from promotions.metrics.history import History
from promotions.metrics.months import day_of_month, full_months, month_of
from promotions.metrics.tally import Tally
from skills.columns import NEVER, Bools, Ints

MONTHS = 4096  # months beyond are counted as the last: no career is that long
DAYS = 1 << 23  # more than there are days, so that (person or cell, day) packs into one ordered number
DAY_0 = -719_162  # 1 January of the year 1
LONGEST_MONTH = 31
COUNTS = ("moved", "still")
PRESENT = ("people",)


@dataclass(frozen=True)
class Runs:
    """Unbroken runs of one person's positions in one role, by employee and start."""

    on: int
    employee: Ints
    start: Ints
    stop: Ints  # the day the run ended, or the day up to which it is counted
    moved: Bools
    lasts: Bools  # not ended by the day
    away: Ints  # days of leave in it
    on_leave: Bools  # that day: the clock stands still
    last_position: Ints  # row in the history

    @property
    def since(self) -> Ints:
        """The day from which full months count."""
        return self.start + self.away

    @property
    def months(self) -> Ints:
        return np.minimum(full_months(self.since, self.stop), MONTHS - 1)

    @property
    def ticking(self) -> Bools:
        """Whether months pass by themselves."""
        return self.lasts & ~self.on_leave


def runs_of(history: History) -> Runs:
    """Join adjoining positions of one role. Positions without a known role are in no run."""
    begins = ~(history.adjoins & (history.role == np.roll(history.role, 1)))
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins))[: len(first)] - 1
    keep = (history.role[first] > 0) & (history.end[last] > history.start[first])
    first, last = first[keep], last[keep]
    after = np.minimum(last + 1, len(begins) - 1)
    lasts = history.end[last] > history.on
    employee, start, stop = history.employee[first], history.start[first], np.minimum(history.end[last], history.on)
    return Runs(
        on=history.on,
        employee=employee,
        start=start,
        stop=stop,
        moved=history.follows[after] & history.moved[after] & (after > last) & ~lasts,
        lasts=lasts,
        away=leave_days(employee, start, stop, history.leave),
        on_leave=lasts & np.isin(employee, history.leave[history.leave[:, 2] > history.on, 0]),
        last_position=last,
    )


def leave_days(employee: Ints, start: Ints, stop: Ints, leave: Ints) -> Ints:
    """Return how many days of leave fall into each run. `leave` holds rows of employee, start, end."""
    days = np.zeros(len(employee), dtype=np.int64)
    order = employee * DAYS + start
    until = np.minimum(leave[:, 2], DAYS - 1)
    first = np.maximum(np.searchsorted(order, leave[:, 0] * DAYS + leave[:, 1], side="right") - 1, 0)
    count = np.searchsorted(order, leave[:, 0] * DAYS + until) - first
    of = np.repeat(np.arange(len(leave)), np.maximum(count, 0))
    run = first[of] + np.arange(len(of)) - np.searchsorted(of, of)
    shared = np.minimum(stop[run], leave[of, 2]) - np.maximum(start[run], leave[of, 1])
    np.add.at(days, run, np.where(employee[run] == leave[of, 0], np.maximum(shared, 0), 0))
    return days


def months_turn(runs: Runs) -> tuple[Ints, Ints]:
    """Return people on leave and the first later day on which their months differ all the same, or are to be looked at again.

    A stopped clock shows the same number of days, but how many months these are depends a little on which months they are.
    """
    away = np.flatnonzero(runs.on_leave)
    since, day = runs.since[away], np.full(len(away), NEVER, dtype=np.int64)
    months = full_months(since, np.full(len(away), runs.on))
    for later in range(LONGEST_MONTH, 0, -1):
        differs = full_months(since + later, np.full(len(away), runs.on + later)) != months
        day = np.where(differs | (later == LONGEST_MONTH), runs.on + later, day)
    return runs.employee[away], day


class DurationTally:
    """Adds up people by (cell, months), and those whose months pass by themselves by (cell, day since when)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.people, self.present = Tally(len(COUNTS)), Tally(len(PRESENT))

    def add_history(self, history: History, runs: Runs) -> None:
        cells = self.grid.cell(history.unit[runs.last_position], history.role[runs.last_position])
        keys, still = cells * MONTHS + runs.months, ~runs.moved & ~runs.ticking
        self.people.add([(keys[runs.moved], 0, 1), (keys[still], 1, 1)])
        self.present.add([((cells * DAYS + runs.since - DAY_0)[runs.ticking], 0, 1)])


def rows_of(grid: Grid, tally: Tally) -> Ints:
    """Return rows of unit, family, level, months and counts."""
    cells, months = np.divmod(tally.keys, MONTHS)
    return np.column_stack([*grid.unpack(cells), months, tally.amounts])


def present_rows_of(grid: Grid, tally: Tally) -> Ints:
    """Return rows of unit, family, level, month and day since when, and people."""
    cells, days = np.divmod(tally.keys, DAYS)
    since = days + DAY_0
    return np.column_stack([*grid.unpack(cells), month_of(since), day_of_month(since) + 1, tally.amounts])
