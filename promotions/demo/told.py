"""The whole history, told once: who worked where and under whom, which seats were filled, which cases decided."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promotions.demo import history, organisation, seats
from promotions.demo.blueprint import Ints
from promotions.demo.journal import LEFT, REORGANISATION, Log, People
from promotions.demo.organisation import Units

LASTING = 1  # the end of what has not ended: days of the history are never after today, which is 0
SPAN = 1 << 20  # days, more than any history has: unit × SPAN + day orders by unit, then day


@dataclass
class Heads:
    """Who headed which unit from which day, in order of unit and day."""

    key: NDArray[np.int64]
    person: Ints

    def of(self, units: Ints, days: Ints) -> Ints:
        """Return the head of each unit on each day; -1 for no unit."""
        place = np.searchsorted(self.key, _key(units, days), side="right") - 1
        return np.where(units >= 0, self.person[place], -1).astype(np.int32)

    def changes(self, units: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return, for each period, how many heads begin strictly within it, and the place of the first of them."""
        first = np.searchsorted(self.key, _key(units, start), side="right")
        beyond = np.searchsorted(self.key, _key(units, end), side="left")
        count = np.where(units >= 0, beyond - first, 0)
        return count.astype(np.int32), first.astype(np.int32)


@dataclass
class Positions:
    """Columns of equal length, ordered by person and start; `end` is `LASTING` while it lasts, `manager` -1 for none."""

    person: Ints
    start: Ints
    end: Ints
    role: Ints
    unit: Ints
    manager: Ints
    reason: Ints


@dataclass
class Told:
    units: Units
    people: People
    positions: Positions
    heads: Heads
    seats: dict[str, Ints]
    cases: dict[str, Ints]


def tell(employees: int, seed: int) -> Told:
    """Return the history of a company that employs that many people today. Same arguments, same history."""
    random = np.random.default_rng([seed, employees])
    units = organisation.build(employees, random)
    story = history.begin(employees, units, random)
    for month in range(history.MONTHS):
        story.month = month
        seats.fill_heads(story, *history.leave(story))
        history.nominate(story)
        history.step_down(story)
        seats.fill_members(story)
    story.people.trim()
    heads = _heads(story.journal.heads)
    return Told(
        units, story.people, _positions(story.journal.spells, heads), heads, story.journal.seats.columns(), story.journal.cases.columns()
    )


def _key(units: Ints, days: Ints) -> NDArray[np.int64]:
    return units.astype(np.int64) * SPAN + (days.astype(np.int64) + SPAN // 2)


def _heads(log: Log) -> Heads:
    columns = log.columns()
    key = _key(columns["unit"], columns["day"])
    order = np.argsort(key, kind="stable")
    return Heads(key[order], columns["person"][order])


def _positions(log: Log, heads: Heads) -> Positions:
    """Turn spells into positions: each lasts until the person's next, and is cut where the manager changes."""
    spell = log.columns()
    order = np.lexsort((spell["start"], spell["person"]))
    spell = {name: values[order] for name, values in spell.items()}
    same = np.append(spell["person"][1:] == spell["person"][:-1], False)
    spell["end"] = np.where(same, np.append(spell["start"][1:], 0), LASTING).astype(np.int32)
    kept = spell["reason"] != LEFT
    return _cut({name: values[kept] for name, values in spell.items()}, heads)


def _cut(spell: dict[str, Ints], heads: Heads) -> Positions:
    cuts, first = heads.changes(spell["under"], spell["start"], spell["end"])
    row = np.repeat(np.arange(len(cuts)), cuts + 1)
    piece = np.arange(len(row)) - np.repeat(np.cumsum(cuts + 1) - (cuts + 1), cuts + 1)
    cut_days = (heads.key % SPAN - SPAN // 2).astype(np.int32)
    start = np.where(piece == 0, spell["start"][row], cut_days[np.minimum(first[row] + piece - 1, len(cut_days) - 1)]).astype(np.int32)
    last = piece == cuts[row]
    end = np.where(last, spell["end"][row], np.append(start[1:], 0)).astype(np.int32)
    reason = np.where(piece == 0, spell["reason"][row], REORGANISATION).astype(np.int32)
    manager = heads.of(spell["under"][row], start)
    return Positions(spell["person"][row], start, end, spell["role"][row], spell["unit"][row], manager, reason)
