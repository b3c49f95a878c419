"""Many comparisons at once: Holm for an audit declared beforehand, Benjamini–Hochberg for a scan."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from promotions.disparity.results import Result
from promotions.disparity.rules import at_most

FALSE_DISCOVERIES = 0.10
FAMILY_ERROR = 0.05


@dataclass(frozen=True)
class Adjusted(Result):
    """Adjusted p in the order given; None where none was given."""

    holm: list[float | None]
    bh: list[float | None]
    bh_reject_q10: int
    holm_reject_05: int


def adjust(p: Sequence[float | None]) -> Adjusted:
    """Return p adjusted by Holm (1979) and by Benjamini and Hochberg (1995).

    None and NaN stay None and do not count: leave out suppressed cells, and cells whose smallest attainable p exceeds 0.05, beforehand.
    """
    known = [place for place, value in enumerate(p) if value is not None and not math.isnan(value)]
    ranked = sorted(known, key=lambda place: p[place] or 0.0)
    holm: list[float | None] = [None] * len(p)
    bh: list[float | None] = [None] * len(p)
    highest, lowest, many = 0.0, 1.0, len(ranked)
    for rank, place in enumerate(ranked):
        highest = max(highest, (many - rank) * (p[place] or 0.0))
        holm[place] = min(1.0, highest)
    for rank, place in reversed(list(enumerate(ranked, 1))):
        lowest = min(lowest, many / rank * (p[place] or 0.0))
        bh[place] = lowest
    return Adjusted(holm, bh, _at_most(bh, FALSE_DISCOVERIES), _at_most(holm, FAMILY_ERROR))


def adjust_those_that_could(p: Sequence[float], attainable: Sequence[float], *, alpha: float = FAMILY_ERROR) -> list[float]:
    """Return p by Holm over the comparisons that could have shown something at all; the others keep their own and cost the rest nothing.

    `attainable` is the smallest p that each could have had, its margins given (Tarone 1990).
    """
    could = [value if at_most(least, alpha) else None for value, least in zip(p, attainable, strict=True)]
    return [own if held is None else held for own, held in zip(p, adjust(could).holm, strict=True)]


def _at_most(values: Sequence[float | None], limit: float) -> int:
    return sum(value is not None and at_most(value, limit) for value in values)
