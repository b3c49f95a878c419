"""Position history as columns."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import BigIntegerField, Case, Value, When
from django.db.models.functions import Cast

from employees.models import Leave, Position
from promotions.metrics.columns import table
from promotions.metrics.months import day_number
from promotions.metrics.reading import Choice
from skills.columns import NEVER, Bools, Ints, day, key

REASONS = [str(reason) for reason in Position.Reason]
MOVES = [REASONS.index(reason) for reason in (Position.Reason.PROMOTION, Position.Reason.LATERAL, Position.Reason.DEMOTION)]


@dataclass(frozen=True)
class History:
    """Positions by employee and start; leave of the same people. Days are day numbers, NEVER when there is none."""

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

    @property
    def record(self) -> Ints:
        """All but whose it is, a row a position."""
        return np.column_stack([self.role, self.unit, self.start, self.end, self.reason, self.left])

    def begun(self) -> "History":
        """Return it as far as it had come by the day: what begins later is left out."""
        rows, leave = self.start <= self.on, self.leave[self.leave[:, 1] <= self.on]
        return history_of(self.on, self.employee[rows], self.record[rows], leave)

    def next_days(self) -> tuple[Ints, Ints]:
        """Return the people and for each the first later day that a date of theirs names, NEVER when none does."""
        people = np.unique(np.concatenate([self.employee, self.leave[:, 0]]))
        dated = [(self.employee, column) for column in (self.start, self.end, self.left)]
        dated += [(self.leave[:, 0], self.leave[:, column]) for column in (1, 2)]
        days = np.full(len(people), NEVER, dtype=np.int64)
        for whose, column in dated:
            np.minimum.at(days, np.searchsorted(people, whose), np.where(column > self.on, column, NEVER))
        return people, days


def history_of(on: int, employee: Ints, record: Ints, leave: Ints) -> History:
    role, unit, start, end, reason, left = record.T
    return History(on, employee, role, unit, start, end, reason, left, leave)


def read_history(on: dt.date, choice: Choice) -> History:
    """Read all that is dated of these people's positions and leave, also what is to come."""
    places = [When(reason=reason, then=Value(place)) for place, reason in enumerate(REASONS)]
    positions = table(
        Position.objects.filter(choice("employee_id")).order_by("employee_id", "start"),
        employee=key("employee_id"),
        role=key("role_id"),
        unit=key("unit_id"),
        start=day("start"),
        end=day("end"),
        reason=Cast(Case(*places, default=Value(-1)), BigIntegerField()),
        left=day("employee__left_on"),
    )
    leaves = Leave.objects.filter(choice("employee_id")).order_by("employee_id", "start")
    leave = table(leaves, employee=key("employee_id"), start=day("start"), end=day("end"))
    record = positions[:, 1:]
    record[:, 3] = np.minimum(record[:, 3], record[:, 5])
    return history_of(day_number(on), positions[:, 0], record, leave)
