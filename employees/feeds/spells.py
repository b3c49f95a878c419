"""A table of dated facts (who held what from when to when) becomes, for each owner, spells in order that do not overlap."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from employees.feeds.history import Spell
from employees.feeds.mapping import nearest
from employees.feeds.tables import Days, Source
from employees.models.periods import FOREVER
from skills.tables import Row, TableErrors, quoted


@dataclass
class DatedTable:
    """`last_ends`: owner → the latest end in the table, of spells without length too. `moves`: (value, next value) → how often."""

    has_ends: bool
    spells: dict[str, list[Spell[str]]] = field(default_factory=dict)
    last_ends: dict[str, dt.date] = field(default_factory=dict)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)


def read_dated(
    source: Source,
    word: str,
    owner: str,
    owners: Mapping[str, str],
    value_of: Callable[[Source, Row], str],
    days: Days,
    errors: TableErrors,
    oddities: Counter[str],
) -> DatedTable:
    """Read the table. `word` and `owner` are the columns of what is held and by whom; `owners`: as written → key, "" for
    one that the mapping leaves out of the feed.
    Faults go to `errors`. Spells that end on the day they begin are left out and counted in `oddities`.
    """
    raw: dict[str, list[Spell[str]]] = defaultdict(list)
    for row in source.rows:
        with errors.gathered():
            if not (key := _owner(source, row, owner, owners)):
                continue
            start, end = days.day(source, row, "start"), days.end(source, row, "end")
            if end < start:
                raise source.error(row, "end", f"the period ends on {end}, before it begins, on {start}.")
            spell = Spell(start, end, value_of(source, row), row)
            raw[key].append(spell)
    found = DatedTable(has_ends=source.says("end"))
    for key, spells in raw.items():
        spells.sort(key=lambda spell: spell[:2])
        found.last_ends[key] = max(spell.end for spell in spells)
        found.moves.update((a.value, b.value) for a, b in pairwise(spells) if a.value != b.value)
        with errors.gathered():
            found.spells[key] = _settled(source, word, spells, oddities)
    return found


def _owner(source: Source, row: Row, owner: str, owners: Mapping[str, str]) -> str:
    name = source.label(row, owner)
    key = owners.get(name, owners.get(name.lower()))
    if key is None:
        whose = "employee" if owner == "number" else "unit"
        raise source.error(
            row, owner, f"there is no {whose} {quoted(name)} in the feed.{nearest(name, owners) if len(owners) < 200 else ''}"
        )
    return key


def _settled(source: Source, word: str, spells: list[Spell[str]], oddities: Counter[str]) -> list[Spell[str]]:
    """Return the spells without overlaps: an open end ends where the next begins, if the table has no column for ends."""
    lasting = [spell for spell in spells if spell.start < spell.end]
    if len(lasting) < len(spells):
        oddities[f"{source.file}: lines that end on the day they begin; left out"] += len(spells) - len(lasting)
    for place in range(len(lasting) - 1):
        this, following = lasting[place], lasting[place + 1]
        if this.end <= following.start:
            continue
        if source.says("end") and not source.table.latest_wins:
            _refuse_overlap(source, word, this, following)
        lasting[place] = this._replace(end=following.start)
    return [spell for spell in lasting if spell.start < spell.end]


def _refuse_overlap(source: Source, word: str, this: Spell[str], following: Spell[str]) -> None:
    if this.row is None or following.row is None:
        return  # never so: every spell of a table has its line
    column = source.columns[word]
    until = "has no end" if this.end == FOREVER else f"lasts until {this.end}"
    message = (
        f"the {word} {quoted(following.row[column])} begins on {following.start}, "
        f"while that of line {this.row.line} ({quoted(this.row[column])}) {until}. "
        f'Correct one of them, or say overlaps = "latest wins" under [{source.table.section}].'
    )
    raise source.error(following.row, "start", message)
