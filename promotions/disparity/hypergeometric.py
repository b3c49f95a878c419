"""Fisher's exact test and the exact odds ratio: the hypergeometric distribution, worked out from its mode outwards.

Neighbouring probabilities have a simple ratio, so logarithms are summed from the mode: no factorial of a million is ever taken, and a pool
of a million people costs milliseconds.
"""

import math
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
    def log_weight(self) -> Floats:
        """Return ln P(x) − ln P(mode) for x = lowest…highest, from P(x+1)/P(x) = (n1−x)(m−x) ÷ ((x+1)(n0−m+x+1))."""
        x = np.arange(self.lowest, self.highest, dtype=np.float64)
        table = self.table
        up = np.log(table.n_focal - x) + np.log(table.promoted - x) - np.log(x + 1) - np.log(table.n_ref - table.promoted + x + 1)
        mode = int(np.searchsorted(-up, 0.0))  # the ratios fall: the mode is where they pass 1
        below = -np.cumsum(up[:mode][::-1])[::-1]
        return np.concatenate([below, [0.0], np.cumsum(up[mode:])])

    @cached_property
    def probability(self) -> Floats:
        weight = np.exp(self.log_weight)
        return weight / math.fsum(weight)

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
        return min(1.0, math.fsum(self.probability[: self.observed + 1]))

    @property
    def greater(self) -> float:
        """Return P(X ≥ a)."""
        return min(1.0, math.fsum(self.probability[self.observed :]))

    def two_sided(self, place: int) -> float:
        """Return Fisher's p of the table at that place: the sum of all probabilities not above its own (Fisher 1935)."""
        extreme = self.log_weight <= self.log_weight[place] + math.log(TIE)
        return min(1.0, math.fsum(self.probability[extreme]))

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

    def tilted(self, log_odds: float) -> Floats:
        """Return the probabilities under an odds ratio of e^log_odds (Fisher's noncentral hypergeometric distribution)."""
        log_weight = self.log_weight + log_odds * np.arange(len(self.log_weight))
        weight = np.exp(log_weight - log_weight.max())
        return weight / weight.sum()

    @property
    def odds_ratio(self) -> float | None:
        """Return the conditional maximum-likelihood odds ratio: the one under which the mean of X is the count observed."""
        if self.lowest == self.highest:
            return None
        if self.table.promoted_focal in {self.lowest, self.highest}:
            return 0.0 if self.table.promoted_focal == self.lowest else math.inf
        places = np.arange(len(self.log_weight), dtype=np.float64)
        return self._solve(lambda log_odds: float(places @ self.tilted(log_odds)) - self.observed)

    def odds_interval(self, confidence: float) -> tuple[float, float]:
        """Return the central exact interval of the odds ratio (Cornfield 1956): each limit leaves half of the rest in its tail."""
        tail = (1 - confidence) / 2
        here = self.observed
        low, high = 0.0, math.inf
        if self.table.promoted_focal > self.lowest:
            low = self._solve(lambda log_odds: float(self.tilted(log_odds)[here:].sum()) - tail)
        if self.table.promoted_focal < self.highest:
            high = self._solve(lambda log_odds: tail - float(self.tilted(log_odds)[: here + 1].sum()))
        return low, high

    @staticmethod
    def _solve(rising: Callable[[float], float]) -> float:
        from scipy.optimize import brentq  # noqa: PLC0415 # costs a process seconds: only audits pay

        return math.exp(brentq(rising, -FURTHEST, FURTHEST, xtol=1e-12, rtol=1e-12))
