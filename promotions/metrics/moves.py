"""Moves between roles: how many people made each, and how long they had been in the role that they left.

A move is a position that begins, in another role, the day the one before ended, whatever the reason on file. The clock is that of
time in position.
"""

from dataclasses import dataclass, field

import numpy as np

from promotions.metrics.durations import MONTHS, leave_days, runs_of
from promotions.metrics.history import History
from promotions.metrics.months import full_months
from promotions.metrics.tally import Tally
from skills.columns import Ints

COUNTS = ("people", "months")
ROLE = 1 << 25  # more than any role's id, so that (source, target, months) packs into one ordered number


@dataclass
class MoveTally:
    """Adds up people by (source, target), and moves by (source, target, months)."""

    people: Tally = field(default_factory=lambda: Tally(1))
    stays: Tally = field(default_factory=lambda: Tally(1))

    def add_history(self, history: History) -> None:
        runs = runs_of(history)
        after = runs.last_position + 1
        inside = np.minimum(after, len(history.employee) - 1)
        made = (after == inside) & history.adjoins[inside] & (history.role[inside] > 0)
        pair = history.role[runs.last_position] * ROLE + history.role[inside]
        months = np.minimum(full_months(runs.start + leave_days(runs, history.leave), runs.stop), MONTHS - 1)
        each_once = np.unique(np.column_stack([pair[made], runs.employee[made]]), axis=0)
        self.people.add([(each_once[:, 0], 0, 1)])
        self.stays.add([(pair[made] * MONTHS + months[made], 0, 1)])

    def summed(self) -> Ints:
        """Return a row of source, target, people and median months a pair. Of an even number of stays the lower middle one counts."""
        pairs, months = np.divmod(self.stays.keys, MONTHS)
        moves = self.stays.amounts[:, 0]
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        up_to = np.cumsum(moves)
        before = (up_to - moves)[first]
        total = np.diff(np.append(before, moves.sum()))
        middle = np.searchsorted(up_to, before + (total - 1) // 2, side="right")
        return np.column_stack([*np.divmod(pairs[first], ROLE), self.people.amounts[:, 0], months[middle]])
