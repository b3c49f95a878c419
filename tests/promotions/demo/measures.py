"""The few measures by which the tests find the planted truths; formulas as in any text on rates and 2 × 2 tables."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import comb, exp, log, sqrt
from statistics import NormalDist
from typing import Any

from employees.models import Position


@dataclass(frozen=True)
class Table:
    """Chosen `a` of `n1` in the focal group, `c` of `n0` in the reference group."""

    a: int
    n1: int
    c: int
    n0: int

    @property
    def impact_ratio(self) -> float:
        return (self.a / self.n1) / (self.c / self.n0)

    @property
    def fisher(self) -> float:
        """Two-sided: the sum of the probabilities of all tables at most as probable as this one."""
        chosen, everyone = self.a + self.c, self.n1 + self.n0
        low, high = max(0, chosen - self.n0), min(chosen, self.n1)
        ways = [comb(self.n1, x) * comb(self.n0, chosen - x) for x in range(low, high + 1)]
        seen = ways[self.a - low]
        return sum(way for way in ways if way * 10**7 <= seen * (10**7 + 1)) / comb(everyone, chosen)


def mantel_haenszel(tables: list[Table]) -> tuple[float, float]:
    """Return the stratified ratio of rates, and the p of the Cochran–Mantel–Haenszel test with continuity correction."""
    usable = [table for table in tables if table.n1 and table.n0]
    ratio = sum(t.a * t.n0 / (t.n1 + t.n0) for t in usable) / sum(t.c * t.n1 / (t.n1 + t.n0) for t in usable)
    surplus, variance = 0.0, 0.0
    for t in usable:
        total, chosen = t.n1 + t.n0, t.a + t.c
        surplus += t.a - t.n1 * chosen / total
        variance += t.n1 * t.n0 * chosen * (total - chosen) / (total**2 * (total - 1))
    return ratio, 2 * (1 - NormalDist().cdf(max(abs(surplus) - 0.5, 0) / sqrt(variance)))


def rate_ratio_upper(events: int, years: float, other_events: int, other_years: float) -> float:
    """Return the upper 95 % limit of the ratio of two rates, by the normal approximation of its logarithm."""
    ratio = (events / years) / (other_events / other_years)
    return exp(log(ratio) + 1.96 * sqrt(1 / events + 1 / other_events))


def poisson_at_most(seen: int, expected: float) -> float:
    """Return how probable so few events or fewer are."""
    term = total = exp(-expected)
    for count in range(1, seen + 1):
        term *= expected / count
        total += term
    return total


@dataclass(frozen=True)
class Spell:
    """A position with what came after it: `next_role` and `next_unit` are None where the person left or is still in it."""

    employee: int
    role: int
    unit: int
    start: dt.date
    end: dt.date | None
    next_role: int | None
    next_unit: int | None

    def years(self, start: dt.date, today: dt.date) -> float:
        return max(((self.end or today) - max(self.start, start)).days, 0) / 365.25


def spells() -> list[Spell]:
    """Return all positions in order, each with its successor."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in Position.objects.order_by("employee", "start").values_list("employee", "role", "unit", "start", "end"):
        rows[row[0]].append(row)
    found = []
    for history in rows.values():
        for this, after in pairwise([*history, (None,) * 5]):
            follows = this[4] is not None and after[3] == this[4]
            found.append(Spell(this[0], this[1], this[2], this[3], this[4], after[1] if follows else None, after[2] if follows else None))
    return found
