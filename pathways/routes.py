"""Routes from one role to another over written moves: the best by a stated cost, exactly, and really different ones beside it.

Whoever makes a move is taken to hold, from then on, what the new role asks. A skill that several roles on the way ask is learnt
once, so the cost of a route is not the sum of its legs taken singly. The search therefore follows whole beginnings of routes,
always the one that can still end cheapest (A*: Hart, Nilsson and Raphael 1968): the first route to arrive is the best, the next
one the second best. What a beginning can still end at is never overstated: it counts what its roles and the target ask together,
and the least that leads on from its last role in the moves that are left.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice
from typing import NamedTuple

import numpy as np

from pathways.role_graph import FAR, STEP_DOWN, Join, Leg, Numbers, RoleGraph

MOST_ROUTES = 5
MOST_MOVES_MORE = 2  # than the shortest route has: without an end to it, six moves that save one level would come first
MOST_MOVES = 7  # unless the shortest route has more
MOST_BEGINNINGS = 20_000  # then the search is content with the routes it has found


class Order(StrEnum):
    SKILLS = "skills"
    CREDENTIALS = "credentials"
    MONTHS = "months"


@dataclass(frozen=True)
class Traveller:
    """Who sets out: the role they stand in, what they hold (bits of the graph), and their full months in that role."""

    role: int
    skills: int = 0
    credentials: int = 0
    months: int = 0


@dataclass(frozen=True)
class Limits:
    """What routes may not do: pass these roles (ends excepted), step down, take longer than so many months."""

    avoided: frozenset[int] = frozenset()
    step_down: bool = True
    months: int | None = None

    def allows(self, leg: Leg) -> bool:
        return self.step_down or leg.kind != STEP_DOWN


class Cost(NamedTuple):
    """What a route takes in all. `unwritten` counts the roles on it of which nobody has written what they ask."""

    unwritten: int
    levels: int
    credentials: int
    months: int
    moves: int


Rank = tuple[int, ...]
RANKS: Mapping[Order, Callable[[Cost], Rank]] = {
    Order.SKILLS: lambda cost: (cost.unwritten, cost.levels, cost.credentials, cost.months, cost.moves),
    Order.CREDENTIALS: lambda cost: (cost.unwritten, cost.credentials, cost.levels, cost.months, cost.moves),
    Order.MONTHS: lambda cost: (cost.months, cost.unwritten, cost.levels, cost.credentials, cost.moves),
}


@dataclass(frozen=True)
class Route:
    legs: tuple[Leg, ...]
    cost: Cost

    @cached_property
    def between(self) -> frozenset[int]:
        """The roles passed between both ends."""
        return frozenset(leg.target for leg in self.legs[:-1])

    def differs(self, other: "Route") -> bool:
        """Return whether at most a third of the roles that either passes are passed by both."""
        return 3 * len(self.between & other.between) <= len(self.between | other.between)


def best_routes(graph: RoleGraph, traveller: Traveller, target: int, order: Order, limits: Limits, most: int = MOST_ROUTES) -> list[Route]:
    """Return the best route, then the best that differs from it, then the best that differs from both, and so on."""
    chosen: list[Route] = []
    for route in in_order(graph, traveller, target, order, limits):
        if all(route.differs(other) for other in chosen):
            chosen.append(route)
        if len(chosen) == most:
            break
    return chosen


def levels_by_leg(graph: RoleGraph, traveller: Traveller, route: Route) -> Iterator[int | None]:
    """Yield the levels to gain for each leg, after those before it; None where nobody has written what its role asks."""
    held = traveller.skills
    for leg in route.legs:
        asked = graph.skills_asked.get(leg.target)
        yield None if asked is None else (asked & ~held).bit_count()
        held |= asked or 0


class Beginning(NamedTuple):
    """The first legs of a route: the roles passed, and what they and the target ask beyond what was held at the start."""

    roles: tuple[int, ...]
    legs: tuple[Leg, ...]
    skills: int
    credentials: int
    months: int
    unwritten: int


def in_order(graph: RoleGraph, traveller: Traveller, target: int, order: Order, limits: Limits) -> Iterator[Route]:
    """Yield the loopless routes that are not too long (`longest`), the best first; equal ones by their roles' ids."""
    search, rank = Search(graph, traveller, target, limits), RANKS[order]
    waiting = [(rank(search.at_least(start)), start.roles, start) for start in search.starts()]
    looked_at = found = 0
    while waiting and (looked_at < MOST_BEGINNINGS or not found):
        _, roles, beginning = heappop(waiting)
        looked_at += 1
        if roles[-1] == target:
            found += 1
            yield Route(beginning.legs, search.at_least(beginning))
            continue
        for longer in search.longer(beginning):
            heappush(waiting, (rank(search.at_least(longer)), longer.roles, longer))


