"""The import itself: read, compare, refuse what is not safe, write. One transaction; all or nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from employees import reporting_line, trail
from employees.demographics.answers import column, sealed_fields
from employees.erased_numbers import former_numbers
from employees.feeds.differences import Differences, PersonDifference, differences, vanished
from employees.feeds.history import Reasoned
from employees.feeds.mapping import FeedMapping, read_mapping
from employees.feeds.reading import Feed, read_feed
from employees.feeds.roles import Roles, roles_of
from employees.feeds.stored import stored
from employees.feeds.wanted import Wanted
from employees.models import Demographics, Employee, Position, Stale, Unit, User
from employees.models.demographics import ATTRIBUTES
from employees.models.periods import FOREVER
from employees.models.trail import Verb
from employees.scim.users import join_waiting
from employees.sign_in.ending import end_everything
from employees.signals import people_imported
from skills import bulk

BATCH = 2_000  # rows a statement alters
SEALED = [column(attribute) for attribute in ATTRIBUTES]
IMPORT_LOCK = 0x50_65_6F_70_6C_65  # "People": two imports at once would each compare with what the other is changing


class TooManyEndError(Exception):
    """More of the company would end at once than the mapping allows."""


@dataclass(frozen=True)
class Outcome:
    """What an import did, or with `written=False` would do."""

    feed: Feed
    differences: Differences
    written: bool


def import_people(*, folder: Path, mapping_path: Path, on: dt.date, by: User | None, force: bool = False, dry_run: bool = False) -> Outcome:
    """Bring the people of a feed in, as of `on`. The same feed again writes nothing.

    Raises TableErrors for faults of the mapping or the tables, and TooManyEndError unless `force`; then nothing is written.
    """
    mapping = read_mapping(mapping_path)
    with transaction.atomic():
        _wait_for_other_imports()
        roles = roles_of(mapping, on)
        feed = read_feed(folder, mapping, on=on, titles=roles.by_title)
        found = _found(feed, roles)
        if not force and not dry_run:
            refuse_too_many(mapping, found)
        if not dry_run and found.anything:
            _write(found, by)
            join_waiting()
            people_imported.send(Employee)
            _record(found, mapping, by)
    return Outcome(feed, found, written=not dry_run and found.anything)


def _wait_for_other_imports() -> None:
    if connection.vendor == "postgresql":  # SQLite lets one writer in at a time by itself
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def _found(feed: Feed, roles: Roles) -> Differences:
    known = stored()
    ended = vanished(feed, known)
    wanted = Wanted(feed, known, roles, ended).positions()
    return differences(feed, known, wanted, ended)


def refuse_too_many(mapping: FeedMapping, found: Differences) -> None:
    """Raise TooManyEndError when more people end than the mapping's share of those employed."""
    if len(found.ended) * 100 > mapping.most_ended_percent * found.employed_before:
        raise TooManyEndError(
            f"{len(found.ended):,} of {found.employed_before:,} people would end at once, more than the "
            f"{mapping.most_ended_percent:g} % that the mapping allows; nothing is written. "
            "Check that the feed is whole; if all of them have left, say --force."
        )


def _record(found: Differences, mapping: FeedMapping, by: User | None) -> None:
    """Write the import to the trail, and to that of each person whom it altered: which fields, never what they say."""
    counts: dict[str, Any] = {  # Any: details of the trail
        "created": len(found.created),
        "changed": len(found.changed),
        "ended": len(found.ended),
    }
    trail.record(Verb.IMPORTED, of=Employee, by=by, name=mapping.company, **counts)
    altered = ((person.pk, {"fields": _fields(person)}) for person in (*found.changed, *found.ended) if person.pk)
    trail.record_many(Verb.IMPORTED, of=Employee, by=by, about=altered)


def _fields(person: PersonDifference) -> list[str]:
    told = [change.field for change in person.fields]
    return told + ["demographics"] * (person.demographics is not None) + ["positions"] * person.moved


# --- Writing ----------------------------------------------------------------------------------


