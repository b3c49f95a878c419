"""Which rules held on past days: they change only on the days on which a policy or a framework version comes into force."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from pathways.models import FrameworkVersion
from promotions.models import PolicyVersion

Begun = dict[dt.date, int]  # first day → version, in order of days


@dataclass(frozen=True)
class Eras:
    """What has come into force up to a day, and so the times in which the rules stayed the same.

    Before the first policy there is no era: nobody was ready for anything, as no rule said what ready is.
    """

    policies: Begun = field(default_factory=dict)
    frameworks: dict[int, Begun] = field(default_factory=dict)

    @cached_property
    def first_days(self) -> list[dt.date]:
        """The first day of each era, in order."""
        first = min(self.policies, default=dt.date.max)
        begun = {day for versions in self.frameworks.values() for day in versions if day > first}
        return sorted(begun | self.policies.keys())

    def first_day_of(self, on: dt.date) -> dt.date | None:
        """Return the first day of the era that the day lies in; None before the first."""
        place = bisect_right(self.first_days, on)
        return self.first_days[place - 1] if place else None

    def behind(self, version: int) -> tuple[object, ...]:
        """Return all that can have decided about a role of this framework version on any day, to be digested."""
        own = next((begun for begun in self.frameworks.values() if version in begun.values()), {})
        return tuple(self.policies.items()), tuple(own.items())


def eras_until(on: dt.date) -> Eras:
    """Read what has come into force up to that day; of two that begin together the one of the higher number holds. Two queries."""
    policies = PolicyVersion.objects.filter(effective_from__lte=on).order_by("effective_from", "number")
    versions = FrameworkVersion.objects.published().filter(effective_from__lte=on).order_by("effective_from", "number")
    frameworks: dict[int, Begun] = defaultdict(dict)
    for framework, day, version in versions.values_list("framework", "effective_from", "pk"):
        if day is not None:  # the database holds it: what is published has a day
            frameworks[framework][day] = version
    return Eras(dict(policies.values_list("effective_from", "pk")), dict(frameworks))
