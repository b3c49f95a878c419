"""Roles and the written moves between them, laid out for finding routes. Plain values; nothing here reads the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pathways.steps import Steps

STEP_DOWN = "step-down"
FAR = 1_000_000  # more than any route can sum up to
NO_STEPS = Steps({})
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
    def months_elsewhere(self) -> int:
        """The median of the usual months that are written: counted where none is. 0 when none is written anywhere."""
        known = sorted(self.usual_months.values())
        return known[len(known) // 2] if known else 0

    def months_before(self, leg: Leg) -> int:
        """Return the months people usually spend in the role that a leg leaves, and never less than policy asks."""
        return max(self.usual_months.get(leg.source, self.months_elsewhere), leg.minimum_months or 0)

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

    def least(self, target: int, weights: Numbers) -> dict[int, int]:
        """Return role → the least sum of weights from it to the target (Bellman-Ford); roles that do not lead there are absent."""
        left = np.full(len(self.place), FAR)
        left[self.place[target]] = 0
        sources = self.source[self.first]
        while len(sources):
            found = np.minimum.reduceat(left[self.target] + weights, self.first)
            if (found >= left[sources]).all():
                break
            left[sources] = np.minimum(left[sources], found)
        return {role: sum_ for role, sum_ in zip(self.place, left.tolist(), strict=True) if sum_ < FAR}


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
