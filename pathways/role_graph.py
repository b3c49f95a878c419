"""Roles and the written moves between them, laid out for finding routes. Plain values; nothing here reads the database."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median_low

import numpy as np
from numpy.typing import NDArray

from pathways.steps import Steps

STEP_DOWN = "step-down"
FAR = 1_000_000  # more than any route can sum up to
NO_STEPS = Steps({})
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Join = Callable[[Numbers, Numbers], Numbers]


@dataclass(frozen=True, slots=True)
class Leg:
    """One written move. `minimum_months` in the source role is what policy asks, None when it asks nothing."""

    source: int
    target: int
    kind: str
    minimum_months: int | None = None


@dataclass(frozen=True)
class RoleGraph:
    """`version` of the rules by role: no move leads out of one. What roles ask is bits: of `skills` and of `credentials`."""

    version: Mapping[int, int]
    moves: Collection[Leg]
    skills: Steps = NO_STEPS
    credentials: Steps = NO_STEPS
    skills_asked: Mapping[int, int] = field(default_factory=dict)
    credentials_asked: Mapping[int, int] = field(default_factory=dict)
    usual_months: Mapping[int, int] = field(default_factory=dict)
    by_slug: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def out_of(self) -> dict[int, list[Leg]]:
        found: dict[int, list[Leg]] = {role: [] for role in self.version}
        for leg in self.moves:
            found[leg.source].append(leg)
        return found

    @cached_property
    def into(self) -> dict[int, list[Leg]]:
        found: dict[int, list[Leg]] = {role: [] for role in self.version}
        for leg in self.moves:
            found[leg.target].append(leg)
        return found

    @cached_property
    def months_elsewhere(self) -> dict[int, int]:
        """Return version → the median of the usual months that it writes: counted for its roles of which it writes none."""
        known: dict[int, list[int]] = {}
        for role, months in self.usual_months.items():
            known.setdefault(self.version[role], []).append(months)
        return {version: median_low(months) for version, months in known.items()}

    def stand_in(self, role: int) -> int:
        """Return the months counted for a role of which none are written; 0 in a framework that writes none at all."""
        return self.months_elsewhere.get(self.version[role], 0)

    def months_before(self, leg: Leg) -> int:
        """Return the months people usually spend in the role that a leg leaves, and never less than policy asks."""
        usual = self.usual_months.get(leg.source)
        return max(self.stand_in(leg.source) if usual is None else usual, leg.minimum_months or 0)

    @cached_property
    def columns(self) -> "MoveColumns":
        return columns_of(self)


@dataclass(frozen=True)
class MoveColumns:
    """The moves as arrays, those out of one role together: `first` is where each source's begin. Roles are numbered by `place`."""

    place: Mapping[int, int]
    source: Numbers
    target: Numbers
    first: Numbers
    steps_down: Flags
    months: Numbers
    unwritten: Numbers

    def forbidden(self, closed: Collection[int], *, step_down: bool) -> Flags:
        """Mark the moves out of closed roles, and steps down unless they are allowed."""
        shut = np.zeros(len(self.place), np.bool_)
        shut[[self.place[role] for role in closed if role in self.place]] = True
        return shut[self.source] | (self.steps_down & (not step_down))

    def least(self, target: int, weights: Numbers, join: Join = np.add) -> Iterator[Numbers]:
        """Yield, for 0 moves, 1 move and so on without end: the least sum of weights of at most so many moves to the target.

        By the role's place; `FAR` where none lead there. Each round of Bellman and Ford allows one move more. With another `join`
        than the sum, such as the maximum, it is the least of that.
        """
        left = np.full(len(self.place), FAR)
        left[self.place[target]] = 0
        sources = self.source[self.first]
        while True:
            yield left
            found = np.minimum.reduceat(join(left[self.target], weights), self.first) if len(sources) else left[sources]
            left = left.copy()
            left[sources] = np.minimum(left[sources], found)


def columns_of(graph: RoleGraph) -> MoveColumns:
    place = {role: number for number, role in enumerate(graph.version)}
    moves = [leg for legs in graph.out_of.values() for leg in legs]
    source = np.array([place[leg.source] for leg in moves], np.int64)
    return MoveColumns(
        place=place,
        source=source,
        target=np.array([place[leg.target] for leg in moves], np.int64),
        first=np.flatnonzero(np.diff(source, prepend=-1)),
        steps_down=np.array([leg.kind == STEP_DOWN for leg in moves], np.bool_),
        months=np.array([graph.months_before(leg) for leg in moves], np.int64),
        unwritten=np.array([leg.target not in graph.skills_asked for leg in moves], np.int64),
    )
