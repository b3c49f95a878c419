"""Writing the audit trail. Services record each change inside its transaction; views each look at another person's record.

`by` says who and `employees.origin` from where, so a caller names what it did and to whom. What is written holds no private content:
`details` takes names from a closed list, and none of them is for a text of a note, a level, a rating or an answer about oneself.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from employees import access, origin
from employees.models import AuditEvent, Employee, User
from employees.models.trail import Verb

DETAILS = frozenset(
    """changed count created duty effective_from end ended fields filter format job kind name number on outcome page reason source
    start step token unit version""".split()
)
LONGEST = 200  # characters of a detail, such as the text somebody searched for

Actor = User | AnonymousUser | None


def record(
    verb: Verb,
    *,
    of: Model | type[Model],
    by: Actor,
    about: Employee | int | None = None,
    why: str = "",
    **details: object,
) -> AuditEvent:
    """Write one event: `by` did `verb` to the row `of`, or to rows of that table, which belong to the record of the employee `about`.

    `by` is None for what the machine does by itself, or somebody who has not signed in. Raises ValueError for a
    detail that is not in `DETAILS`.
    """
    event = event_of(verb, of, by, about, details)
    event.why = why
    event.save(force_insert=True)
    return event


def record_many(verb: Verb, *, of: type[Model], by: Actor, about: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Write an event about each of many employees, given with its details: what one act did to all of them."""
    AuditEvent.objects.bulk_create((event_of(verb, of, by, whom, details) for whom, details in about), batch_size=2_000)


def event_of(verb: Verb, of: Model | type[Model], by: Actor, about: Employee | int | None, details: Mapping[str, object]) -> AuditEvent:
    here = origin.current()
    whom = about.pk if isinstance(about, Employee) else about
    token = {"token": here.token} if here.token else {}
    return AuditEvent(
        verb=verb,
        kind=of._meta.label_lower,
        object_id=key_of(of),
        who=by.pk if by else None,
        who_name=str(by) if by and by.pk else "",
        whom=whom,
        acting_for=access.of(by).acting_for(about) if by and about else None,
        channel=here.channel.value,
        address=here.address,
        request=here.request,
        details=checked({**details, **token}),
    )


def looked(employee: Employee, *, by: Actor, of: Model | None = None) -> None:
    """Record that somebody opened another person's record, or the row `of` it. One's own is nobody's business."""
    if access.of(by or AnonymousUser()).employee != employee:
        record(Verb.LOOKED, of=of or employee, by=by, about=employee)


def others(by: Actor, people: Iterable[int | None]) -> int:
    """Return how many of these employees, each once, are somebody else than the reader."""
    own = access.of(by or AnonymousUser()).employee
    return len({person for person in people if person} - ({own.pk} if own else set()))


def listed(kind: type[Model], *, by: Actor, count: int, asked: Mapping[str, str] | None = None) -> None:
    """Record that somebody was shown a list that names people: how many, and what was asked for. An empty one shows nobody."""
    if count:
        record(Verb.LISTED, of=kind, by=by, count=count, filter=asked_for(asked))


def exported(kind: type[Model], *, by: Actor, name: str, count: int, asked: Mapping[str, str] | None = None) -> None:
    """Record that somebody took a table away as a file of that name: how many rows, and what was asked for."""
    record(Verb.EXPORTED, of=kind, by=by, name=name, count=count, filter=asked_for(asked))


def asked_for(asked: Mapping[str, str] | None) -> str:
    """Return a list's filter as one text: what its address asked for, empty for all of it."""
    return ", ".join(f"{name}: {value}" for name, value in sorted((asked or {}).items()) if value)


def key_of(of: Model | type[Model]) -> str:
    if isinstance(of, type) or of.pk is None:
        return ""
    return ",".join(map(str, of.pk)) if isinstance(of.pk, tuple) else str(of.pk)


def checked(details: Mapping[str, object]) -> dict[str, Any]:  # Any: what JSON holds
    if strangers := details.keys() - DETAILS:
        raise ValueError(f"The trail keeps no detail {', '.join(sorted(strangers))}. Expected some of {', '.join(sorted(DETAILS))}.")
    return {name: written(value) for name, value in details.items() if value not in (None, "")}


def written(value: object) -> object:
    match value:
        case bool() | int():
            return value
        case dt.date():
            return value.isoformat()
        case list() | tuple():
            return [written(one) for one in value]
        case _:
            return str(value).replace("\0", "")[:LONGEST]  # PostgreSQL stores no such character
