"""Dated titles, units and managers become positions: one person's half-open periods that do not overlap.

Pure: nothing here knows a database or a file. A day without end is `FOREVER`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from employees.models.periods import FOREVER
from employees.reasons import reason_for
from skills.tables import Row

V = TypeVar("V")
BEGINNING = dt.date.min


class Spell(NamedTuple, Generic[V]):
    """A value that holds from `start` up to, not including, `end`; `row` is the line of the feed that said so."""

    start: dt.date
    end: dt.date
    value: V
    row: Row | None = None


class Job(NamedTuple):
    title: str
    role: int | None


class Held(NamedTuple):
    """A position: what it is, not yet why. `unit` is a code, `manager` an employee number."""

    start: dt.date
    end: dt.date
    job: Job
    unit: str
    manager: str | None


class Reasoned(NamedTuple):
    held: Held
    reason: str


def clipped(spells: Iterable[Spell[V]], start: dt.date, end: dt.date) -> list[Spell[V]]:
    """Return what of the spells lies inside [start, end)."""
    if start == BEGINNING and end == FOREVER:
        return list(spells)
    inside = (Spell(max(spell.start, start), min(spell.end, end), spell.value, spell.row) for spell in spells)
    return [spell for spell in inside if spell.start < spell.end]


def without(spells: Iterable[Spell[V]], taken: Sequence[Spell[V]]) -> list[Spell[V]]:
    """Return what of the spells lies outside all of `taken` (which are in order and do not overlap)."""
    left: list[Spell[V]] = []
    for spell in spells:
        start = spell.start
        for other in taken:
            left += clipped([spell], start, min(other.start, spell.end))
            start = max(start, other.end)
        left += clipped([spell], start, spell.end)
    return left


def from_now(
    known: Sequence[Spell[V]], value: V | None, *, on: dt.date, begins: dt.date, known_until: dt.date | None, row: Row | None
) -> list[Spell[V]]:
    """Return a history of which the feed says only today's value: what is known until then, and the value from then on.

    Where today's value is the known one, what is known stands, with moves already planned. Of somebody not known
    before (`known_until` is None), the value is taken to have held from `begins`; of somebody whose last position
    ended on `known_until`, from the new day of hire, when that is no earlier.
    """
    present = next((spell.value for spell in known if spell.start <= on < spell.end), None)
    if value is None:
        return list(known) if present is None else clipped(known, BEGINNING, on)
    if present == value:
        return [*known[:-1], known[-1]._replace(end=FOREVER)]
    start = begins if known_until is None or known_until <= begins else max(on, begins)
    return [*clipped(known, BEGINNING, start), Spell(start, FOREVER, value, row)]


def intersected(jobs: Sequence[Spell[Job]], units: Sequence[Spell[str]], managers: Sequence[Spell[str]], default_unit: str) -> list[Held]:
    """Cut the three histories at each other's edges. A position is where a job or a unit is known.

    A job in no known unit stands in `default_unit`; a unit without a job gives a position without title and role.
    """
    if len(jobs) == len(units) == 1 and not managers and jobs[0][:2] == units[0][:2]:
        return [Held(jobs[0].start, jobs[0].end, jobs[0].value, units[0].value, None)]
    edges = sorted({day for spells in (jobs, units, managers) for spell in spells for day in spell[:2]})
    job_at, unit_at, manager_at = _values(jobs, edges), _values(units, edges), _values(managers, edges)
    pieces = (
        Held(start, end, job or Job("", None), unit or default_unit, manager)
        for start, end, job, unit, manager in zip(edges, edges[1:], job_at, unit_at, manager_at, strict=False)
        if job is not None or unit is not None
    )
    return list(_joined(pieces))


def _values(spells: Sequence[Spell[V]], edges: Sequence[dt.date]) -> Iterator[V | None]:
    """Yield the value that holds from each edge on; None where none does. Spells are in order."""
    place = 0
    for edge in edges:
        while place < len(spells) and spells[place].end <= edge:
            place += 1
        yield spells[place].value if place < len(spells) and spells[place].start <= edge else None


def _joined(pieces: Iterable[Held]) -> Iterator[Held]:
    """Make one of neighbours that say the same."""
    last: Held | None = None
    for piece in pieces:
        if last and last.end == piece.start and last[2:] == piece[2:]:
            last = last._replace(end=piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def reasoned(
    held: Sequence[Held], ranks: Mapping[int, int | None], known: Mapping[tuple[dt.date, int | None, int | None], str]
) -> list[Reasoned]:
    """Say why each position began, by the ranks of the roles.

    A reason already stored for the same move (`known`: start, former role, role → reason) stands: levels may have
    changed since, and a person may have corrected it.
    """
    reasons: list[Reasoned] = []
    for number, position in enumerate(held):
        former = held[number - 1] if number else None
        move = (position.start, former.job.role if former else None, position.job.role)
        reasons.append(Reasoned(position, _kept(known.get(move), former, position) or reason_of(former, position, ranks)))
    return reasons


def _kept(stored: str | None, former: Held | None, position: Held) -> str | None:
    """Return the stored reason while it can be true: a hire has nothing before it, a re-entry follows a gap."""
    if stored == "hire":
        return stored if former is None else None
    gap = former is not None and former.end < position.start
    return stored if former is not None and gap == (stored == "re-entry") else None


def reason_of(former: Held | None, position: Held, ranks: Mapping[int, int | None]) -> str:
    """Return why a position began after the one before it, if any."""
    return reason_for(
        first=former is None,
        gap=former is not None and former.end < position.start,
        former=former.job.role if former else None,
        role=position.job.role,
        ranks=ranks,
    )
