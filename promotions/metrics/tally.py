"""Sparse sums: amounts by key, added up a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from skills.columns import Ints

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass
class Tally:
    """Rows of `width` amounts by an integer key. Adding is cheap; `summed` gives each key once, ascending."""

    width: int
    keys: Ints = field(default_factory=lambda: NOTHING)
    _amounts: Ints | None = None

    @property
    def amounts(self) -> Ints:
        return np.zeros((0, self.width), dtype=np.int64) if self._amounts is None else self._amounts

    def add(self, batches: Sequence[tuple[Ints, int, Ints | int]]) -> None:
        """Add batches of (keys, column, amounts), and keep one row a key."""
        keys = np.concatenate([self.keys, *(keys for keys, _, _ in batches)])
        distinct, places = np.unique(keys, return_inverse=True)
        amounts = np.zeros((len(distinct), self.width), dtype=np.int64)
        amounts[places[: len(self.keys)]] = self.amounts
        begin = len(self.keys)
        for batch, column, amount in batches:
            np.add.at(amounts[:, column], places[begin : begin + len(batch)], amount)
            begin += len(batch)
        self.keys, self._amounts = distinct, amounts

    def less(self, other: "Tally") -> "Tally":
        """Return the difference, without the keys at which there is none."""
        found = Tally(self.width)
        for tally, sign in ((self, 1), (other, -1)):
            found.add([(tally.keys, column, sign * tally.amounts[:, column]) for column in range(self.width)])
        return found.without_nothing()

    def without_nothing(self) -> "Tally":
        filled = self.amounts.any(axis=1)
        return Tally(self.width, self.keys[filled], self.amounts[filled])
