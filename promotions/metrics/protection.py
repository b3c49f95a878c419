"""Which parts of the company may be told of, so that no group of fewer than ten people is, nor can be worked out from what is told.

A part is a unit with all below it, or the people of the unit itself, of all families and levels or of one family, level or both. What
is told of parts adds up in many ways: units to the unit above, families and levels to the unit, months to windows. So the parts told
of are chosen all at once, going down from the company, such that everything told is a sum of *groups* of ten people or more:

- A unit's people are cut into groups by family and level. A level too small joins the other small ones of its family, and the next
  smallest until they are ten; families too small join one another likewise. A family or level is told of where it is a sum of groups.
- Units below one unit: those too small stay untold, with the next smallest until they are ten together. Others whose groups would be
  too small take coarser groups, the same for all of these units, and are as many as it takes that nobody left over are fewer than ten.

People of one group could change places with one another, and people of the coarser units could change groups, and all that is told
would stay as it is. So whatever stays untold can differ by ten people or more: `tests/promotions/metrics/test_recovering.py` bounds it
by linear programming (see docs/metrics.md). Nothing here knows the database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from skills.columns import Bools, Ints

COMPANY = 0  # in place of a unit: all of them
NEVER = 1 << 14  # a month that no window begins in


@dataclass(frozen=True)
class Span:
    """Some months: people by own unit × cell (family and level) × month, and how many are few in each month."""

    people: Ints
    few: Ints

    def small(self, counts: Ints) -> Bools:
        """Say of counts, months last, whether in any month there is somebody, and fewer than may be told of."""
        return np.asarray(((counts > 0) & (counts < self.few)).any(axis=-1))


@dataclass(frozen=True)
class Company:
    """The tree of units and the cells: `parents` names the place of each unit's parent, −1 at the top."""

    units: Ints
    parents: Ints
    families: Ints  # of each cell
    levels: Ints

    @property
    def below(self) -> dict[int, list[int]]:
        """Return {place of a unit, −1 for the company: places of the units right below}."""
        found: dict[int, list[int]] = {}
        for place, parent in enumerate(self.parents.tolist()):
            found.setdefault(parent, []).append(place)
        return found

    def with_all_below(self, own: Ints) -> Ints:
        """Return sums over each unit and all below it, the company's last."""
        sums = np.concatenate([own, np.zeros_like(own[:1])])
        for place in self._leaves_first():
            sums[self.parents[place]] += sums[place]
        return sums

    def _leaves_first(self) -> list[int]:
        below, order = self.below, [-1]
        for place in order:
            order += below.get(place, [])
        return order[:0:-1]


# A partition names for each cell the group it belongs to, by the first cell of the group.
Partition = Ints


@dataclass
class Told:
    """What may be told of in one span: the groups of each unit, and of the people of the unit itself. −1 is the company."""

    whole: dict[int, Partition] = field(default_factory=dict)
    own: dict[int, Partition] = field(default_factory=dict)

    def beyond(self, other: "Told") -> "Told":
        """Return what the other does not tell alike."""
        return Told(_beyond(self.whole, other.whole), _beyond(self.own, other.own))


def _beyond(partitions: dict[int, Partition], others: dict[int, Partition]) -> dict[int, Partition]:
    return {
        place: partition
        for place, partition in partitions.items()
        if (other := others.get(place)) is not partition and not (other is not None and np.array_equal(other, partition))
    }


def choose(company: Company, span: Span, at_most: Told | None = None) -> Told:
    """Choose the groups of every unit of which anything is told; none finer, and no unit more, than `at_most` has."""
    sums, below = company.with_all_below(span.people), company.below
    told = Told()
    singly = at_most.whole.get(-1) if at_most else np.arange(len(company.families))
    if singly is None or span.small(sums[-1].sum(axis=0)):
        return told
    told.whole[-1] = grouped(company, span, sums[-1:], singly)
    waiting = [-1]
    while waiting:
        above = waiting.pop()
        under = below.get(above, [])
        if above >= 0 and not under:
            told.own[above] = told.whole[above]
            continue
        if not under:
            continue
        rows = [(told.whole, place, sums[place]) for place in under]
        if above >= 0:
            rows.append((told.own, above, span.people[above]))
        limits = _limits(at_most, told, rows)
        counts = np.stack([people for _, _, people in rows])
        for row, partition in _cut(company, span, counts, told.whole[above], limits).items():
            into, place, _ = rows[row]
            into[place] = partition
            if into is told.whole:
                waiting.append(place)
    return told


