"""The cells of the facts, unit × family × level, as numbers that columns can be summed by."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.db.models import Max

from pathways.models import JobFamily, Level, RoleProfile
from promotions.metrics.columns import table
from promotions.metrics.months import month_number
from skills.columns import Ints, key, place_of

FIRST_MONTH, MONTHS = month_number(dt.date.min), 12 * dt.MAXYEAR  # any month there is, so that a cell and a month pack into one number


@dataclass(frozen=True)
class Grid:
    """A family or level of 0 stands for none: no role, or one that no framework describes on that day."""

    families: int
    levels: int
    roles: Ints  # rows of role, family and level, by role

    @cached_property
    def role_cells(self) -> Ints:
        """Family and level of each role, packed; at the end those of no role, or an unknown one."""
        return np.append(self.roles[:, 1] * self.levels + self.roles[:, 2], 0)

    def cell(self, units: Ints, roles: Ints) -> Ints:
        """Pack a unit with the family and level of a role."""
        return units * self.families * self.levels + self.role_cells[place_of(self.roles[:, 0], roles)]

    def unpack(self, cells: Ints) -> tuple[Ints, Ints, Ints]:
        """Return units, families and levels of packed cells."""
        places, levels = np.divmod(cells, self.levels)
        units, families = np.divmod(places, self.families)
        return units, families, levels

    def with_roles(self, roles: Ints) -> "Grid":
        """Return another cut of roles into families and levels, whose cells are packed as these are."""
        return replace(self, roles=roles)

    def covering(self, roles: Ints) -> "Grid":
        """Return it with room for the families and levels of these rows, which may be gone."""
        families, levels = (int(roles[:, place].max(initial=0)) + 1 for place in (1, 2))
        return replace(self, families=max(self.families, families), levels=max(self.levels, levels))


def read_grid(on: dt.date) -> Grid:
    """Read what a cell can be on that day: today's cut of roles into families and levels, for the past as well."""
    profiles = RoleProfile.objects.in_force(on).order_by("role_id")
    roles = table(profiles, role=key("role_id"), family=key("track__family_id"), level=key("level_id"))
    return Grid(families=_beyond(JobFamily), levels=_beyond(Level), roles=roles)


def _beyond(model: type[JobFamily] | type[Level]) -> int:
    last: int | None = model.objects.aggregate(last=Max("pk"))["last"]
    return (last or 0) + 1
