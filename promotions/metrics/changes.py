"""How far a measure has really changed since a year before: the interval of the difference, from what both figures were counted from."""

import math

from promotions.disparity.ratios import wilson, z_of
from promotions.metrics.measures import Figure

CONFIDENCE = 0.95
Interval = tuple[float, float]


def difference(now: Figure, before: Figure, *, shares: bool, falling: bool = False) -> Interval | None:
    """Return the least and the largest difference of two shares or rates at 95%; None where one of them is no such figure.

    The two intervals are joined by Newcombe's method 10 (1998), which Donner and Zou (2012) extend to rates: Wilson's for shares of
    some things; for events over average headcount Byar's, close to Garwood's exact one. A `falling` measure is one less its rate.
    """
    if now.value is None or before.value is None or not now.whole or not before.whole or now.part is None or before.part is None:
        return None
    interval = _share if shares else _rate
    (low, rate, high), (earlier_low, earlier, earlier_high) = (interval(one.part or 0, float(one.whole or 1)) for one in (now, before))
    gap = rate - earlier
    least, most = gap - math.hypot(rate - low, earlier_high - earlier), gap + math.hypot(high - rate, earlier - earlier_low)
    return (-most, -least) if falling else (least, most)


def _share(part: int, whole: float) -> tuple[float, float, float]:
    low, high = wilson(part, round(whole), CONFIDENCE) or (0.0, 1.0)
    return low, part / whole, high


def _rate(events: int, people: float) -> tuple[float, float, float]:
    low, high = byar(events)
    return low / people, events / people, high / people


def byar(count: int) -> Interval:
    """Return Byar's interval of a Poisson mean (Rothman and Boice 1979)."""
    z = z_of(CONFIDENCE)
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    return low, (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * math.sqrt(count + 1))) ** 3
