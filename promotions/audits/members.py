"""An audit's people, packed: what a later question is compared with, so that two answers subtracted tell of nobody."""

import hashlib
import zlib
from collections.abc import Sequence

import numpy as np

from promotions.audits.answers import Said
from promotions.audits.pool import Pool
from skills.columns import Ints, place_of

STAGE_BITS, CYCLE_BITS = 8, 12


def packed(pool: Pool) -> bytes:
    """Return person, cycle and stages of everybody as differences of sorted numbers, compressed."""
    numbers = (((pool.employee.astype(np.int64) << CYCLE_BITS) | pool.cycle) << STAGE_BITS) | pool.reached
    return zlib.compress(np.diff(numbers, prepend=0).astype("<i8").tobytes(), 6)


def unpacked(members: bytes) -> Ints:
    """Return rows of employee, cycle, stages, ordered by the first two."""
    numbers = np.cumsum(np.frombuffer(zlib.decompress(members), dtype="<i8"))
    rows = np.empty((len(numbers), 3), dtype=np.int32)  # half of what 64 bits take
    rows[:, 0] = numbers >> (STAGE_BITS + CYCLE_BITS)
    rows[:, 1] = (numbers >> STAGE_BITS) & ((1 << CYCLE_BITS) - 1)
    rows[:, 2] = numbers & ((1 << STAGE_BITS) - 1)
    return rows


def hash_of(members: bytes) -> str:
    return hashlib.sha256(members).hexdigest()


def told_of(first: Ints, second: Ints) -> list[Ints]:
    """Return the people of whom one answer minus the other would tell: in the first alone, in the second alone, in both but otherwise."""
    ours, theirs = _numbered(first, second)
    there = place_of(theirs, ours)
    here = np.flatnonzero(there >= 0)
    otherwise = here[first[here, 2] != second[there[here], 2]]
    alone = first[there < 0], second[place_of(ours, theirs) < 0]
    return [np.unique(rows[:, 0]) for rows in (*alone, first[otherwise])]


def many_of(people: Ints, threshold: int) -> int | None:
    """Return how many people these are to the nearest five; None for a few, whose number would tell too much."""
    return None if 0 < len(people) < threshold else 5 * round(len(people) / 5)


def shared_by(first: Ints, second: Ints) -> Ints:
    """Return the people of whom both answers tell: nothing can be subtracted of a group of which there is none."""
    ours, theirs = _numbered(first, second)
    return np.unique(first[place_of(theirs, ours) >= 0, 0])


def _numbered(*tables: Ints) -> list[Ints]:
    """Return a number for each row, ordered as person and cycle are, close enough together to be looked up in a table."""
    cycles = np.concatenate([rows[:, 1] for rows in tables])
    low, high = int(cycles.min(initial=1)), int(cycles.max(initial=1))
    return [rows[:, 0].astype(np.int64) * (high - low + 1) + (rows[:, 1] - low) for rows in tables]


def small_groups(people: Sequence[Ints], shared: Ints, said: Said, threshold: int) -> list[str]:
    """Return the groups of which 1…threshold−1 people stand in one of these sets, and anybody in what the two answers share."""
    counts = np.array([said.counted(ids) for ids in people])
    few = ((counts > 0) & (counts < threshold)).any(axis=0) & (said.counted(shared) > 0)
    return sorted(said.names[place] for place in np.flatnonzero(few))
