"""Observed beside expected counts of many units: exact intervals, and an order of attention that small units do not lead by chance.

Expected counts come of indirect standardisation: what the rest of the company's rates, cell by cell, would have brought to these people.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from promotions.disparity.levels import garwood
from promotions.disparity.multiplicity import adjust
from promotions.disparity.results import Result
from promotions.disparity.units import between

LEAST_EXPECTED = 5.0  # below it a unit without a single event still lies within chance: P(0) = 0.7 %


@dataclass(frozen=True)
class Standardised(Result):
    """One unit. The ratio's interval is Garwood's, divided by the expectation; `p_low` is P(X ≤ observed)."""

    observed: int
    expected: float
    ratio: float | None  # None: nothing was expected
    low: float | None
    high: float | None
    p_low: float | None
    q_low: float | None  # Benjamini and Hochberg; None where too little was expected
    shrunk: float  # of the log ratio, towards the mean of all units

    @property
    def enough(self) -> bool:
        return self.expected >= LEAST_EXPECTED


def standardised(units: Sequence[tuple[int, float]], *, confidence: float = 0.95) -> list[Standardised]:
    """Return each unit's observed ÷ expected, of (observed, expected) in the order given.

    The shrunken log ratio is (τ²·y + v·μ) ÷ (τ² + v) with y = log((O+½) ÷ (E+½)) and v = 1 ÷ (O+½) (DerSimonian and Laird 1986).
    """
    known = [(int(observed), float(expected)) for observed, expected in units]
    y = [math.log((observed + 0.5) / (expected + 0.5)) for observed, expected in known]
    v = [1 / (observed + 0.5) for observed, _ in known]
    _, tau2, mu = between(y, v)
    p = [poisson_at_most(observed, expected) if expected > 0 else None for observed, expected in known]
    q = adjust([value if expected >= LEAST_EXPECTED else None for value, (_, expected) in zip(p, known, strict=True)]).bh
    return [
        _unit(observed, expected, p[at], q[at], (tau2 * y[at] + v[at] * mu) / (tau2 + v[at]), confidence)
        for at, (observed, expected) in enumerate(known)
    ]


def _unit(observed: int, expected: float, p: float | None, q: float | None, shrunk: float, confidence: float) -> Standardised:
    if expected <= 0:
        return Standardised(observed, expected, None, None, None, p, q, shrunk)
    low, high = garwood(observed, confidence)
    return Standardised(observed, expected, observed / expected, low / expected, high / expected, p, q, shrunk)


def poisson_at_most(count: int, mean: float) -> float:
    """Return P(X ≤ count) of a Poisson variable: the regularised upper incomplete gamma function Q(count + 1, mean)."""
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    return float(gammaincc(count + 1, mean))
