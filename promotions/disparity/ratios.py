"""The impact ratio: its value, four-fifths in whole numbers, and its score interval; Wilson's interval of one rate."""

import math
from collections.abc import Callable
from statistics import NormalDist

from promotions.disparity.counts import TwoByTwo

FAR = 1e12  # no impact ratio lies beyond


def z_of(confidence: float) -> float:
    """Return the normal quantile of a two-sided interval: 1.959964 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def impact_ratio(table: TwoByTwo) -> float | None:
    """Return (a/n1) ÷ (c/n0) (29 CFR 1607.4D); None where the reference has no promotion, or a group nobody."""
    if not table.promoted_ref or not table.n_focal:
        return None
    return (table.promoted_focal * table.n_ref) / (table.promoted_ref * table.n_focal)


def below(table: TwoByTwo, percent: int) -> bool:
    """Say whether the ratio is below so many hundredths, in whole numbers: 40 of 250 against 120 of 600 is exactly 80, not below."""
    return 100 * table.promoted_focal * table.n_ref < percent * table.promoted_ref * table.n_focal


def moves_until_ratio(table: TwoByTwo, percent: int) -> int:
    """Return how many promotions would have to go to the group behind until its ratio is no longer below `percent`."""
    missing = percent * table.promoted_ref * table.n_focal - 100 * table.promoted_focal * table.n_ref
    each = 100 * table.n_ref + percent * table.n_focal
    return max(0, -(-missing // each)) if each else 0


def wilson(promoted: int, people: int, confidence: float) -> tuple[float, float] | None:
    """Return Wilson's score interval of a rate (Wilson 1927); None for nobody."""
    if not people:
        return None
    z = z_of(confidence)
    share, widened = promoted / people, 1 + z * z / people
    centre = (share + z * z / (2 * people)) / widened
    half = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people)) / widened
    return (0.0 if not promoted else centre - half, 1.0 if promoted == people else centre + half)


def score(table: TwoByTwo, ratio: float) -> float:
    """Return Miettinen and Nurminen's z (1985) of the hypothesis that the true ratio is `ratio`, with their factor N/(N−1)."""
    a, n1, c, n0, total = table.promoted_focal, table.n_focal, table.promoted_ref, table.n_ref, table.people
    square, linear = total * ratio, -(n1 * ratio + a + n0 + c * ratio)
    root = math.sqrt(max(0.0, linear * linear - 4 * square * table.promoted))
    p0 = min(1.0, 2 * table.promoted / (root - linear))  # the smaller root, in the form that loses no digits
    p1 = min(1.0, ratio * p0)
    variance = (p1 * (1 - p1) / n1 + ratio * ratio * p0 * (1 - p0) / n0) * total / (total - 1)
    gap = a / n1 - ratio * c / n0
    if variance <= 0:
        return math.copysign(math.inf, gap) if gap else 0.0
    return gap / math.sqrt(variance)


def ratio_interval(table: TwoByTwo, confidence: float) -> tuple[float, float] | None:
    """Return the score interval of the ratio (Miettinen and Nurminen 1985); None for nobody.

    The lower limit is 0 where nobody of the group was promoted, the upper one infinite where nobody of the reference was.
    Written out because the common library's version is wrong where everyone of a group was promoted.
    """
    if not table.n_focal or not table.n_ref:
        return None
    z = z_of(confidence)
    estimate = impact_ratio(table)
    low = 0.0 if not table.promoted_focal else _solve(lambda log_ratio: score(table, math.exp(log_ratio)) - z, table.people, estimate)
    high = math.inf if not table.promoted_ref else _solve(lambda log_ratio: score(table, math.exp(log_ratio)) + z, table.people, estimate)
    return low, high


def _solve(falling: Callable[[float], float], people: int, estimate: float | None) -> float:
    from scipy.optimize import brentq  # noqa: PLC0415 # costs a process seconds: only audits pay

    reach = math.log(FAR) + math.log(people + 1) + abs(math.log(estimate) if estimate else 0.0)
    return math.exp(brentq(falling, -reach, reach, xtol=1e-13, rtol=1e-13))
