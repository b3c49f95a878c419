"""An audit's people, packed: what a later question is compared with, so that two answers subtracted tell of nobody."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from promotions.audits.pool import Pool
from skills.columns import Ints

STAGE_BITS, CYCLE_BITS = 8, 12


def packed(pool: Pool) -> bytes:
    """Return person, cycle and stages of everybody as differences of sorted numbers, compressed."""
    numbers = (((pool.employee << CYCLE_BITS) | pool.cycle) << STAGE_BITS) | pool.reached
    return zlib.compress(np.diff(numbers, prepend=0).astype("<i8").tobytes(), 6)


def unpacked(members: bytes) -> Ints:
    """Return rows of employee, cycle, stages."""
    numbers = np.cumsum(np.frombuffer(zlib.decompress(members), dtype="<i8"))
    stages, places = numbers & ((1 << STAGE_BITS) - 1), numbers >> STAGE_BITS
    return np.column_stack([places >> CYCLE_BITS, places & ((1 << CYCLE_BITS) - 1), stages])


def hash_of(members: bytes) -> str:
    return hashlib.sha256(members).hexdigest()


def told_of(first: Ints, second: Ints) -> list[Ints]:
    """Return the people of whom one answer minus the other would tell: in the first alone, in the second alone, in both but otherwise."""
    ours, theirs = ((rows[:, 0] << CYCLE_BITS) | rows[:, 1] for rows in (first, second))
    _, here, there = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    otherwise = first[here][first[here, 2] != second[there, 2]]
    return [np.unique(rows[:, 0]) for rows in (first[~np.isin(ours, theirs)], second[~np.isin(theirs, ours)], otherwise)]


def small_groups(people: Sequence[Ints], groups: Mapping[int, str], threshold: int) -> list[str]:
    """Return the groups of which 1…threshold−1 people stand in one of these sets."""
    found = set()
    for ids in people:
        names, counts = np.unique([groups[employee] for employee in ids.tolist() if employee in groups], return_counts=True)
        found |= {str(name) for name, count in zip(names, counts, strict=True) if count < threshold}
    return sorted(found)
