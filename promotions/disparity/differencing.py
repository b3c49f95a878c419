"""Two permitted questions whose answers, subtracted, tell of a few people: refused before the second is answered."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from promotions.disparity.counts import whole
from promotions.disparity.results import Result

RULE = "0 < difference < threshold in any group cell"


@dataclass(frozen=True)
class Differences(Result):
    """What subtracting one answer from the other would tell: people and promotions by group, and whether the second is refused."""

    people: Mapping[str, int]
    promoted: Mapping[str, int]
    block_second: bool
    rule: str
    groups: tuple[str, ...]  # those that would be told of
    threshold: int

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        people = {f"diff_{name}": count for name, count in self.people.items()}
        promoted = {f"diff_{name}_promoted": count for name, count in self.promoted.items()}
        return {**people, **promoted, "block_second": self.block_second, "rule": self.rule}


def differencing_risk(query1: Mapping[str, Any], query2: Mapping[str, Any], threshold: int = 10) -> Differences:
    """Compare two answers on one snapshot, one population inside the other: groups are {"n": …, "promoted": …}, other entries are labels.

    A group that only one of them names counts as nobody in the other.
    """
    names = [name for name in {**query1, **query2} if isinstance(query1.get(name, query2.get(name)), Mapping)]
    people = {name: _gap(query1, query2, name, "n") for name in names}
    promoted = {name: _gap(query1, query2, name, "promoted") for name in names}
    told = tuple(name for name in names if 0 < people[name] < threshold)
    return Differences(people, promoted, bool(told), RULE, told, threshold)


def _gap(query1: Mapping[str, Any], query2: Mapping[str, Any], name: str, what: str) -> int:
    return abs(whole(query1.get(name, {}).get(what, 0)) - whole(query2.get(name, {}).get(what, 0)))


def between_populations(first: Mapping[str, Set[int]], second: Mapping[str, Set[int]], threshold: int = 10) -> tuple[str, ...]:
    """Return the groups of which either set difference holds 1…threshold−1 people: sums of both answers would tell of them."""
    names = sorted({*first, *second})
    empty: frozenset[int] = frozenset()
    return tuple(name for name in names if _few(first.get(name, empty), second.get(name, empty), threshold))


def _few(first: Set[int], second: Set[int], threshold: int) -> bool:
    return 0 < len(first - second) < threshold or 0 < len(second - first) < threshold
