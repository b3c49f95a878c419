"""An audit's people, packed: what a later question is compared with, so that two answers subtracted tell of nobody."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from promotions.audits.pool import Pool
from skills.columns import Ints

STAGE_BITS, CYCLE_BITS = 8, 12


def packed(pool: Pool) -> bytes:
    """Return person, cycle and stages of everybody as differences of sorted numbers, compressed."""
    numbers = (((pool.employee.astype(np.int64) << CYCLE_BITS) | pool.cycle) << STAGE_BITS) | pool.reached
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


def many_of(people: Ints, threshold: int) -> int | None:
    """Return how many people these are to the nearest five; None for a few, whose number would tell too much."""
    return None if 0 < len(people) < threshold else 5 * round(len(people) / 5)


def shared_by(first: Ints, second: Ints) -> Ints:
    """Return the people of whom both answers tell: nothing can be subtracted of a group of which there is none."""
    ours, theirs = ((rows[:, 0] << CYCLE_BITS) | rows[:, 1] for rows in (first, second))
    return np.unique(np.intersect1d(ours, theirs, assume_unique=True) >> CYCLE_BITS)


def small_groups(people: Sequence[Ints], shared: Ints, groups: Mapping[int, str], threshold: int) -> list[str]:
    """Return the groups of which 1…threshold−1 people stand in one of these sets, and anybody in what the two answers share."""
    both = set(_counts(shared, groups))
    few = {name for ids in people for name, count in _counts(ids, groups).items() if count < threshold}
    return sorted(few & both)


def _counts(ids: Ints, groups: Mapping[int, str]) -> Counter[str]:
    return Counter(groups[employee] for employee in ids.tolist() if employee in groups)
