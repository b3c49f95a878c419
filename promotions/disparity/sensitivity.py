"""What a comparison could have shown: power, and the smallest gap that would usually be seen (Cohen 1988, arcsine effect size h)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from promotions.disparity.counts import whole
from promotions.disparity.results import Result

NORMAL = NormalDist()
FOUR_FIFTHS = 0.8
MOST_PEOPLE = 1e12  # a group that would have to be larger is reported as impossible


@dataclass(frozen=True)
class Power(Result):
    """What a comparison of two groups can see: the people needed keep the present proportion of the groups.

    None: nothing reaches the power asked for, not even no promotion at all.
    """

    power_at_ratio_080: float | None
    mde_h: float | None
    detectable_rate: float | None
    detectable_ratio: float | None
    n_focal_needed_for_080: float | None


def cohen_h(rate_focal: float, rate_ref: float) -> float:
    """Return h = 2·arcsin √p1 − 2·arcsin √p0."""
    return 2 * math.asin(math.sqrt(rate_focal)) - 2 * math.asin(math.sqrt(rate_ref))


def power_of(h: float, n_focal: float, n_ref: float, alpha: float = 0.05) -> float:
    """Return the chance that a two-sided normal test of two groups sees effect h: both tails counted."""
    z, shift = NORMAL.inv_cdf(1 - alpha / 2), abs(h) * math.sqrt(n_focal * n_ref / (n_focal + n_ref))
    return NORMAL.cdf(shift - z) + NORMAL.cdf(-shift - z)


def power(*, n_focal: int, n_ref: int, rate_ref: float, alpha: float = 0.05, power: float = 0.8) -> Power:
    """Return what groups of these sizes could have shown, given the reference's rate (0…1)."""
    n_focal, n_ref, rate_ref = whole(n_focal), whole(n_ref), float(rate_ref)
    if not 0 <= rate_ref <= 1:
        raise ValueError(f"A rate of {rate_ref:g} cannot be: give one from 0 to 1.")
    if not n_focal or not n_ref:
        return Power(None, None, None, None, None)
    effect = cohen_h(FOUR_FIFTHS * rate_ref, rate_ref)
    least = _rising(lambda h: power_of(h, n_focal, n_ref, alpha) - power, 0.0, 100.0)
    detectable = _rate_below(rate_ref, least) if least is not None else None
    needed = _rising(lambda n: power_of(effect, n, n * n_ref / n_focal, alpha) - power, 1e-9, MOST_PEOPLE) if rate_ref else None
    ratio = detectable / rate_ref if detectable is not None and rate_ref else None
    return Power(power_of(effect, n_focal, n_ref, alpha), least, detectable, ratio, needed)


def _rate_below(rate: float, h: float) -> float | None:
    """Return the rate that lies h below, None where even a rate of 0 is nearer."""
    angle = math.asin(math.sqrt(rate)) - h / 2
    return math.sin(angle) ** 2 if angle >= 0 else None


def _rising(of: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where a rising function passes 0, None where it never does."""
    from scipy.optimize import brentq  # noqa: PLC0415 # costs a process seconds: only audits pay

    if of(low) >= 0:
        return low
    return brentq(of, low, high, xtol=1e-12, rtol=1e-12) if of(high) >= 0 else None
