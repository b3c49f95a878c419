"""The rows of one person, each as labelled values, without the private words of others. Read as they are written out."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from employees.conversations.private import opened
from employees.demographics.answers import answers_of
from employees.models import AuditEvent, ConversationNote, Demographics, Employee, User
from promotions.personal_data.kinds import Kind
from promotions.personal_data.register import KINDS

Value = str | int | float | bool | dict[str, object] | list[object] | None
Values = Mapping[str, Value]
AT_A_TIME = 2_000
TRAIL = "employees-auditevent"


class Person:
    """An account and the record that belongs to it; either may be missing."""

    def __init__(self, user: User | None, employee: Employee | None) -> None:
        self.user, self.employee = user, employee
        self.people = [employee.pk] if employee else []
        self.accounts = [user.pk] if user else []


def exported() -> list[Kind]:
    """Return the kinds that are handed out, in the order of the register."""
    return [kind for kind in KINDS if kind.is_there and (kind.mine or kind.account)]


def rows_of(kind: Kind, person: Person) -> Iterator[Values]:
    for row in owned(kind, person).iterator(chunk_size=AT_A_TIME):
        yield values_of(kind, row)


def owned(kind: Kind, person: Person) -> QuerySet[Model]:
    """Return the person's rows; what is sealed, as a private note, is its author's alone, whoever it is about."""
    rows = kind.told(person.people, person.accounts, person.user)
    return rows.select_related(*joined(kind.table)).order_by("pk").distinct()


def joined(table: type[Model]) -> list[str]:
    links = [field for field in table._meta.concrete_fields if isinstance(field, ForeignKey)]
    return [f"{link.name}__employee" if link.related_model is User else link.name for link in links]


def values_of(kind: Kind, row: Model) -> dict[str, Value]:
    if isinstance(row, Demographics):
        told: dict[str, Value] = dict(answers_of(row))
        return told | {"answered on": plain(row.answered_on), "from the HR system": row.from_feed}
    if isinstance(row, ConversationNote):  # a private one is its author's own: see `owned`
        text = opened(row) if row.kind == ConversationNote.Kind.PRIVATE else row.text
        about, author = plain(row.conversation.planned_for), named(row.author)
        return {
            "kind": str(row.get_kind_display()),
            "conversation": about,
            "author": author,
            "text": text,
            "changed at": plain(row.changed_at),
        }
    shown = [field for field in row._meta.concrete_fields if field.name not in kind.hidden]
    values = {str(field.verbose_name): value_of(row, field) for field in shown}
    for field in row._meta.many_to_many:
        values[str(field.verbose_name)] = [str(one) for one in getattr(row, field.name).all()]
    return values


def value_of(row: Model, field: "Field[object, object]") -> Value:
    """Return a field in words: a person by name, a choice by what it means, another row by what it is called."""
    if isinstance(field, ForeignKey):
        return named(getattr(row, field.name))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return plain(getattr(row, field.attname))


def named(one: Model | None) -> str | None:
    if isinstance(one, User):
        return one.employee.name if hasattr(one, "employee") else "an account"
    return str(one) if one else None


def plain(value: object) -> Value:
    match value:
        case None | bool() | int() | float() | str() | dict() | list():
            return value
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal():
            return float(value)
        case bytes() | memoryview():
            return "sealed"
        case _:
            return str(value)


def trail_of(person: Person) -> Iterator[Values]:
    """Yield who looked at or changed the person's record, and what their own account did, of whom left out."""
    about = Q(whom__in=person.people) | Q(who__in=person.accounts)
    for event in AuditEvent.objects.filter(about).order_by("at", "pk").iterator(chunk_size=AT_A_TIME):
        own = event.who in person.accounts
        yield {
            "at": event.at.isoformat(),
            "who": event.who_name or "Pathways",
            "did": event.get_verb_display(),
            "what": event.kind,
            "my record": event.whom in person.people,
            "from": str(event.address or "") if own else "",
            "why": event.why,
        }
