"""Who is ready for the critical roles: people of each unit, as of the readiness rows that stand."""

import datetime as dt
from collections.abc import Iterable

import numpy as np
from django.db import models
from django.db.models import Count, F, Q

from employees.models import Position
from pathways.models import Role, RoleProfile
from promotions.metrics.grid import Grid
from promotions.metrics.tally import Tally
from promotions.models import Readiness, Requisition
from promotions.models.readiness import Status
from skills.columns import Ints

COUNTS = ("holders", "seats_open", "ready")


def benches(grid: Grid, on: dt.date) -> Ints:
    """Return rows of unit, family, level, role and counts for every critical role that a unit holds, seeks or is ready for."""
    counted = [_holders(on), _seats_open(on), _ready(on)]
    units = max((int(rows[:, 0].max(initial=0)) for rows in counted), default=0) + 1
    tally = Tally(len(COUNTS))
    tally.add([(rows[:, 1] * units + rows[:, 0], column, rows[:, 2]) for column, rows in enumerate(counted)])
    roles, unit = np.divmod(tally.keys, units)
    return np.column_stack([*grid.unpack(grid.cell(unit, roles)), roles, tally.amounts])


def _critical(on: dt.date) -> "models.QuerySet[Role]":
    return Role.objects.filter(profiles__in=RoleProfile.objects.in_force(on).filter(critical=True))


def _holders(on: dt.date) -> Ints:
    held = Position.objects.on(on).filter(role__in=_critical(on)).order_by("unit_id", "role_id")
    return _rows(held.values_list("unit_id", "role_id").annotate(people=Count("pk")))


def _seats_open(on: dt.date) -> Ints:
    seats = Requisition.objects.open(on).filter(role__in=_critical(on)).order_by("unit_id", "role_id")
    return _rows(seats.values_list("unit_id", "role_id").annotate(seats=Count("pk")))


def _ready(on: dt.date) -> Ints:
    """Count ready people by the unit they work in that day."""
    ready = Readiness.objects.filter(
        Q(employee__positions__end__isnull=True) | Q(employee__positions__end__gt=on),
        employee__positions__start__lte=on,
        status=Status.READY,
        role__in=_critical(on),
    )
    by_unit = ready.annotate(unit_id=F("employee__positions__unit_id")).order_by("unit_id", "role_id")
    return _rows(by_unit.values_list("unit_id", "role_id").annotate(people=Count("employee")))


def _rows(counted: Iterable[tuple[int, int, int]]) -> Ints:
    return np.array(list(counted), dtype=np.int64).reshape(-1, 3)
