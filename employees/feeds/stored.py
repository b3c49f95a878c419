"""What the database holds of people, in the words of a feed: employee numbers and unit codes instead of keys."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from employees.demographics.answers import column, opened
from employees.erased_numbers import former_numbers
from employees.feeds.history import Held, Job
from employees.models import Demographics, Employee, Position, Unit
from employees.models.demographics import ATTRIBUTES
from employees.models.periods import FOREVER

NOTHING_SAID: dict[str, Any] = {"sex": "", "ethnicity": "", "disability": "", "birth_year": None}  # Any: as a feed has them
EMPLOYEE_FIELDS = ("first_name", "last_name", "email", "hired_on", "left_on")


@dataclass(frozen=True)
class StoredPosition:
    pk: int
    held: Held
    reason: str


@dataclass(frozen=True)
class StoredPerson:
    pk: int
    number: str
    fields: dict[str, Any]  # Any: values of model fields
    has_open_account: bool
    positions: list[StoredPosition]
    demographics: dict[str, Any] | None  # Any: as above; None when the person has none, or said it themselves
    demographics_from_feed: bool
    erased: bool = False  # then `number` is the former one, by which a feed may still know the person


@dataclass(frozen=True)
class StoredUnit:
    pk: int
    name: str
    parent: str | None


@dataclass(frozen=True)
class Stored:
    people: dict[str, StoredPerson]
    units: dict[str, StoredUnit]

    def units_below(self, root: str) -> set[str]:
        """Return the codes of the unit and of all below it."""
        children: dict[str | None, list[str]] = defaultdict(list)
        for code, unit in self.units.items():
            children[unit.parent].append(code)
        found, waiting = {root}, [root]
        while waiting:
            below = [code for code in children[waiting.pop()] if code not in found]
            found.update(below)
            waiting += below
        return found


def stored() -> Stored:
    """Load everybody with their history. Six queries."""
    former = former_numbers()
    positions = _positions(former)
    demographics = _demographics()
    people = {}
    for pk, number, is_active, *values in Employee.objects.order_by().values_list("pk", "number", "user__is_active", *EMPLOYEE_FIELDS):
        from_feed, said = demographics.get(pk, (True, None))
        known_as = former.get(pk, number)
        people[known_as] = StoredPerson(
            pk=pk,
            number=known_as,
            fields=dict(zip(EMPLOYEE_FIELDS, values, strict=True)),
            has_open_account=bool(is_active),
            positions=positions.get(pk, []),
            demographics=said,
            demographics_from_feed=from_feed,
            erased=pk in former,
        )
    units = {
        code: StoredUnit(pk, name, parent) for pk, code, name, parent in Unit.objects.values_list("pk", "code", "name", "parent__code")
    }
    return Stored(people, units)


def _demographics() -> dict[int, tuple[bool, dict[str, Any] | None]]:  # Any: as above
    """Return employee id → whether it is the feed's, and then what it is. What people said themselves is none of a feed's business."""
    own = Demographics.objects.filter(from_feed=False).values_list("pk", flat=True)
    found: dict[int, tuple[bool, dict[str, Any] | None]] = dict.fromkeys(own, (False, None))
    rows = list(Demographics.objects.filter(from_feed=True).values_list("pk", *map(column, ATTRIBUTES)))
    said: dict[int, dict[str, Any]] = {row[0]: dict(NOTHING_SAID) for row in rows}
    for place, attribute in enumerate(ATTRIBUTES, 1):
        for pk, value in opened(attribute, ((row[0], row[place]) for row in rows)):
            said[pk][attribute] = int(value) if attribute == "birth_year" else value
    return found | {pk: (True, values) for pk, values in said.items()}


def _positions(former: Mapping[int, str]) -> dict[int, list[StoredPosition]]:
    rows = Position.objects.order_by("employee_id", "start").values_list(
        "pk", "employee_id", "start", "end", "title", "role_id", "unit__code", "manager_id", "manager__number", "reason"
    )
    found: dict[int, list[StoredPosition]] = defaultdict(list)
    for pk, employee, start, end, title, role, unit, manager, number, reason in rows.iterator(chunk_size=10_000):
        held = Held(start, end or FOREVER, Job(title, role), unit, former.get(manager, number))
        found[employee].append(StoredPosition(pk, held, reason))
    return found


def stored_until(person: StoredPerson) -> dt.date:
    """Return the first day on which the person is no longer employed; FOREVER while there is none."""
    left_on: dt.date | None = person.fields["left_on"]
    return left_on or FOREVER