def _write(found: Differences, by: User | None) -> None:
    units = _write_units(found)
    people = _write_employees(found)
    _write_demographics(found, people)
    _write_positions(found, people, units)
    closing = [person.pk for person in found.people if person.closes_account]
    if closing:
        closed = User.objects.filter(employee__in=closing)
        closed.update(is_active=False)
        end_everything(users=list(closed.values_list("pk", flat=True)), by=by)
    bulk.insert(Stale, {"employee_id": [people[person.number] for person in found.people]})
    if any(person.moved for person in found.people):
        reporting_line.rebuild(timezone.localdate())


def _write_units(found: Differences) -> dict[str, int]:
    """Return unit code → key, after adding and altering units. Each unit comes after its parent."""
    keys = dict(Unit.objects.values_list("code", "pk"))
    for unit in found.new_units:
        keys[unit.code] = Unit.objects.create(code=unit.code, name=unit.name, parent_id=keys[unit.parent] if unit.parent else None).pk
    for unit in found.altered_units:
        Unit.objects.filter(code=unit.code).update(name=unit.name, parent=keys[unit.parent] if unit.parent else None)
    return keys


def _write_employees(found: Differences) -> dict[str, int]:
    """Return employee number → key, after adding and altering people."""
    rows = [{"email": "", "first_name": "", "last_name": "", **{c.field: c.after for c in person.fields}} for person in found.created]
    names = ("first_name", "last_name", "email", "hired_on", "left_on")
    columns = {name: [row[name] for row in rows] for name in names}
    bulk.insert(Employee, {"number": [person.number for person in found.created], **columns})
    altered: dict[tuple[str, ...], list[Employee]] = defaultdict(list)
    for person in (*found.changed, *found.ended):
        values = {change.field: change.after for change in person.fields}
        altered[tuple(values)].append(Employee(pk=person.pk, **values))
    for together, employees in altered.items():  # together: days of hire and of leaving are checked against each other
        if together:
            Employee.objects.bulk_update(employees, together, batch_size=BATCH)
    erased = {number: pk for pk, number in former_numbers().items()}
    return {**dict(Employee.objects.order_by().values_list("number", "pk")), **erased}


def _write_demographics(found: Differences, people: dict[str, int]) -> None:
    said = [(people[person.number], person) for person in found.people if person.demographics is not None]
    new = ((pk, *_sealed(pk, person).values(), True) for pk, person in said if person.new_demographics)
    bulk.insert_rows(Demographics, ("employee_id", *SEALED, "from_feed"), new)
    altered = [Demographics(employee_id=pk, **_sealed(pk, person)) for pk, person in said if not person.new_demographics]
    Demographics.objects.bulk_update(altered, SEALED, batch_size=BATCH)


def _sealed(employee_id: int, person: PersonDifference) -> dict[str, bytes | None]:
    """Return column → sealed answer, in the order of `SEALED`."""
    return sealed_fields(employee_id, {attribute: (person.demographics or {})[attribute] for attribute in ATTRIBUTES})


def _write_positions(found: Differences, people: dict[str, int], units: dict[str, int]) -> None:
    """Remove, then alter, then add: so no position meets on its way one that is about to make room."""
    removed = [pk for person in found.people for pk in person.removed]
    for start in range(0, len(removed), BATCH):
        Position.objects.filter(pk__in=removed[start : start + BATCH]).delete()
    altered = [
        Position(pk=pk, **dict(zip(POSITION_FIELDS, _values(reasoned, people, units), strict=True)))
        for person in found.people
        for pk, reasoned in person.altered
    ]
    Position.objects.bulk_update(altered, ["end", "title", "role", "unit", "manager", "reason"], batch_size=BATCH)
    rows = ((people[person.number], *_values(reasoned, people, units)) for person in found.people for reasoned in person.added)
    bulk.insert_rows(Position, ("employee_id", *POSITION_FIELDS), rows)


POSITION_FIELDS = ("start", "end", "title", "role_id", "unit_id", "manager_id", "reason")


def _values(reasoned: Reasoned, people: dict[str, int], units: dict[str, int]) -> Sequence[object]:
    """Return a position's values in the order of `POSITION_FIELDS`."""
    held = reasoned.held
    end = None if held.end == FOREVER else held.end
    manager = people[held.manager] if held.manager else None
    return (held.start, end, held.job.title, held.job.role, units[held.unit], manager, reasoned.reason)
