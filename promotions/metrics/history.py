"""Position history as columns, a range of employees at a time, so that memory stays flat in the size of the company."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import BigIntegerField, Case, Max, Min, Value, When
from django.db.models.functions import Cast

from employees.models import Leave, Position
from promotions.metrics.columns import table
from promotions.metrics.months import day_number
from skills.columns import Bools, Ints, day, key

EMPLOYEES_AT_A_TIME = 100_000
REASONS = [str(reason) for reason in Position.Reason]
MOVES = [REASONS.index(reason) for reason in (Position.Reason.PROMOTION, Position.Reason.LATERAL, Position.Reason.DEMOTION)]


@dataclass(frozen=True)
class History:
    """Positions begun by the day `on`, by employee and start; leave of the same people. Days are day numbers."""

    on: int
    employee: Ints
    role: Ints  # 0 when unknown
    unit: Ints
    start: Ints
    end: Ints  # as stored, or the day the person left the company when that came first
    reason: Ints  # place in REASONS
    left: Ints  # the day the person left the company, NEVER when employed
    leave: Ints  # rows of employee, start, end

    @cached_property
    def follows(self) -> Bools:
        """Whether the row before is an earlier position of the same person."""
        return np.concatenate([[False], self.employee[1:] == self.employee[:-1]])[: len(self.employee)]

    @cached_property
    def last(self) -> Bools:
        """Whether the row is the person's newest position."""
        return np.concatenate([~self.follows[1:], [True]])[: len(self.employee)]

    @cached_property
    def adjoins(self) -> Bools:
        """Whether the person's position before ended on the very day this one began."""
        return self.follows & (np.roll(self.end, 1) == self.start)

    @cached_property
    def moved(self) -> Bools:
        """Whether the position began with a promotion, a lateral move or a step down: not a hire, not a reorganisation."""
        return np.isin(self.reason, MOVES)

    def began_with(self, *reasons: str) -> Bools:
        return np.isin(self.reason, [REASONS.index(reason) for reason in reasons])

    @cached_property
    def source(self) -> Ints:
        """Row of the position that each one came from: the person's one before; its own row where there is none."""
        return np.arange(len(self.employee)) - self.follows


def read_histories(on: dt.date) -> Iterator[History]:
    """Read everybody's history up to that day, a range of employees at a time."""
    ids = Position.objects.filter(start__lte=on).aggregate(first=Min("employee_id"), last=Max("employee_id"))
    if ids["first"] is not None:
        for first in range(ids["first"], ids["last"] + 1, EMPLOYEES_AT_A_TIME):
            yield _read(on, first, first + EMPLOYEES_AT_A_TIME - 1)


def _read(on: dt.date, first: int, last: int) -> History:
    places = [When(reason=reason, then=Value(place)) for place, reason in enumerate(REASONS)]
    reason = Cast(Case(*places, default=Value(-1)), BigIntegerField())
    positions = Position.objects.filter(start__lte=on, employee_id__gte=first, employee_id__lte=last).order_by("employee_id", "start")
    columns = table(
        positions,
        employee=key("employee_id"),
        role=key("role_id"),
        unit=key("unit_id"),
        start=day("start"),
        end=day("end"),
        reason=reason,
        left=day("employee__left_on"),
    )
    leaves = Leave.objects.filter(start__lte=on, employee_id__gte=first, employee_id__lte=last).order_by("employee_id", "start")
    employee, role, unit, start, end, began, left = columns.T
    return History(
        on=day_number(on),
        employee=employee,
        role=role,
        unit=unit,
        start=start,
        end=np.minimum(end, left),
        reason=began,
        left=left,
        leave=table(leaves, employee=key("employee_id"), start=day("start"), end=day("end")),
    )
