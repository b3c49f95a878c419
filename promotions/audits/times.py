"""Time to promotion of two groups as it may be shown: read once in six months, whole percents, nothing of fewer people than the threshold.

A curve's every step is somebody's promotion. So the curves are read at marks alone, begin where enough people of both groups have come
under watch (of those still there then), and end before either has too few left; how many are left is rounded to five.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from promotions.audits.privacy import two_figures, whole_percent
from promotions.disparity.careers import Careers, Floats, at_risk, event_times
from promotions.disparity.hazards import Cox, cox, log_rank
from promotions.disparity.ratios import z_of
from promotions.disparity.survival import Curve, aalen_johansen, kaplan_meier

Shown = dict[str, Any]  # Any: what JSON holds

MARK = 6  # months between readings
LONGEST = 20 * 12
SPANS = (36, 24, 12)  # months over which shares are told, the longest that both groups reach
TO_FIVE = 5


def pace_of(careers: Careers, focal: str, reference: str, threshold: int) -> Shown | None:
    """Return curves, shares, test and hazard ratio of two groups; None where there is no time at which enough of both are watched."""
    both = careers.of((careers.group == focal) | (careers.group == reference))
    begin = _begin([both.in_group(name) for name in (focal, reference)], threshold)
    if begin is None:
        return None
    watched = both.since(begin)
    parts = {"focal": watched.in_group(focal), "reference": watched.in_group(reference)}
    ends = {side: _end(part, begin, threshold) for side, part in parts.items()}
    last = min(ends.values())
    if last <= begin or not len(event_times(watched)):
        return None
    until = _stopped_at(watched, last)
    curves = {side: kaplan_meier(part) for side, part in parts.items()}
    return {
        "from": begin,
        "sides": {side: _readings(part, curves[side], range(begin, ends[side] + 1, MARK), threshold) for side, part in parts.items()},
        "shares": _shares(parts, begin, last),
        "p": two_figures(log_rank(until, by_family=True).p),
        **_ratio(cox(until, reference=reference, by_family=True), focal, curves, last),
    }


def _begin(groups: list[Careers], threshold: int) -> int | None:
    """Return the first mark with enough people of every group under watch just after it."""
    marks = np.arange(0, LONGEST, MARK)
    many = np.min([at_risk(group, np.asarray(marks + 0.5, dtype=np.float64)) for group in groups], axis=0)
    enough = np.flatnonzero(many >= threshold)
    return int(marks[enough[0]]) if len(enough) else None


def _end(part: Careers, begin: int, threshold: int) -> int:
    """Return the last mark before the group, or whoever is asked of when somebody is promoted, is too small."""
    marks = np.arange(begin, LONGEST, MARK)
    months: Floats = np.arange(begin + 1, LONGEST + 1, dtype=np.float64)
    many = at_risk(part, months)
    enough = int(np.argmax(many < threshold)) if np.any(many < threshold) else len(many)
    return int(marks[marks <= begin + enough][-1])


def _stopped_at(careers: Careers, month: int) -> Careers:
    """Return the careers as if watching had ended at that month."""
    beyond = careers.exit > month
    inside = careers.entry < month
    stopped = replace(careers, exit=np.minimum(careers.exit, month), status=np.where(beyond, 0, careers.status))
    return stopped.of(inside)


def _readings(part: Careers, curve: Curve, marks: range, threshold: int) -> list[Shown]:
    """Return month, share still waiting with its interval, and people left to five, at each mark."""
    left = at_risk(part, np.array(marks) + 0.5).tolist()
    return [_reading(curve, month, many, threshold) for month, many in zip(marks, left, strict=True)]


def _reading(curve: Curve, month: int, many: int, threshold: int) -> Shown:
    waiting, low, high = curve.at(month)
    return {
        "month": month,
        "waiting": whole_percent(waiting),
        "low": whole_percent(low),
        "high": whole_percent(high),
        "left": TO_FIVE * round(many / TO_FIVE) if many >= threshold else None,
    }


def _shares(parts: dict[str, Careers], begin: int, last: int) -> Shown | None:
    """Return the share promoted within some years, leaving counted as an end of its own (Aalen–Johansen)."""
    span = next((span for span in SPANS if begin + span <= last), None)
    if span is None:
        return None
    return {"months": span} | {side: whole_percent(aalen_johansen(part, begin + span).promoted) for side, part in parts.items()}


def _ratio(model: Cox, focal: str, curves: dict[str, Curve], last: int) -> Shown:
    """Return Cox's ratio within families; where it changes over time, the difference of those still waiting at the last mark instead."""
    changes = model.schoenfeld_p is not None and model.schoenfeld_p < 0.05
    if changes:
        return {"hazard": None, "difference": _difference(curves["focal"], curves["reference"], last)}
    found = {"ratio": model.hr.get(focal), "low": model.hr_low.get(focal), "high": model.hr_high.get(focal)}
    known = found["ratio"] is not None
    return {"hazard": {name: whole_percent(value) for name, value in found.items()} if known else None, "difference": None}


def _difference(focal: Curve, reference: Curve, month: int) -> Shown:
    gap = focal.at(month)[0] - reference.at(month)[0]
    reach = z_of(0.95) * math.hypot(focal.error_at(month), reference.error_at(month))
    return {"month": month, "value": whole_percent(gap), "low": whole_percent(gap - reach), "high": whole_percent(gap + reach)}
