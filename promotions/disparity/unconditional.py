"""Tests that do not fix the number of promotions: Barnard's and Boschloo's, for small pools only.

Both take the largest p over the unknown common rate. They stand beside Fisher's p for readers who ask; no verdict rests on them.
"""

import math

import numpy as np
import numpy.typing as npt

from promotions.disparity.counts import TwoByTwo

LARGEST = 20_000  # n1·n0 up to which they are worked out
GRID = 2_000  # rates at which the supremum is looked for before it is refined
ROUNDING = 1e-9  # relative: tables as extreme as the observed one count, also after rounding

Extreme = npt.NDArray[np.bool_]


def small_enough(table: TwoByTwo) -> bool:
    return 0 < table.n_focal * table.n_ref <= LARGEST


def barnard_pooled(table: TwoByTwo) -> float:
    """Return Barnard's two-sided p with the pooled z as its order (Barnard 1947; Suissa and Shuster 1985)."""
    z = np.abs(_all_z(table))
    observed = z[table.promoted_focal, table.promoted_ref]
    return _largest(table, z >= observed * (1 - ROUNDING) - 1e-12)


def boschloo_central(table: TwoByTwo) -> float:
    """Return Boschloo's two-sided p (1970): twice the smaller one-sided p, ordered by Fisher's one-sided p."""
    sides = []
    for order in (_all_fisher_less(table), _all_fisher_less(table.swapped).T):
        observed = order[table.promoted_focal, table.promoted_ref]
        sides.append(_largest(table, order <= observed * (1 + ROUNDING)))
    return min(1.0, 2 * min(sides))


def _log_choose(n: int) -> npt.NDArray[np.float64]:
    """Return ln C(n, k) for k = 0…n."""
    steps = np.arange(1, n + 1)
    return np.concatenate([[0.0], np.cumsum(np.log(n + 1 - steps) - np.log(steps))])


def _all_z(table: TwoByTwo) -> npt.NDArray[np.float64]:
    a = np.arange(table.n_focal + 1)[:, None] / table.n_focal
    c = np.arange(table.n_ref + 1)[None, :] / table.n_ref
    pooled = (a * table.n_focal + c * table.n_ref) / table.people
    spread = np.sqrt(pooled * (1 - pooled) * (1 / table.n_focal + 1 / table.n_ref))
    return np.divide(a - c, spread, out=np.zeros_like(spread), where=spread > 0)


def _all_fisher_less(table: TwoByTwo) -> npt.NDArray[np.float64]:
    """Return P(X ≤ a) of every table with these group sizes, in one recurrence over the focal count."""
    focal, ref, both = _log_choose(table.n_focal), _log_choose(table.n_ref), _log_choose(table.people)
    a, c = np.arange(table.n_focal + 1)[:, None], np.arange(table.n_ref + 1)[None, :]
    probability = np.exp(focal[:, None] + ref[None, :] - both[a + c])
    less = np.zeros_like(probability)
    for row in range(table.n_focal + 1):  # P(X ≤ a | m) = P(X ≤ a−1 | m) + P(X = a | m), along a + c = m
        less[row] = probability[row]
        if row:
            less[row, :-1] += less[row - 1, 1:]
    return less


def _largest(table: TwoByTwo, extreme: Extreme) -> float:
    """Return the largest probability of the extreme tables over the common rate: a grid, then golden section round its best places."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 # costs a process seconds: only audits pay

    weights = _by_total(table, extreme)
    angles = np.linspace(0, math.pi / 2, GRID + 1)[1:-1]  # even steps in arcsin √rate: fine where rates are near 0 or 1
    values = weights(np.sin(angles) ** 2)
    step = angles[1] - angles[0]
    best = float(values.max())
    for place in np.argsort(values)[-4:]:
        around = (max(0.0, angles[place] - step), min(math.pi / 2, angles[place] + step))
        found = minimize_scalar(
            lambda angle: -float(weights(np.array([math.sin(angle) ** 2]))[0]), bounds=around, method="bounded", options={"xatol": 1e-12}
        )
        best = max(best, -float(found.fun))
    return min(1.0, best)


class _by_total:  # noqa: N801 # reads as a function of the rate, and is one
    """The probability that a table is extreme, as a function of the common rate.

    Given the total m every table is as probable as C(n1,a)·C(n0,c)/C(N,m) says, so one share a total is enough.
    """

    def __init__(self, table: TwoByTwo, extreme: Extreme) -> None:
        a, c = np.nonzero(extreme)
        self.people = table.people
        self.total = np.arange(table.people + 1)
        self.log_both = _log_choose(table.people)
        ways = _log_choose(table.n_focal)[a] + _log_choose(table.n_ref)[c] - self.log_both[a + c]
        self.share = np.bincount(a + c, weights=np.exp(ways), minlength=table.people + 1)

    def __call__(self, rates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        rates = np.clip(rates, 1e-300, 1 - 1e-16)[:, None]
        chance = np.exp(self.log_both + self.total * np.log(rates) + (self.people - self.total) * np.log1p(-rates))
        found: npt.NDArray[np.float64] = chance @ self.share
        return found
