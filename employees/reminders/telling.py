"""Telling people of a credential that expires: the holder, and who leads them that day. Inside the caller's transaction."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import DateField, Prefetch, Value

from employees import outbox
from employees.models import Employee, HeldCredential, Notice, Position
from employees.reminders.due import due
from employees.webhooks.announcing import Happening, announce_all
from employees.webhooks.events import Event

BATCH = 1000


@dataclass(frozen=True)
class Told:
    people: int
    reminders: int
    notices: int


def tell(on: dt.date, first: int, last: int) -> Told:
    """Tell what is due that day to the people of a range of employee ids and to their managers. A second call tells nothing."""
    told = _held(_remember(on, first, last), on)
    announce_all(Event.CREDENTIAL_LAPSING, (_happening(held, on) for held in told))
    notices = Notice.objects.bulk_create((notice for held in told for notice in _notices(held, on)), batch_size=BATCH)
    return Told(len({held.employee_id for held in told}), len(told), len(notices))


def _remember(on: dt.date, first: int, last: int) -> list[int]:
    """Note what is due as told; return the ids of the held credentials, those alone that nobody had noted before.

    Raw SQL: the ORM has no INSERT … SELECT, and only the statement itself knows which rows the constraint let in.
    """
    night = Value(on, output_field=DateField())
    rows = due(on).filter(employee__gte=first, employee__lte=last).values_list("pk", "threshold", night)
    select, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO employees_credentialreminder (held_id, threshold, "on") {select} '
            "ON CONFLICT (held_id, threshold) DO NOTHING RETURNING held_id",
            params,
        )
        return [held for (held,) in cursor.fetchall()]


def _held(ids: Collection[int], on: dt.date) -> list[HeldCredential]:
    """Fetch what is told of, with its holder and the position that says who leads them that day."""
    positions = Position.objects.on(on).select_related("manager__user")
    rows = HeldCredential.objects.select_related("credential", "employee__user").prefetch_related(
        Prefetch("employee__positions", queryset=positions, to_attr="held_positions")
    )
    found = rows.in_bulk(sorted(ids))
    return [found[pk] for pk in sorted(found)]


def _happening(held: HeldCredential, on: dt.date) -> Happening:
    """One a reminder: of one credential there is one a night at most."""
    data: dict[str, int | str | None] = {
        "employee": held.employee_id,
        "credential": held.credential_id,
        "held_credential": held.pk,
        "on": on.isoformat(),
    }
    return Happening(f"{held.pk}/{on}", data)


def _notices(held: HeldCredential, on: dt.date) -> Iterator[Notice]:
    person = held.employee
    context = {"held": held, "credential": held.credential, "person": person, "left": held.days_left(on)}
    fields = {"about": person, "kind": Notice.Kind.CREDENTIAL, "on": on}
    yield outbox.compose("credential_holder", context, to=person, **fields)
    manager = _manager(person)
    if manager and manager.employed(on):
        yield outbox.compose("credential_manager", context, to=manager, **fields)


def _manager(person: Employee) -> Employee | None:
    positions: list[Position] = person.held_positions  # type: ignore[attr-defined]  # fetched by _held
    return positions[0].manager if positions else None
