"""What happens to the demo company's people, written down as it happens: arrays by event, days counted back from today (0)."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promotions.demo.blueprint import Ints

REASONS = ("hire", "promotion", "lateral", "demotion", "reorganisation", "re-entry")
HIRE, PROMOTION, LATERAL, DEMOTION, REORGANISATION, RE_ENTRY = range(6)
LEFT = 6  # no position from this day on

Columns = dict[str, NDArray[np.generic]]


class Log:
    """Rows that arrive as batches of columns."""

    def __init__(self) -> None:
        self.count = 0
        self._batches: defaultdict[str, list[Ints]] = defaultdict(list)

    def add(self, size: int, **columns: Ints | int) -> Ints:
        """Add `size` rows, a single value standing for all of them; return their numbers."""
        for name, values in columns.items():
            self._batches[name].append(np.broadcast_to(np.asarray(values, np.int32), (size,)))
        self.count += size
        return np.arange(self.count - size, self.count, dtype=np.int32)

    def columns(self) -> dict[str, Ints]:
        return {name: np.concatenate(batches) for name, batches in self._batches.items()}


@dataclass
class Journal:
    """Spells: person, start, role, unit, under (the unit whose head is the manager), reason. Heads: unit, day, person.

    Seats (filled requisitions): role, unit, under, start, person, inside. Cases: person, role, unit, under, nominated,
    decided, promoted, ready, reasoned, seat (or -1).
    """

    spells: Log
    heads: Log
    seats: Log
    cases: Log

    @classmethod
    def empty(cls) -> "Journal":
        return cls(Log(), Log(), Log(), Log())


class People:
    """Everybody who ever worked here, by index; grows as people are hired."""

    FIELDS = {
        "unit": np.int32,
        "role": np.int32,
        "since": np.int32,
        "hired": np.int32,
        "left": np.int32,
        "active": np.bool_,
        "head": np.bool_,
        "pace": np.float32,  # months to be ready ÷ typical months
        "sex": np.int8,
        "ethnicity": np.int8,
        "rest": np.int32,  # no nomination before this day
        "moved": np.int32,  # the last month in which anything happened
    }
    unit: Ints
    role: Ints
    since: Ints
    hired: Ints
    left: Ints
    active: NDArray[np.bool_]
    head: NDArray[np.bool_]
    pace: NDArray[np.float32]
    sex: NDArray[np.int8]
    ethnicity: NDArray[np.int8]
    rest: Ints
    moved: Ints

    def __init__(self, capacity: int) -> None:
        self.count = 0
        for name, kind in self.FIELDS.items():
            setattr(self, name, np.zeros(capacity, kind))

    def add(self, size: int) -> Ints:
        """Return the indices of that many new people, all fields zero."""
        while self.count + size > len(self.unit):
            for name in self.FIELDS:
                values = getattr(self, name)
                setattr(self, name, np.concatenate([values, np.zeros_like(values)]))
        self.count += size
        return np.arange(self.count - size, self.count, dtype=np.int32)

    def trim(self) -> None:
        for name in self.FIELDS:
            setattr(self, name, getattr(self, name)[: self.count].copy())
