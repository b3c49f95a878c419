"""Charts as plain coordinates: a template draws them as inline SVG, and a table beside them holds every number."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Trend:
    """A line over equal steps of time. A step without a number breaks the line; a number alone is a dot."""

    width: int
    height: int
    lines: tuple[str, ...]  # the `points` of each polyline
    lone: tuple[Dot, ...]
    last: Dot | None
    top: float
    bottom: float

    @property
    def floor(self) -> int:
        return self.height - EDGE

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


NICE_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
EDGE = 5  # room for the dot and the line's own width


def nice_ceiling(value: float) -> float:
    """Return the next round number at or above a positive value."""
    magnitude = 10.0 ** math.floor(math.log10(value))
    step = next(step for step in NICE_STEPS if value <= step * magnitude * (1 + 1e-9))
    return round(step * magnitude, 10)


def scale(values: Sequence[float]) -> tuple[float, float]:
    """Return bottom and top of the axis: from 0, unless all numbers lie near one another and far from 0."""
    highest, lowest = max(values), min(values)
    if highest <= 0:
        return (-nice_ceiling(-lowest) if lowest < 0 else 0.0), 0.0 if lowest < 0 else 1.0
    if lowest < 0:
        return -nice_ceiling(-lowest), nice_ceiling(highest)
    if lowest > 0.75 * highest:
        span = nice_ceiling(max(highest - lowest, highest / 20))
        bottom = math.floor(lowest / span) * span
        return round(bottom, 10), round(max(bottom + span, math.ceil(highest / span) * span), 10)
    return 0.0, nice_ceiling(highest)


def trend(values: Sequence[float | None], *, width: int = 300, height: int = 72) -> Trend | None:
    """Lay out a series, oldest first; None when it has no number at all."""
    numbers = [value for value in values if value is not None]
    if not numbers:
        return None
    bottom, top = scale(numbers)
    step = (width - 2 * EDGE) / max(len(values) - 1, 1)
    per_unit = (height - 2 * EDGE) / (top - bottom)
    dots = [
        None if value is None else Dot(round(EDGE + place * step, 1), round(height - EDGE - (value - bottom) * per_unit, 1))
        for place, value in enumerate(values)
    ]
    runs = [[dot for dot in run if dot] for there, run in groupby(dots, key=bool) if there]
    return Trend(
        width=width,
        height=height,
        lines=tuple(" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1),
        lone=tuple(run[0] for run in runs if len(run) == 1),
        last=next((dot for dot in reversed(dots) if dot), None),
        top=top,
        bottom=bottom,
    )
