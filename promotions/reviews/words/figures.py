"""Numbers as pages write them: shares, intervals, ratios, in the reader's own way of writing numbers; and intervals as drawings."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

WIDTH = 100  # of a drawn interval


def percent(share: float | None, places: int = 0) -> str:
    return "–" if share is None else _("%(number)s%%") % {"number": decimal(100 * share, places)}


def decimal(number: float | None, places: int = 1) -> str:
    """Return a number so rounded: Django's own formatting cuts off."""
    return "–" if number is None else number_format(round(number, places) + 0.0, places)


def whole(number: float) -> str:
    return number_format(round(number), 0, use_l10n=True, force_grouping=True)


def span(low: float | None, high: float | None, places: int = 2) -> str:
    """Return an interval as "0.09 to 0.47"; without an upper limit "0.09 or more"."""
    if low is None:
        return "–"
    if high is None:
        return _("%(low)s or more") % {"low": decimal(low, places)}
    return _("%(low)s to %(high)s") % {"low": decimal(low, places), "high": decimal(high, places)}


def percent_span(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def chance(q: float | None) -> str:
    """Return an adjusted p in words and two figures."""
    if q is None:
        return _("too few to test")
    if q < 0.001:
        return _("less than 0.001")
    return decimal(q, 3 if q < 0.01 else 2)


@dataclass(frozen=True)
class Drawn:
    """An interval as places on a line of `WIDTH`; `mark` is what it is set beside."""

    low: float
    high: float
    dot: float
    mark: float | None

    @property
    def length(self) -> float:
        return round(max(self.high - self.low, 1.0), 1)


def drawn(low: float | None, value: float | None, high: float | None, mark: float | None, top: float) -> Drawn | None:
    """Return an interval drawn up to `top`; None where there is none."""
    if value is None or low is None or top <= 0:
        return None

    def place(number: float) -> float:
        return round(WIDTH * min(number, top) / top, 1)

    return Drawn(place(low), place(top if high is None else high), place(value), None if mark is None else place(mark))