def _limits(at_most: Told | None, told: Told, rows: Sequence[tuple[dict[int, Partition], int, Ints]]) -> list[Partition | None] | None:
    if at_most is None:
        return None
    return [(at_most.whole if into is told.whole else at_most.own).get(place) for into, place, _ in rows]


def _cut(company: Company, span: Span, counts: Ints, above: Partition, limits: list[Partition | None] | None) -> dict[int, Partition]:
    """Return {row: its groups} of the rows that may be told of. Rows are parts of one unit, `above` are its groups."""
    totals = counts.sum(axis=1)
    untold = _untold(span, totals, [limit is None for limit in limits] if limits else [False] * len(counts))
    rows = [row for row in range(len(counts)) if row not in untold]
    lines = np.concatenate([counts[rows], counts[untold].sum(axis=0, keepdims=True)]) if untold else counts
    finest = [joined(above, limits[row]) if limits else above for row in rows]  # type: ignore[arg-type]  # who has no limit is untold
    coarse = _coarse(span, sums_of(lines, above)[1], [not np.array_equal(above, own) for own in finest])
    if not coarse:
        return dict.fromkeys(rows, above)
    start = above
    for place in coarse:
        start = joined(start, finest[place]) if place < len(finest) else start
    shared = grouped(company, span, lines[coarse], start)
    return {row: shared if place in coarse else above for place, row in enumerate(rows)}


def _untold(span: Span, totals: Ints, forced: Sequence[bool]) -> list[int]:
    """Return the rows of which not even the total is told: small ones, and the next smallest until they are enough together."""
    somebody, hidden = np.asarray(totals.any(axis=1)), np.array(forced)
    chosen = _until_enough(span, totals, somebody & (hidden | span.small(totals)), somebody)
    return [*chosen, *(row for row in np.flatnonzero(hidden).tolist() if row not in chosen)]


def _coarse(span: Span, sums: Ints, forced: Sequence[bool]) -> list[int]:
    """Return the lines that need coarser groups: those with a small one, and as many others as it takes that together they have none."""
    small = np.asarray(span.small(sums).any(axis=1))
    small[: len(forced)] |= np.array(forced, dtype=bool)
    return _until_enough(span, sums, small)


def _until_enough(span: Span, sums: Ints, chosen: Bools, among: Bools | None = None) -> list[int]:
    """Return the chosen ones, and of the others (`among` these) the next smallest until nothing of them all together is small."""
    found: list[int] = np.flatnonzero(chosen).tolist()
    if not found:
        return found
    together = sums[chosen].sum(axis=0)
    others = np.flatnonzero(~chosen if among is None else among & ~chosen)
    size = sums[others].sum(axis=tuple(range(1, sums.ndim)))
    for place in others[np.argsort(size, kind="stable")].tolist():
        if not span.small(together).any():
            break
        found.append(place)
        together = together + sums[place]
    return found


# --- Groups -----------------------------------------------------------------------------------


def sums_of(lines: Ints, partition: Partition) -> tuple[Ints, Ints]:
    """Return the groups, and lines × cells × months summed to lines × groups × months."""
    order = np.argsort(partition, kind="stable")
    groups, first = np.unique(partition[order], return_index=True)
    return groups, np.add.reduceat(lines[:, order], first, axis=1) if len(groups) else lines


def joined(one: Partition, other: Partition) -> Partition:
    """Return the finest groups of which the groups of both are parts."""
    if one is other or np.array_equal(one, other):
        return one
    found = np.minimum(one, other)
    while True:
        least = found.copy()
        for partition in (one, other):
            np.minimum.at(least, partition, found)
            least = np.minimum(least, least[partition])
        if np.array_equal(least, found):
            return found
        found = least


