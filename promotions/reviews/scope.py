"""What a review is about: units, days, and the tree of units whose figures are set beside one another."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from employees.models import Unit
from promotions.metrics.units import UnitTree
from promotions.models import Review

Answer = dict[str, Any]  # Any: what JSON holds
FEWEST = 10  # people, decisions or seats of which a share is spoken


@dataclass(frozen=True)
class Scope:
    """Days from `first` to `last`, both included; no unit for the whole company."""

    unit: Unit | None
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, review: Review) -> "Scope":
        return cls(review.unit, review.first_day, review.last_day)

    @cached_property
    def tree(self) -> UnitTree:
        return UnitTree(Unit.objects.all())

    @cached_property
    def units(self) -> frozenset[int] | None:
        """The units looked at; None for all."""
        return frozenset(self.tree.below(self.unit)) if self.unit else None

    @cached_property
    def years(self) -> float:
        return ((self.last - self.first).days + 1) / 365.25

    def within(self, field: str = "unit") -> Q:
        """Filter on what belongs to a unit."""
        return Q() if self.units is None else Q(**{f"{field}__in": self.units})

    def days(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """Unit → the unit one step below what is looked at that it belongs to."""
        return self.tree.row_of_each(self.unit or self.tree.only_top)

    def every_unit(self) -> Iterator[tuple[Unit, Sequence[int]]]:
        """Yield each unit looked at with all units below it, from the top."""
        tops = [self.unit] if self.unit else self.tree.children[None]
        waiting = list(tops)
        while waiting:
            unit = waiting.pop(0)
            yield unit, self.tree.below(unit)
            waiting += self.tree.rows(unit)
