"""Shares of those who answered, told so that nobody's own answer follows: not from a unanimous area, and not by subtraction.

Ten answers hide who answered, not what: where all ten agree, each did. So a share with fewer than three people on one side is told as
a bound, which no reader can tell apart from unanimity (attribute disclosure; ℓ-diversity, Machanavajjhala et al. 2007).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

THIN = 3  # people on either side, at least, for a share to be told as a number


@dataclass(frozen=True)
class Share:
    """`count` of `of` people. With `told` False not even a bound is told."""

    count: int
    of: int
    told: bool = True

    @property
    def is_low(self) -> bool:
        return self.count < THIN

    @property
    def is_high(self) -> bool:
        return self.count > self.of - THIN

    @property
    def value(self) -> float | None:
        """The share in whole hundredths; None where it is a bound or not told."""
        return round(self.count / self.of, 2) if self.told and not (self.is_low or self.is_high) else None

    @property
    def bound(self) -> float:
        """Of a low share what it is under, of a high one what it is over, in whole hundredths."""
        return math.ceil(100 * THIN / self.of) / 100 if self.is_low else math.floor(100 * (self.of - THIN) / self.of) / 100

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the most people that it may be for all that a reader is told."""
        if not self.told:
            return 0, self.of
        if self.is_low:
            return 0, THIN - 1
        if self.is_high:
            return self.of - THIN + 1, self.of
        hundredths = round(100 * self.count / self.of)
        least, most = ((hundredths + half) * self.of / 100 for half in (-0.5, 0.5))
        return max(THIN, math.ceil(least)), min(self.of - THIN, math.floor(most))


def beside(whole: Share, areas: Sequence[Share]) -> Share:
    """Return the whole as it may be told beside its areas: not at all where a subtraction would say more of one than its bound does."""
    least, most = whole.ends
    ends = [area.ends for area in areas]
    fewest, greatest = sum(low for low, _ in ends), sum(high for _, high in ends)
    for area, (low, high) in zip(areas, ends, strict=True):
        follows = least - (greatest - high), most - (fewest - low)
        if (area.is_low or area.is_high) and (follows[0] > low or follows[1] < high):
            return replace(whole, told=False)
    return whole