def grouped(company: Company, span: Span, lines: Ints, partition: Partition) -> Partition:
    """Return the groups made coarser until in each line each has nobody, or enough people: first within families, then across them."""
    return _merged_across(company, span, lines, _merged_within(company, span, lines, partition))


def _merged_within(company: Company, span: Span, lines: Ints, partition: Partition) -> Partition:
    """Make the small groups of a family one, with its next smallest until they are enough."""
    groups, sums = sums_of(lines, partition)
    family = _families_of(company, partition)[groups]
    small = _small(span, sums)
    new = partition.copy()
    for one in np.unique(family[small]).tolist():
        of_it = np.flatnonzero(family == one)
        _merge(new, groups[of_it[_until_enough(span, sums[:, of_it].swapaxes(0, 1), small[of_it])]])
    return new


def _merged_across(company: Company, span: Span, lines: Ints, partition: Partition) -> Partition:
    """Make all groups of the families that are too small one, with the next smallest families until they are enough."""
    family = _families_of(company, partition)
    families, sums = sums_of(lines, family)
    chosen = _until_enough(span, sums.swapaxes(0, 1), _small(span, sums))
    new = partition.copy()
    _merge(new, np.unique(partition[np.isin(family, families[chosen])]))
    return new


def _small(span: Span, sums: Ints) -> Bools:
    """Say of groups, the second of three axes, whether any line has too few of one."""
    return np.asarray(span.small(sums).any(axis=0))


def _families_of(company: Company, partition: Partition) -> Partition:
    """Return the family of each cell, by its first cell; a group that spans several makes them one."""
    return joined(_first_with(company.families), partition)


def _first_with(names: Ints) -> Partition:
    _, first, place = np.unique(names, return_index=True, return_inverse=True)
    found: Ints = first[place]
    return found


def _merge(partition: Partition, groups: Ints) -> None:
    if len(groups):
        partition[np.isin(partition, groups)] = groups.min()


# --- Parts of a unit that are sums of groups --------------------------------------------------

Part = tuple[int, int, int, int, int, int]  # unit, own, by family, family, by level, level


@dataclass(frozen=True)
class Shape:
    """What a partition tells of each cell: its whole family, its whole level, and the cell alone."""

    family: Bools
    level: Bools
    alone: Bools


def shape_of(company: Company, partition: Partition) -> Shape:
    size = np.bincount(partition, minlength=len(partition))
    return Shape(_whole(partition, company.families), _whole(partition, company.levels), size[partition] == 1)


def _whole(partition: Partition, names: Ints) -> Bools:
    """Say of each cell whether all cells of its name are whole groups."""
    own = _first_with(names)
    reach = joined(own, partition)
    cells = np.bincount(own, minlength=len(own))
    found: Bools = cells[own] == np.bincount(reach, minlength=len(reach))[reach]
    return found


def parts_told(company: Company, told: Told, there: Mapping[bool, Bools]) -> Iterator[Part]:
    """Yield every part that may be told of and in which anybody ever was: `there` says so of units themselves, and with all below."""
    shapes: dict[bytes, Shape] = {}
    for own, partitions in ((False, told.whole), (True, told.own)):
        for place, partition in partitions.items():
            if there[own][place].any():
                if (key := partition.tobytes()) not in shapes:
                    shapes[key] = shape_of(company, partition)
                unit = int(company.units[place]) if place >= 0 else COMPANY
                yield from ((unit, int(own), *part) for part in _parts(company, shapes[key], there[own][place]))


def _parts(company: Company, shape: Shape, there: Bools) -> Iterable[tuple[int, int, int, int]]:
    """Yield (by family, family, by level, level) of one unit."""
    families, levels, alone = company.families, company.levels, there & shape.alone
    yield (0, 0, 0, 0)
    yield from ((1, family, 0, 0) for family in np.unique(families[there & shape.family]).tolist())
    yield from ((0, 0, 1, level) for level in np.unique(levels[there & shape.level]).tolist())
    yield from ((1, family, 1, level) for family, level in zip(families[alone].tolist(), levels[alone].tolist(), strict=True))
