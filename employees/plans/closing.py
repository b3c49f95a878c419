"""How much of somebody's gaps a learning resource closes, in levels, for its hours and its cost. Pure.

For each skill: the level it brings to, but no further than wanted, less the level held; nothing when that is below. Their sum is
divided by the hours, and by the cost in its currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Gap:
    """A skill that is held at one level and wanted at a higher one."""

    skill: int
    name: str
    held: int
    wanted: int


@dataclass(frozen=True)
class Part:
    """What a resource does for one gap."""

    gap: Gap
    brings: int

    @property
    def levels(self) -> int:
        return max(0, min(self.brings, self.gap.wanted) - self.gap.held)


@dataclass(frozen=True)
class Closing:
    """All that a resource does for somebody. `hours` and `cost` are None when nobody has said; a cost of 0 is free."""

    parts: tuple[Part, ...]
    hours: int | None
    cost: Decimal | None

    @property
    def levels(self) -> int:
        return sum(part.levels for part in self.parts)

    @property
    def per_hour(self) -> Fraction | None:
        """Levels an hour; None where the hours are not known, or none."""
        return Fraction(self.levels, self.hours) if self.hours else None

    @property
    def per_cost(self) -> Fraction | None:
        """Levels for one unit of the currency; None where it is free or nobody has said."""
        return self.levels / Fraction(self.cost) if self.cost else None


def closing(brings: Mapping[int, int], gaps: Iterable[Gap], hours: int | None, cost: Decimal | None) -> Closing:
    """Return what a resource that brings skills to these levels does for these gaps, the most first."""
    parts = [Part(gap, brings[gap.skill]) for gap in gaps if gap.skill in brings]
    useful = sorted((part for part in parts if part.levels), key=lambda part: (-part.levels, part.gap.name, part.gap.skill))
    return Closing(tuple(useful), hours, cost)
