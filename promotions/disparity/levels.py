"""Bottlenecks: levels from which people are promoted more slowly than from the rest of their family."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promotions.disparity.results import Result

LATE = 1.5  # times the published expectation beyond which a median is a bottleneck


@dataclass(frozen=True)
class LevelPace(Result):
    """Promotions per 100 person-years of one level with Garwood's interval, and against the other levels of its family."""

    level: str
    promotions: int
    person_years: float
    rate_per_100: float | None
    rate_low: float | None
    rate_high: float | None
    rate_ratio: float | None  # None where the other levels have no promotion or nobody
    rate_ratio_low: float | None
    rate_ratio_high: float | None
    median_months: float | None  # None: not reached
    expected_months: float | None  # None: nothing published
    flagged: bool
    reasons: tuple[str, ...]  # "SLOWER_THAN_FAMILY", "LATER_THAN_EXPECTED"


def bottleneck(levels: Sequence[Mapping[str, object]], *, confidence: float = 0.95) -> list[LevelPace]:
    """Return the pace of each level of one family.

    Each level has `level`, `promotions`, `person_years`, and may have `median_months` (Kaplan–Meier, None if not reached) and
    `expected_months`.
    Flagged where the rate ratio's upper limit is below 1, or the median exceeds 1.5 × the expectation (both conventions of the house).
    """
    counted = [(int(str(level["promotions"])), float(str(level["person_years"]))) for level in levels]
    all_promotions, all_years = sum(pair[0] for pair in counted), math.fsum(pair[1] for pair in counted)
    return [
        _pace(level, promotions, years, (all_promotions - promotions, all_years - years), confidence)
        for level, (promotions, years) in zip(levels, counted, strict=True)
    ]


def _pace(level: Mapping[str, object], promotions: int, years: float, others: tuple[int, float], confidence: float) -> LevelPace:
    low, high = garwood(promotions, confidence)
    ratio_low, ratio_high = rate_ratio_interval(promotions, years, *others, confidence)
    median, expected = _months(level, "median_months"), _months(level, "expected_months")
    reasons = [
        *(["SLOWER_THAN_FAMILY"] if ratio_high is not None and ratio_high < 1 else []),
        *(["LATER_THAN_EXPECTED"] if median is not None and expected is not None and median > LATE * expected else []),
    ]
    return LevelPace(
        level=str(level["level"]),
        promotions=promotions,
        person_years=years,
        rate_per_100=100 * promotions / years if years else None,
        rate_low=100 * low / years if years else None,
        rate_high=100 * high / years if years else None,
        rate_ratio=(promotions / years) / (others[0] / others[1]) if years and others[0] and others[1] else None,
        rate_ratio_low=ratio_low,
        rate_ratio_high=ratio_high,
        median_months=median,
        expected_months=expected,
        flagged=bool(reasons),
        reasons=tuple(reasons),
    )


def _months(level: Mapping[str, object], name: str) -> float | None:
    value = level.get(name)
    return None if value is None else float(str(value))


def garwood(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean (Garwood 1936)."""
    from scipy.special import gammaincinv  # noqa: PLC0415 # costs a process seconds: only audits pay

    tail = (1 - confidence) / 2
    return (float(gammaincinv(count, tail)) if count else 0.0), float(gammaincinv(count + 1, 1 - tail))


def rate_ratio_interval(
    count: int, years: float, other_count: int, other_years: float, confidence: float = 0.95
) -> tuple[float | None, float | None]:
    """Return the exact interval of a ratio of two Poisson rates: given the total, one count is binomial (Przyborowski and Wilenski 1940).

    The upper limit is infinite where the others have no promotion; None without promotions or without one of the two exposures.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 # costs a process seconds: only audits pay

    if not years or other_years <= 0 or not count + other_count:
        return None, None
    tail = (1 - confidence) / 2
    low = float(betaincinv(count, other_count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, other_count, 1 - tail)) if other_count else 1.0
    exposure = other_years / years
    return low / (1 - low) * exposure, (high / (1 - high) * exposure if high < 1 else math.inf)
