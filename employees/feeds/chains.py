"""Circles of managers, on whatever day they would begin. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from employees.feeds.history import Held


class Circle(NamedTuple):
    """Employee numbers, each led by the next and the last by the first, from a day on."""

    begins: dt.date
    numbers: list[str]


def circles(positions: Mapping[str, Sequence[Held]]) -> list[Circle]:
    """Return every circle once. All managers of a day are set first; then one walk up from each who got one.

    A circle cannot begin without somebody in it getting a manager that day, so these walks find all of them.
    """
    leads: dict[str, str] = {}
    found: dict[frozenset[str], Circle] = {}
    for day, changes in groupby(_changes(positions), key=lambda change: change[0]):
        risen = []
        for _, _, number, manager in changes:
            if manager is None:
                leads.pop(number, None)
            else:
                leads[number] = manager
                risen.append(number)
        for number in risen:
            if chain := _chain(number, leads):
                found.setdefault(frozenset(chain), Circle(day, chain))
    return list(found.values())


def _changes(positions: Mapping[str, Sequence[Held]]) -> Iterable[tuple[dt.date, int, str, str | None]]:
    """Return (day, order, number, manager): a position's end before another's beginning, so that the later one holds."""
    changes: list[tuple[dt.date, int, str, str | None]] = []
    for number, helds in positions.items():
        for held in helds:
            if held.manager is not None:
                changes += ((held.start, 1, number, held.manager), (held.end, 0, number, None))
    return sorted(changes, key=lambda change: change[:3])


def _chain(number: str, leads: Mapping[str, str]) -> list[str]:
    """Return the circle that the walk up from somebody comes back to them by; empty when it does not."""
    chain, seen = [number], {number}
    while (above := leads.get(chain[-1])) is not None:
        if above == number:
            return chain
        if above in seen:
            return []  # it ran into a circle of others, which a walk from one of them finds
        chain.append(above)
        seen.add(above)
    return []
