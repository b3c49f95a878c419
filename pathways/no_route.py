"""Why no route leads somewhere, what would open one, and which roles within reach come nearest. Plain values in and out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pathways.role_graph import RoleGraph
from pathways.routes import Limits, Order, Traveller, best_routes

MOST_NEAR = 3


class Reason(StrEnum):
    ANOTHER_FRAMEWORK = "another framework"
    NO_WAY_OUT = "no way out"
    NO_WAY_IN = "no way in"
    LIMITS = "limits"
    NOT_CONNECTED = "not connected"


@dataclass(frozen=True)
class Near:
    """A role that comes near the target: it brings so many of the `missing` levels."""

    role: int
    brings: int


@dataclass(frozen=True)
class NoRoute:
    """`lifting` names the limits of which lifting any single one opens a route; `within_reach` are roles that routes lead to,
    `doors` roles from which a written move leads to the target, both the nearest first; `missing` the levels of it not held.
    """

    reason: Reason
    lifting: tuple[str, ...]
    within_reach: tuple[Near, ...]
    doors: tuple[Near, ...]
    missing: int


def explain(graph: RoleGraph, traveller: Traveller, target: int, limits: Limits) -> NoRoute:
    """Return why `best_routes` finds nothing from the traveller's role to the target."""
    reachable = [role for role in within_reach(graph, traveller.role, limits) if role != target]
    doors = {leg.source for leg in graph.into[target]} - {traveller.role}
    missing = graph.skills_asked.get(target, 0) & ~traveller.skills
    return NoRoute(
        reason_of(graph, traveller, target, limits),
        tuple(name for name, lifted in lifted_limits(limits) if opens(graph, traveller, target, lifted)),
        nearest(graph, missing, reachable),
        nearest(graph, missing, doors),
        missing.bit_count(),
    )


def reason_of(graph: RoleGraph, traveller: Traveller, target: int, limits: Limits) -> Reason:
    if graph.version[traveller.role] != graph.version[target]:
        return Reason.ANOTHER_FRAMEWORK
    if not graph.out_of[traveller.role]:
        return Reason.NO_WAY_OUT
    if not graph.into[target]:
        return Reason.NO_WAY_IN
    if limits != Limits() and opens(graph, traveller, target, Limits()):
        return Reason.LIMITS
    return Reason.NOT_CONNECTED


def opens(graph: RoleGraph, traveller: Traveller, target: int, limits: Limits) -> bool:
    return bool(best_routes(graph, traveller, target, Order.MONTHS, limits, most=1))


def lifted_limits(limits: Limits) -> Iterable[tuple[str, Limits]]:
    """Yield each limit that is set, by name, with what remains without it."""
    if limits.avoided:
        yield "avoided", replace(limits, avoided=frozenset())
    if not limits.step_down:
        yield "step_down", replace(limits, step_down=True)
    if limits.months is not None:
        yield "months", replace(limits, months=None)


def within_reach(graph: RoleGraph, start: int, limits: Limits) -> list[int]:
    """Return the roles that routes from the start lead to, however long they take."""
    found, queue = {start}, [start]
    for role in queue:
        for leg in graph.out_of[role]:
            if leg.target not in found and leg.target not in limits.avoided and limits.allows(leg):
                found.add(leg.target)
                queue.append(leg.target)
    return queue[1:]


def nearest(graph: RoleGraph, missing: int, roles: Iterable[int]) -> tuple[Near, ...]:
    """Return the roles that ask most of what is missing (bits); none that asks nothing of it."""
    near = (Near(role, (missing & graph.skills_asked.get(role, 0)).bit_count()) for role in roles)
    ordered = sorted((found for found in near if found.brings), key=lambda found: (-found.brings, found.role))
    return tuple(ordered[:MOST_NEAR])
