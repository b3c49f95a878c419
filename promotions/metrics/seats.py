"""Seats as columns: opened, filled, and from where."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from promotions.metrics.columns import table
from promotions.metrics.months import day_number
from promotions.metrics.reading import Choice
from promotions.models import Requisition
from skills.columns import NEVER, Bools, Ints, day, flag, key


@dataclass(frozen=True)
class Seats:
    """Requisitions by id. Days are day numbers, NEVER when there is none."""

    on: int
    seat: Ints
    unit: Ints
    role: Ints
    opened: Ints
    external_from: Ints
    filled: Ints
    inside: Ints  # 1 when filled by an insider, else 0

    @property
    def insiders_first(self) -> Bools:
        return self.external_from > self.opened

    @property
    def was_filled(self) -> Bools:
        return self.filled <= self.on

    @property
    def record(self) -> Ints:
        """All but the id, a row a seat."""
        return np.column_stack([self.unit, self.role, self.opened, self.external_from, self.filled, self.inside])

    def begun(self) -> "Seats":
        """Return those opened by the day."""
        return seats_of(self.on, self.seat[self.opened <= self.on], self.record[self.opened <= self.on])

    def next_days(self) -> Ints:
        """Return the first later day on which each counts otherwise, NEVER when none does."""
        days = np.column_stack([self.opened, self.filled])
        later: Ints = np.where(days > self.on, days, NEVER).min(axis=1)
        return later


def seats_of(on: int, seat: Ints, record: Ints) -> Seats:
    return Seats(on, seat, *record.T)


def read_seats(on: dt.date, choice: Choice) -> Seats:
    columns = table(
        Requisition.objects.filter(choice("id")).order_by("pk"),
        seat=key("pk"),
        unit=key("unit_id"),
        role=key("role_id"),
        opened=day("opened_on"),
        external_from=day("external_from"),
        filled=day("filled_on"),
        inside=flag("filled_inside"),
    )
    return seats_of(day_number(on), columns[:, 0], columns[:, 1:])