def longest(shortest: int) -> int:
    """Return how many moves a route may have where the shortest has so many."""
    return max(shortest, min(shortest + MOST_MOVES_MORE, MOST_MOVES))


class Search:
    """One question put to a graph. `…_left`: by the moves that are left to make and by a role's place, the least that leads on.

    Of levels it is all that one role must ask, at the least, together with what is asked at the target.
    """

    def __init__(self, graph: RoleGraph, traveller: Traveller, target: int, limits: Limits) -> None:
        self.graph, self.traveller, self.target, self.limits = graph, traveller, target, limits
        self.place = graph.columns.place
        self.most_months = FAR if limits.months is None else limits.months
        moves = graph.columns
        forbidden = FAR * moves.forbidden(limits.avoided - {traveller.role, target}, step_down=limits.step_down)
        fewest = islice(moves.least(target, forbidden + 1), len(self.place))
        shortest = next((number for number, left in enumerate(fewest) if left[self.place[traveller.role]] < FAR), 0)
        self.most_moves = longest(shortest) if shortest else 0
        self.moves_left = self.least(forbidden + 1)
        self.months_left = self.least(forbidden + moves.months)
        self.unwritten_left = self.least(forbidden + moves.unwritten)
        self.levels_left = self.least(np.maximum(forbidden, self.levels_of_each()[moves.target]), np.maximum)

    def least(self, weights: Numbers, join: Join = np.add) -> list[list[int]]:
        return [left.tolist() for left in islice(self.graph.columns.least(self.target, weights, join), self.most_moves + 1)]

    def levels_of_each(self) -> Numbers:
        """Return, by place, the levels that a role and the target ask together beyond what is held."""
        asked, held = self.graph.skills_asked, self.traveller.skills
        goal = asked.get(self.target, 0)
        return np.array([((asked.get(role, 0) | goal) & ~held).bit_count() for role in self.place], np.int64)

    def starts(self) -> Iterator[Beginning]:
        """Yield the beginning without a leg, unless nothing leads on from it."""
        here, graph = self.traveller, self.graph
        if self.most_moves:
            skills = graph.skills_asked.get(self.target, 0) & ~here.skills
            credentials = graph.credentials_asked.get(self.target, 0) & ~here.credentials
            yield Beginning((here.role,), (), skills, credentials, -here.months, 0)

    def longer(self, beginning: Beginning) -> Iterator[Beginning]:
        """Yield the beginning with each further leg that can still arrive within the limits."""
        room = self.most_moves - len(beginning.legs) - 1
        for leg in self.graph.out_of[beginning.roles[-1]]:
            place = self.place[leg.target]
            if self.moves_left[room][place] < FAR and leg.target not in beginning.roles and self.limits.allows(leg):
                found = self.after(beginning, leg)
                if found.months + self.months_left[room][place] <= self.most_months:
                    yield found

    def after(self, beginning: Beginning, leg: Leg) -> Beginning:
        asked = self.graph.skills_asked.get(leg.target, 0)
        return Beginning(
            (*beginning.roles, leg.target),
            (*beginning.legs, leg),
            beginning.skills | asked & ~self.traveller.skills,
            beginning.credentials | self.graph.credentials_asked.get(leg.target, 0) & ~self.traveller.credentials,
            max(0, beginning.months + self.graph.months_before(leg)),
            beginning.unwritten + (leg.target not in self.graph.skills_asked),
        )

    def at_least(self, beginning: Beginning) -> Cost:
        """Return a cost that no route with this beginning falls below; the route's own once it has arrived."""
        room, place = self.most_moves - len(beginning.legs), self.place[beginning.roles[-1]]
        return Cost(
            beginning.unwritten + self.unwritten_left[room][place],
            max(beginning.skills.bit_count(), self.levels_left[room][place]),
            beginning.credentials.bit_count(),
            max(0, beginning.months + self.months_left[room][place]),
            len(beginning.legs) + self.moves_left[room][place],
        )
