"""Curves of time to promotion: Kaplan–Meier with left truncation, and the share promoted or gone (Aalen–Johansen)."""

import math
from dataclasses import dataclass

import numpy as np

from promotions.disparity.careers import LEFT, PROMOTED, Careers, Floats, Ints, at_risk, event_times, events
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result

FEW_AT_RISK = 10  # below it a curve is drawn grey
TABLE_STEP = 12  # months between the columns of a risk table


@dataclass(frozen=True)
class Curve(Result):
    """A Kaplan–Meier curve: S just after each time at which somebody was promoted, with its 95 % log–log interval.

    Leavers are censored. An interval is None where S is 1 or 0. A median is None where it is not reached.
    """

    times: list[float]
    at_risk: list[int]
    events: list[int]
    S: list[float]
    se: list[float]  # Greenwood's, of S itself
    low: list[float | None]
    high: list[float | None]
    median: float | None  # the first time with S ≤ ½
    median_low: float | None
    median_high: float | None
    reliable_until: float | None  # the last time with at least ten people at risk
    risk_table: list[tuple[int, int]]  # (month, people at risk just after it), every 12 months

    def at(self, month: float) -> tuple[float, float | None, float | None]:
        """Return S and its interval at a month."""
        place = int(np.searchsorted(self.times, month, side="right")) - 1
        return (1.0, None, None) if place < 0 else (self.S[place], self.low[place], self.high[place])

    def error_at(self, month: float) -> float:
        """Return the standard error of S at a month."""
        place = int(np.searchsorted(self.times, month, side="right")) - 1
        return 0.0 if place < 0 else self.se[place]


@dataclass(frozen=True)
class Incidence(Result):
    """Shares promoted, gone and still there at one month; they add to 1."""

    promoted: float
    left: float
    stay: float


def kaplan_meier(found: Careers, confidence: float = 0.95) -> Curve:
    """Return S(t) = Π (1 − d/n) over risk sets entry < t ≤ exit (Kaplan and Meier 1958), Greenwood's variance on the log–log scale."""
    times = event_times(found)
    risk, ended = at_risk(found, times), events(found, times)
    surviving = np.cumprod(1 - ended / risk) if len(times) else np.zeros(0)
    variance = _greenwood(risk, ended)
    limits = [_log_log(s, v, confidence) for s, v in zip(surviving, variance, strict=True)]
    low, high = [pair[0] for pair in limits], [pair[1] for pair in limits]
    return Curve(
        times=_plain(times),
        at_risk=[int(n) for n in risk],
        events=[int(d) for d in ended],
        S=[float(s) for s in surviving],
        se=[float(s) * math.sqrt(v) if s > 0 else 0.0 for s, v in zip(surviving, variance, strict=True)],
        low=low,
        high=high,
        median=_first(times, list(surviving)),
        median_low=_first(times, low),
        median_high=_first(times, high),
        reliable_until=_reliable_until(found),
        risk_table=_risk_table(found),
    )


def aalen_johansen(found: Careers, month: float) -> Incidence:
    """Return the shares by a month, leaving as a competing end: Σ S(t−)·d/n of each cause (Aalen and Johansen 1978)."""
    times = event_times(found, PROMOTED, LEFT)
    times = times[times <= month]
    if not len(times):
        return Incidence(0.0, 0.0, 1.0)
    risk = at_risk(found, times)
    promoted, left = events(found, times, PROMOTED) / risk, events(found, times, LEFT) / risk
    staying = np.cumprod(1 - promoted - left)
    before = np.concatenate([[1.0], staying[:-1]])
    return Incidence(float(before @ promoted), float(before @ left), float(staying[-1]))


def _greenwood(risk: Ints, ended: Ints) -> Floats:
    """Return Σ d/(n(n−d)), infinite once everybody at risk was promoted."""
    rest = (risk * (risk - ended)).astype(np.float64)
    return np.cumsum(np.divide(ended, rest, out=np.full(len(rest), math.inf), where=rest > 0))


def _log_log(surviving: float, variance: float, confidence: float) -> tuple[float | None, float | None]:
    if not 0 < surviving < 1:
        return None, None
    reach = math.exp(z_of(confidence) * math.sqrt(variance) / math.log(surviving))
    return float(surviving ** (1 / reach)), float(surviving**reach)


def _first(times: Floats, values: list[float | None] | list[float]) -> float | None:
    """Return the first time at which the curve is at or below one half."""
    return next((_number(time) for time, value in zip(times, values, strict=True) if value is not None and value <= 0.5 + 1e-12), None)


def _reliable_until(found: Careers) -> float | None:
    ends = np.unique(found.exit)
    enough = ends[at_risk(found, ends) >= FEW_AT_RISK]
    return _number(enough[-1]) if len(enough) else None


def _risk_table(found: Careers) -> list[tuple[int, int]]:
    if not len(found):
        return []
    months = np.arange(0, found.exit.max() + 1, TABLE_STEP)
    just_after = at_risk(found, months + 1e-9)
    return [(int(month), int(n)) for month, n in zip(months, just_after, strict=True)]


def _plain(times: Floats) -> list[float]:
    return [_number(time) for time in times]


def _number(time: float) -> float:
    """Return whole months as whole numbers."""
    return int(time) if float(time).is_integer() else float(time)
