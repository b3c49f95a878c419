"""Fisher's exact test and the exact odds ratio: the hypergeometric distribution, worked out from its mode outwards.

Neighbouring probabilities have a simple ratio, so logarithms are summed from the mode: no factorial of a million is ever taken, and a pool
of a million people costs milliseconds.
"""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from promotions.disparity.counts import TwoByTwo
from promotions.disparity.rules import at_most

Floats = npt.NDArray[np.float64]

TIE = 1 + 1e-7  # tables as probable as the one observed count as extreme, also after rounding (the rule of R and of SciPy)
FURTHEST = 60.0  # logarithm of the largest odds ratio that is looked for: e⁶⁰
NOTHING = -746.0  # logarithm of what is 0 in 64 bits


@dataclass(frozen=True)
class Hypergeometric:
    """How many of the m promotions fall to the group examined, margins fixed: X from `lowest` to `highest`."""

    table: TwoByTwo

    @property
    def lowest(self) -> int:
        return max(0, self.table.promoted - self.table.n_ref)

    @property
    def highest(self) -> int:
        return min(self.table.promoted, self.table.n_focal)

    @cached_property
    def log_steps(self) -> Floats:
        """Return ln P(x+1) − ln P(x) for x = lowest…highest−1, from P(x+1)/P(x) = (n1−x)(m−x) ÷ ((x+1)(n0−m+x+1)): it falls."""
        x = np.arange(self.lowest, self.highest, dtype=np.float64)
        table = self.table
        return np.log(table.n_focal - x) + np.log(table.promoted - x) - np.log(x + 1) - np.log(table.n_ref - table.promoted + x + 1)

    @cached_property
    def log_weight(self) -> Floats:
        """Return ln P(x) − ln P(mode) for x = lowest…highest."""
        mode = self._mode(0.0)
        below = -np.cumsum(self.log_steps[:mode][::-1])[::-1]
        return np.concatenate([below, [0.0], np.cumsum(self.log_steps[mode:])])

    def _mode(self, log_odds: float) -> int:
        """Return the most probable place under an odds ratio: where the steps, each longer by its logarithm, pass 0."""
        return bisect_left(range(len(self.log_steps)), log_odds, key=lambda place: -float(self.log_steps[place]))

    @cached_property
    def probability(self) -> Floats:
        weight = np.exp(self.log_weight)
        return weight / _sum(weight)

    @property
    def observed(self) -> int:
        """Return the place of the observed table in `probability`."""
        return self.table.promoted_focal - self.lowest

    @property
    def p_table(self) -> float:
        return float(self.probability[self.observed])

    @property
    def less(self) -> float:
        """Return P(X ≤ a)."""
        return min(1.0, _sum(self.probability[: self.observed + 1]))

    @property
    def greater(self) -> float:
        """Return P(X ≥ a)."""
        return min(1.0, _sum(self.probability[self.observed :]))

    def two_sided(self, place: int) -> float:
        """Return Fisher's p of the table at that place: the sum of all probabilities not above its own (Fisher 1935)."""
        extreme = self.log_weight <= self.log_weight[place] + math.log(TIE)
        return min(1.0, _sum(self.probability[extreme]))

    @property
    def central(self) -> float:
        """Return twice the smaller one-sided p."""
        return min(1.0, 2 * min(self.less, self.greater))

    @property
    def midp_central(self) -> float:
        """Return twice the smaller one-sided mid-p, which counts half of the observed table (Lancaster 1961)."""
        return min(1.0, 2 * (min(self.less, self.greater) - self.p_table / 2))

    @property
    def midp_minlike(self) -> float:
        return self.two_sided(self.observed) - self.p_table / 2

    @property
    def attainable(self) -> float:
        """Return the smallest two-sided p that any table with these margins can have."""
        return self.two_sided(int(np.argmin(self.log_weight)))

    def moves_until(self, p: float) -> int:
        """Return how many promotions would have to go to the group behind before Fisher's p exceeds `p`.

        Probabilities rise towards the mode and p with them, so the first such table is found by halving.
        """
        towards = 1 if self.table.behind > 0 else -1
        few, enough = 0, max(0, towards * (int(np.argmax(self.log_weight)) - self.observed))
        while few < enough:
            half = (few + enough) // 2
            if at_most(self.two_sided(self.observed + towards * half), p):
                few = half + 1
            else:
                enough = half
        return few

    def tilted(self, log_odds: float) -> tuple[int, Floats]:
        """Return the probabilities under an odds ratio of e^log_odds (Fisher's noncentral hypergeometric distribution), and of which place
        the first is: those too small to be anything are left out, which are nearly all among a million people.
        """
        mode, size = self._mode(log_odds), len(self.log_weight)

        def log_weight(place: int) -> float:
            return float(self.log_weight[place] - self.log_weight[mode] + log_odds * (place - mode))

        first = bisect_left(range(mode), NOTHING, key=log_weight)
        last = mode + bisect_left(range(mode, size), -NOTHING, key=lambda place: -log_weight(place))
        weight = np.exp(self.log_weight[first:last] - self.log_weight[mode] + log_odds * np.arange(first - mode, last - mode))
        return first, weight / weight.sum()

    def _mean(self, log_odds: float) -> float:
        first, probability = self.tilted(log_odds)
        return float(np.arange(first, first + len(probability)) @ probability)

    def _from(self, place: int, log_odds: float) -> float:
        """Return the probability of that place and all above."""
        first, probability = self.tilted(log_odds)
        return float(probability[max(0, place - first) :].sum())

    def _up_to(self, place: int, log_odds: float) -> float:
        first, probability = self.tilted(log_odds)
        return float(probability[: max(0, place + 1 - first)].sum())

    @property
    def odds_ratio(self) -> float | None:
        """Return the conditional maximum-likelihood odds ratio: the one under which the mean of X is the count observed."""
        if self.lowest == self.highest:
            return None
        if self.table.promoted_focal in {self.lowest, self.highest}:
            return 0.0 if self.table.promoted_focal == self.lowest else math.inf
        return self._solve(lambda log_odds: self._mean(log_odds) - self.observed)

    def odds_interval(self, confidence: float) -> tuple[float, float]:
        """Return the central exact interval of the odds ratio (Cornfield 1956): each limit leaves half of the rest in its tail."""
        tail = (1 - confidence) / 2
        here = self.observed
        low, high = 0.0, math.inf
        if self.table.promoted_focal > self.lowest:
            low = self._solve(lambda log_odds: self._from(here, log_odds) - tail)
        if self.table.promoted_focal < self.highest:
            high = self._solve(lambda log_odds: tail - self._up_to(here, log_odds))
        return low, high

    @staticmethod
    def _solve(rising: Callable[[float], float]) -> float:
        from scipy.optimize import brentq  # noqa: PLC0415 # costs a process seconds: only audits pay

        return math.exp(brentq(rising, -FURTHEST, FURTHEST, xtol=1e-12, rtol=1e-12))


def _sum(values: Floats) -> float:
    """Return the exact sum; most of very many probabilities are 0 to every digit, and cost nothing."""
    return math.fsum(values[values > 0])
