"""Rows of careers in one level, as arrays: who was watched from which month to which, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STILL, PROMOTED, LEFT = 0, 1, 2
COLUMNS = ("id", "group", "family", "entry", "exit", "status")
Row = Sequence[int | float | str] | Mapping[str, int | float | str]


@dataclass(frozen=True)
class Careers:
    """One element a spell in a level. Months in the level: watched from `entry` (excluded) to `exit` (included)."""

    person: npt.NDArray[Any]  # Any: numbers or names
    group: npt.NDArray[np.str_]
    family: npt.NDArray[Any]  # Any: as above
    entry: Floats
    exit: Floats
    status: Ints

    def __len__(self) -> int:
        return len(self.entry)

    @property
    def groups(self) -> list[str]:
        return [str(name) for name in np.unique(self.group)]

    def of(self, chosen: Bools) -> "Careers":
        whose, when = (self.person[chosen], self.group[chosen], self.family[chosen]), (self.entry[chosen], self.exit[chosen])
        return Careers(*whose, *when, self.status[chosen])

    def in_group(self, name: str) -> "Careers":
        return self.of(self.group == name)

    def from_the_start(self) -> "Careers":
        """Return the same careers as if all had been watched from month 0: what ignoring left truncation would do."""
        return replace(self, entry=np.zeros_like(self.entry))

    def since(self, month: float) -> "Careers":
        """Return those still in the level at a month, watched from then on."""
        staying = self.of(self.exit > month)
        return replace(staying, entry=np.maximum(staying.entry, month))


def careers(rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> Careers:
    """Return rows as arrays. A row is a sequence in the order of `columns`, or a mapping; family may be missing.

    Raises ValueError where somebody is watched for no time at all, or has another status than 0 still in level, 1 promoted, 2 left.
    """
    read = [row if isinstance(row, Mapping) else dict(zip(columns, row, strict=True)) for row in rows]
    found = Careers(
        person=np.array([str(row.get("id", place)) for place, row in enumerate(read)], dtype=np.str_),
        group=np.array([str(row["group"]) for row in read], dtype=np.str_),
        family=np.array([str(row.get("family", "")) for row in read], dtype=np.str_),
        entry=np.array([float(row["entry"]) for row in read], dtype=np.float64),
        exit=np.array([float(row["exit"]) for row in read], dtype=np.float64),
        status=np.array([int(row["status"]) for row in read], dtype=np.int64),
    )
    _check(found)
    return found


def _check(found: Careers) -> None:
    for place in np.flatnonzero(~(found.exit > found.entry))[:1]:
        raise ValueError(
            f"Row {place + 1} is watched from month {found.entry[place]:g} to {found.exit[place]:g}: exit must come after entry."
        )
    for place in np.flatnonzero((found.status < STILL) | (found.status > LEFT))[:1]:
        raise ValueError(f"Row {place + 1} has status {found.status[place]}: give 0 still in level, 1 promoted or 2 left.")


def at_risk(found: Careers, times: Floats) -> Ints:
    """Return how many are at risk at each time: entry < t ≤ exit."""
    entered = np.searchsorted(np.sort(found.entry), times, side="left")
    gone = np.searchsorted(np.sort(found.exit), times, side="left")
    return (entered - gone).astype(np.int64)


def events(found: Careers, times: Floats, status: int = PROMOTED) -> Ints:
    """Return how many ended so at each time."""
    when = np.sort(found.exit[found.status == status])
    many = np.searchsorted(when, times, side="right") - np.searchsorted(when, times, side="left")
    return many.astype(np.int64)


def event_times(found: Careers, *statuses: int) -> Floats:
    """Return the distinct times at which somebody ended so, ascending."""
    return np.unique(found.exit[np.isin(found.status, statuses or (PROMOTED,))])
