"""Charts of an audit's answer as coordinates: intervals, slopes by family, curves of time, units in a funnel, steps. Each has its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from promotions.charts import nice_ceiling
from promotions.disparity.units import ALARM, WARNING
from promotions.disparity.words import percent

Shown = dict[str, Any]  # Any: what JSON holds

WIDEST, RULER = 2.0, 480  # impact ratio at the right edge of the interval chart; its width in the units of the drawing
SLOPE_TOP, SLOPE_FLOOR = 16.0, 196.0
LEFT, RIGHT, TOP, FLOOR = 46.0, 600.0, 14.0, 214.0  # of curves and of the funnel
HIGHEST_Z = 4.0  # what lies beyond is drawn at the edge
BAR = 320  # a rate of 100 %


@dataclass(frozen=True)
class Interval:
    """One interval on the ruler: x of its ends and of its value, y of its line; `beyond` where it goes on past the edge."""

    name: str
    low: float
    high: float
    value: float
    beyond: bool
    text: str
    y: int


def x_of(ratio: float) -> float:
    """Return where a ratio lies on the ruler."""
    return round(min(ratio, WIDEST) / WIDEST * RULER, 1)


def intervals_of(named: Sequence[tuple[str, Shown | None, str]]) -> list[Interval]:
    """Return the intervals that exist, one below the other; each is its label, its figures, and the name of its value in them."""
    known = [(label, one, one[of]) for label, one, of in named if one and one[of] is not None and one["low"] is not None]
    return [_interval(label, one, value, 36 + 24 * nth) for nth, (label, one, value) in enumerate(known)]


def _interval(name: str, one: Shown, value: float, y: int) -> Interval:
    low, high = one["low"], one["high"]
    text = _("%(value).2f (95%% interval %(low).2f to %(high)s)") % {
        "value": value,
        "low": low,
        "high": _("no limit") if high is None else f"{high:.2f}",
    }
    return Interval(name, x_of(low), x_of(WIDEST if high is None else high), x_of(value), high is None or high > WIDEST, text, y)


@dataclass(frozen=True)
class Slope:
    """The rates of the two groups as one line, focal left, reference right."""

    name: str
    left: float
    right: float
    whole: bool


def slopes_of(families: Sequence[Shown]) -> tuple[list[Slope], str]:
    """Return a line a family and one for all together, and what the top of the axis is."""
    sides = ("focal", "reference")
    whole = {side: [sum(part[side][count] for part in families) for count in ("moved", "people")] for side in sides}
    parts = [(part["name"], part["focal"], part["reference"]) for part in families if len(families) > 1]
    if not families or not all(people for _moved, people in whole.values()):
        return [], ""
    together = {side: moved / people for side, (moved, people) in whole.items()}
    rates = [(name, focal["moved"] / focal["people"], ref["moved"] / ref["people"]) for name, focal, ref in parts]
    top = nice_ceiling(max([0.01, *together.values(), *(rate for _name, *pair in rates for rate in pair)]))
    slopes = [Slope(name, _slope_y(left, top), _slope_y(right, top), whole=False) for name, left, right in rates]
    all_of_them = Slope(_("All together"), _slope_y(together["focal"], top), _slope_y(together["reference"], top), whole=True)
    return [*slopes, all_of_them], percent(top)


def _slope_y(rate: float, top: float) -> float:
    return round(SLOPE_FLOOR - rate / top * (SLOPE_FLOOR - SLOPE_TOP), 1)


@dataclass(frozen=True)
class Line:
    """The share still waiting of one group: `points` of the line, `band` of its interval, `carried` beyond the last reading."""

    name: str
    points: str
    band: str
    carried: str


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Curves:
    lines: tuple[Line, ...]
    months: tuple[Tick, ...]
    rows: tuple[tuple[str, list[str]], ...]  # month, and for each group the share with its interval, and how many are left


def curves_of(times: Shown, names: Sequence[str]) -> Curves:
    """Lay out two curves over the months in the level, and their table."""
    sides = [times["sides"]["focal"], times["sides"]["reference"]]
    first, last = times["from"], max(side[-1]["month"] for side in sides)
    months = sorted({reading["month"] for side in sides for reading in side})

    def x(month: int) -> float:
        return round(LEFT + (month - first) / max(last - first, 1) * (RIGHT - LEFT), 1)

    def dot(reading: Shown, name: str = "waiting") -> str:
        share = reading[name] if reading[name] is not None else reading["waiting"]
        return f"{x(reading['month'])},{round(FLOOR - share * (FLOOR - TOP), 1)}"

    def line(name: str, side: Sequence[Shown]) -> Line:
        band = [dot(one, "high") for one in side] + [dot(one, "low") for one in reversed(side)]
        end = dot(side[-1])
        carried = f"{end} {RIGHT},{end.split(',')[1]}" if side[-1]["month"] < last else ""
        return Line(name, " ".join(dot(one) for one in side), " ".join(band), carried)

    known = [{one["month"]: one for one in side} for side in sides]
    return Curves(
        lines=tuple(line(name, side) for name, side in zip(names, sides, strict=True)),
        months=tuple(Tick(x(month), str(month)) for month in months if month % 12 == 0),
        rows=tuple((str(month), [cell for side in known for cell in _curve_cells(side.get(month))]) for month in months),
    )


def _curve_cells(reading: Shown | None) -> list[str]:
    if reading is None:
        return ["–", "–"]
    share = percent(reading["waiting"])
    if reading["low"] is not None:
        share = _("%(share)s (%(low)s to %(high)s)") % {"share": share, "low": percent(reading["low"]), "high": percent(reading["high"])}
    return [share, _("few") if reading["left"] is None else f"{reading['left']:,}"]


@dataclass(frozen=True)
class Point:
    number: int
    name: str
    x: float
    y: float
    outside: str  # "", "warning" or "alarm"


@dataclass(frozen=True)
class Funnel:
    points: tuple[Point, ...]
    lines: tuple[Tick, ...]
    zero: float
    rows: tuple[tuple[str, list[str]], ...]


def funnel_of(units: Sequence[Shown]) -> Funnel | None:
    """Lay out units by what they can tell (right is more) and how far they are from an equal share (below is fewer promotions)."""
    if not units:
        return None
    widest = nice_ceiling(max([0.5, *(unit["precision"] for unit in units)]))
    points = tuple(_point(nth, unit, widest) for nth, unit in enumerate(units, 1))
    lines = tuple(Tick(_funnel_y(z), f"{z:+.2f}".replace("-", "−")) for z in (ALARM, WARNING, -WARNING, -ALARM))
    return Funnel(points, lines, _funnel_y(0.0), tuple((f"{nth}. {unit['name']}", _unit_cells(unit)) for nth, unit in enumerate(units, 1)))


def _point(number: int, unit: Shown, widest: float) -> Point:
    x = round(LEFT + unit["precision"] / widest * (RIGHT - LEFT - 12), 1)
    return Point(number, unit["name"], x, _funnel_y(unit["z"]), _outside(unit["z"]))


def _funnel_y(z: float) -> float:
    held = max(-HIGHEST_Z, min(HIGHEST_Z, z))
    return round((TOP + FLOOR) / 2 - held / HIGHEST_Z * (FLOOR - TOP) / 2, 1)


def _outside(z: float) -> str:
    return "alarm" if abs(z) >= ALARM else "warning" if abs(z) >= WARNING else ""


def _unit_cells(unit: Shown) -> list[str]:
    places = {"": _("as chance would have it"), "warning": _("beyond the inner line"), "alarm": _("beyond the outer line")}
    sides = [cell for side in ("focal", "reference") for cell in (counted(unit[side]), percent(unit[side]["rate"]))]
    return [*sides, f"{unit['shrunk']:.2f}", str(unit["shortfall"]).replace("-", "−"), places[_outside(unit["z"])]]


def counted(part: Shown) -> str:
    return _("%(moved)s of %(people)s") % {"moved": f"{part['moved']:,}", "people": f"{part['people']:,}"}


@dataclass(frozen=True)
class Bar:
    """The rate of one group at one step; `y` from the top of its step."""

    name: str
    width: float
    text: str
    y: int


@dataclass(frozen=True)
class Steps:
    """Bars by step. `height` is of the drawing, `step` the y of each step's heading."""

    steps: tuple[tuple[str, int, tuple[Bar, ...]], ...]
    height: int


def steps_of(stages: Sequence[tuple[str, Sequence[tuple[str, float | None]]]]) -> Steps:
    """Lay out rates by step and group; a hidden one has no bar."""
    drawn: list[tuple[str, int, tuple[Bar, ...]]] = []
    y = 14
    for label, rates in stages:
        bars = tuple(Bar(name, round(rate * BAR, 1), percent(rate), y + 8 + 18 * nth) for nth, (name, rate) in enumerate(_known(rates)))
        drawn.append((label, y, bars))
        y += 34 + 18 * len(bars)
    return Steps(tuple(drawn), y)


def _known(rates: Sequence[tuple[str, float | None]]) -> list[tuple[str, float]]:
    return [(name, rate) for name, rate in rates if rate is not None]
