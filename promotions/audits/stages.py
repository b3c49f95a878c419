"""One step of one pool: who could take it and who did, by group; tables of it by stratum, and parts large enough to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from promotions.audits.answers import Grouped
from promotions.audits.pool import Pool, Reached
from promotions.audits.privacy import put_together, whole_percent
from promotions.disparity.kinds import distinct
from promotions.models import Audit
from skills.columns import Bools, Ints

Shown = dict[str, Any]  # Any: what JSON holds
Tables = dict[str, list[list[int]]]  # stratum → [[focal did, did not], [reference did, did not]]

EVERYBODY = Reached(0)
STAGES: dict[str, tuple[Reached, Reached]] = {
    Audit.Stage.ELIGIBLE_READY: (EVERYBODY, Reached.READY),
    Audit.Stage.ELIGIBLE_NOMINATED: (EVERYBODY, Reached.NOMINATED),
    Audit.Stage.NOMINATED_PROMOTED: (Reached.NOMINATED, Reached.DECIDED_FOR),
    Audit.Stage.READY_PROMOTED: (Reached.NOMINATED_READY, Reached.DECIDED_FOR_READY),
    Audit.Stage.ELIGIBLE_PROMOTED: (EVERYBODY, Reached.PROMOTED),
}


@dataclass(frozen=True)
class Stage:
    """One step of one pool: who could take it, and who did, by group."""

    pool: Pool
    group: Grouped
    could: Bools
    did: Bools

    @cached_property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Return group → (did, could), each person once a cycle."""
        could, did = (np.bincount(self.group.code[who], minlength=len(self.group.names)).tolist() for who in (self.could, self.did))
        return {name: (did[place], could[place]) for place, name in enumerate(self.group.names) if could[place]}

    @cached_property
    def people(self) -> dict[str, int]:
        """Return group → how many different people could."""
        return {name: persons(self.pool, self.of(name)) for name in self.counts}

    def of(self, name: str) -> Bools:
        return self.could & self.group.of(name)


def stage_of(pool: Pool, group: Grouped, name: str) -> Stage:
    before, after = STAGES[name]
    could = pool.did(before)
    return Stage(pool, group, could, could & pool.did(after))


def persons(pool: Pool, chosen: Bools) -> int:
    """Return how many different people these elements are."""
    people = pool.employee[chosen]  # ordered, as the pool is
    return int(np.count_nonzero(np.diff(people))) + 1 if len(people) else 0


def strata_of(pool: Pool, strata: str) -> Ints:
    """Return the number of each element's stratum."""
    parts = {"family": [pool.family], "level": [pool.level], "cycle": [pool.cycle]}
    columns = parts.get(strata, [pool.level, pool.family, pool.cycle])
    return distinct(*columns)[1]


def by_stratum(stage: Stage, names: Sequence[str], stratum: Ints) -> tuple[Ints, Ints]:
    """Return who did and who could, a row a stratum and a column a group."""
    size = int(stratum.max(initial=-1)) + 1
    did, could = (
        np.reshape([np.bincount(stratum[who & stage.group.of(name)], minlength=size) for name in names], (len(names), size)).T
        for who in (stage.did, stage.could)
    )
    return did, could


def tables_by(stage: Stage, name: str, reference: str, stratum: Ints) -> dict[str, list[list[int]]]:
    """Return stratum → [[focal did, did not], [reference did, did not]]."""
    size = int(stratum.max()) + 1 if len(stratum) else 0

    def per_stratum(chosen: Bools) -> list[int]:
        return [int(count) for count in np.bincount(stratum[chosen], minlength=size)]

    columns = [per_stratum(stage.of(who) & outcome) for who in (name, reference) for outcome in (stage.did, stage.could & ~stage.did)]
    return {str(place): [[a, b], [c, d]] for place, (a, b, c, d) in enumerate(zip(*columns, strict=True))}


@dataclass(frozen=True)
class Parts:
    """A part of the company for each element, by its place among `names`: its family, or its unit."""

    names: tuple[str, ...]
    code: Ints

    def within(self, chosen: Bools) -> list[int]:
        return [int(code) for code in np.flatnonzero(np.bincount(self.code[chosen]))]

    def renamed(self, to: Mapping[str, str]) -> "Parts":
        """Return the parts under other names; those of one name become one."""
        names, places = _named([to.get(name, name) for name in self.names])
        return Parts(names, places[self.code])


def parts_of(ids: Ints, called: Mapping[int, str]) -> Parts:
    """Return the part of each element from its id; ids of one name are one part."""
    first, place, _ = distinct(ids)
    names, places = _named([called[int(one)] for one in ids[first]])
    return Parts(names, places[place])


def _named(words: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Return the different words in their order, and the place of each word among them."""
    place = {name: nth for nth, name in enumerate(sorted(set(words)))}
    return tuple(place), np.array([place[word] for word in words], dtype=np.int32)


def blocks(stage: Stage, reference: str, parts: Parts, threshold: int, others: str) -> Parts:
    """Return the parts as they may be shown beside the reference: those with few of it go together.

    All comparisons build on these, so that none of the reference's counts can be had by setting two comparisons side by side.
    """
    many = _persons_by(stage, reference, parts)
    return parts.renamed(put_together({name: (count, count) for name, count in many.items()}, threshold, others))


def large_enough(stage: Stage, focal: str, reference: str, parts: Parts, threshold: int, others: str) -> Parts:
    """Return the parts with few people of either group put together."""
    ours, theirs = _persons_by(stage, focal, parts), _persons_by(stage, reference, parts)
    return parts.renamed(put_together({name: (ours[name], theirs[name]) for name in ours}, threshold, others))


def _persons_by(stage: Stage, group: str, parts: Parts) -> dict[str, int]:
    """Return part → how many different people of the group could; of the parts in which anybody could."""
    chosen = stage.of(group)
    code = parts.code[chosen]
    many = np.bincount(code[_once_each(stage.pool.employee[chosen], code)], minlength=len(parts.names)).tolist()
    return {parts.names[code]: many[code] for code in parts.within(stage.could)}


def _once_each(people: Ints, code: Ints) -> Bools:
    """Say of each element whether it is its person's first one with that code. A person's stand together: there is nothing to sort."""
    new, back = np.ones(len(people), dtype=np.bool_), 1
    while np.any(same := people[back:] == people[:-back]):
        new[back:] &= ~(same & (code[back:] == code[:-back]))
        back += 1
    return new


def tables_of(stage: Stage, focal: str, reference: str, parts: Parts) -> Tables:
    """Return the table of each part in which somebody of the two could."""
    tables = tables_by(stage, focal, reference, parts.code)
    return {parts.names[int(place)]: table for place, table in tables.items() if np.any(table)}


def side_of(pair: Sequence[int]) -> Shown:
    """Return one group's row of a table as it is shown."""
    did, did_not = pair
    people = did + did_not
    return {"moved": did, "people": people, "rate": whole_percent(did / people) if people else None}
