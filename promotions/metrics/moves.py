"""Moves between roles: how many people made each, and how long they had been in the role that they left.

A move is a position that begins, in another role, the day the one before ended, whatever the reason on file. The clock is that of
time in position.
"""

import numpy as np

from promotions.metrics.durations import MONTHS, Runs
from promotions.metrics.history import History
from promotions.metrics.tally import Tally
from skills.columns import Ints

COUNTS = ("moves", "people")
ROLE = 1 << 25  # more than any role's id, so that (source, target, months) packs into one ordered number


class MoveTally:
    """Adds up moves, and the people who made them, by (source, target, months). Who made one twice counts with the shorter stay."""

    def __init__(self) -> None:
        self.stays = Tally(len(COUNTS))

    def add_history(self, history: History, runs: Runs) -> None:
        after = runs.last_position + 1
        inside = np.minimum(after, len(history.employee) - 1)
        made = (after == inside) & history.adjoins[inside] & (history.role[inside] > 0)
        pair = history.role[runs.last_position] * ROLE + history.role[inside]
        stays = (pair * MONTHS + runs.months)[made]
        self.stays.add([(stays, 0, 1), (_shortest(runs.employee[made], stays), 1, 1)])


def _shortest(employee: Ints, stays: Ints) -> Ints:
    """Return one stay for each person and pair of roles."""
    order = np.lexsort((stays, employee))
    whose, what = employee[order], stays[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (whose[1:] != whose[:-1]) | (what[1:] // MONTHS != what[:-1] // MONTHS)
    return what[first]


def rows_of(tally: Tally) -> Ints:
    """Return rows of source, target, months and counts."""
    pairs, months = np.divmod(tally.keys, MONTHS)
    return np.column_stack([*np.divmod(pairs, ROLE), months, tally.amounts])


def added_up(stays: Ints) -> Ints:
    """Return a row of source, target, people and median months a pair, of rows as `rows_of` gives them.

    Of an even number of stays the lower middle one counts.
    """
    stays = stays[np.lexsort(stays[:, 2::-1].T)]
    pairs, months, moves, people = stays[:, 0] * ROLE + stays[:, 1], stays[:, 2], stays[:, 3], stays[:, 4]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    up_to = np.cumsum(moves)
    before = (up_to - moves)[first]
    total = np.diff(np.append(before, moves.sum()))
    middle = np.searchsorted(up_to, before + (total - 1) // 2, side="right")
    persons = np.add.reduceat(people, first) if len(first) else people
    return np.column_stack([*np.divmod(pairs[first], ROLE), persons, months[middle]])
