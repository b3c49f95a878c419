"""Of whom the figures are to be counted again: named by marks, by the calendar and by roles that moved, never by looking at everybody."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import models

from employees.models import Position, Stale
from promotions.metrics.reading import distinct, named
from promotions.metrics.stored import delete_ids
from promotions.models import Requisition
from promotions.models.counting import Counted, CountedPerson, CountedSeat, Uncounted, UncountedPerson, UncountedSeat
from skills.columns import Columns, Ints, key, read


@dataclass(frozen=True)
class Marks:
    """The marks there were before anything else was read: a change that commits meanwhile leaves one that is not among them."""

    people: Columns  # id, subject
    seats: Columns
    stale: Ints  # people whose readiness waits: their marks are passed on with it, so these are counted twice rather than never

    @classmethod
    def read(cls) -> "Marks":
        waiting = read(Stale.objects.all(), employee=key("employee_id"))["employee"]
        return cls(_marks(UncountedPerson), _marks(UncountedSeat), waiting)

    def delete(self) -> None:
        delete_ids(UncountedPerson, self.people["id"].tolist())
        delete_ids(UncountedSeat, self.seats["id"].tolist())


def _marks(model: type[Uncounted]) -> Columns:
    return read(model._default_manager.all(), id=key("pk", bits=64), subject=key("subject"))


def changed_people(on: dt.date, marks: Marks, roles: Ints) -> Ints:
    """Return the ids of people who may count otherwise on that day; `roles` are those that have another family or level."""
    return distinct(marks.people["subject"], marks.stale, _due(CountedPerson, on), *_with_roles(Position, "employee_id", roles))


def changed_seats(on: dt.date, marks: Marks, roles: Ints) -> Ints:
    return distinct(marks.seats["subject"], _due(CountedSeat, on), *_with_roles(Requisition, "id", roles))


def _due(model: type[Counted], on: dt.date) -> Ints:
    return read(model._default_manager.filter(next_on__lte=on), subject=key("subject"))["subject"]


def _with_roles(model: type[models.Model], field: str, roles: Ints) -> Iterable[Ints]:
    for choice in named(roles):
        yield read(model._default_manager.filter(choice("role_id")).order_by(), subject=key(field))["subject"]


def moved_roles(before: Ints, now: Ints) -> Ints:
    """Return the roles that have come, gone, or have another family or level; both are rows of role, family and level."""
    rows, times = np.unique(np.concatenate([before, now]), axis=0, return_counts=True)
    return distinct(rows[times == 1, 0])
