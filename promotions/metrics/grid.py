"""The cells of the facts, unit × family × level, as numbers that columns can be summed by."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Min

from employees.models import Position
from pathways.models import JobFamily, Level, RoleProfile
from promotions.metrics.columns import table
from promotions.metrics.months import month_number
from promotions.models import Requisition
from skills.columns import Ints, key, place_of


@dataclass(frozen=True)
class Grid:
    """Months × cells. A family or level of 0 stands for none: no role, or one that no framework describes on that day."""

    first_month: int
    months: int
    families: int
    levels: int
    role_ids: Ints  # ascending
    role_cells: Ints  # family and level of each role, packed

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def cell(self, units: Ints, roles: Ints) -> Ints:
        """Pack a unit with the family and level of a role."""
        places = place_of(self.role_ids, roles)
        role_cells = np.append(self.role_cells, 0)  # at place -1: no role, or an unknown one
        return units * self.families * self.levels + role_cells[places]

    def pack(self, units: Ints, families: Ints, levels: Ints) -> Ints:
        return (units * self.families + families) * self.levels + levels

    def unpack(self, cells: Ints) -> tuple[Ints, Ints, Ints]:
        """Return units, families and levels of packed cells."""
        places, levels = np.divmod(cells, self.levels)
        units, families = np.divmod(places, self.families)
        return units, families, levels


def read_grid(on: dt.date) -> Grid:
    """Read what a cell can be on that day: today's cut of roles into families and levels, for the past as well."""
    first = min((day for day in _first_days() if day), default=on)
    families = (JobFamily.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    levels = (Level.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    profiles = RoleProfile.objects.in_force(on).order_by("role_id")
    roles = table(profiles, role=key("role_id"), family=key("track__family_id"), level=key("level_id"))
    return Grid(
        first_month=month_number(min(first, on)),
        months=month_number(on) - month_number(min(first, on)) + 1,
        families=families,
        levels=levels,
        role_ids=roles[:, 0],
        role_cells=roles[:, 1] * levels + roles[:, 2],
    )


def _first_days() -> tuple[dt.date | None, dt.date | None]:
    return Position.objects.aggregate(first=Min("start"))["first"], Requisition.objects.aggregate(first=Min("opened_on"))["first"]
