"""The audit trail in words: who did what, named as people are named today, or as they were called then when they are gone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from employees.models import AuditEvent, Employee, User
from employees.models.trail import Verb

ITSELF = "Pathways"  # for what no account did
SOMEBODY = "Somebody not signed in"
WORDS: dict[tuple[str, str], str] = {
    (Verb.LOOKED, "employees.employee"): "looked at the record",
    (Verb.ENDED, "employees.employee"): "ended the employment",
    (Verb.IMPORTED, "employees.employee"): "brought in changes from the HR system",
    (Verb.LISTED, "employees.employee"): "listed people",
    (Verb.EXPORTED, "employees.employee"): "exported people",
    (Verb.EXPORTED, "employees.auditevent"): "exported the audit trail",
    (Verb.REMOVED, "employees.auditevent"): "dropped the oldest months of the audit trail",
    (Verb.LISTED, "employees.notice"): "read notices that name people",
    (Verb.EXPORTED, "promotions.mobilityfact"): "exported mobility figures",
    (Verb.ADDED, "employees.position"): "entered a position",
    (Verb.ADDED, "employees.user"): "opened the account or added to it",
    (Verb.GRANTED, "employees.user"): "entrusted a duty",
    (Verb.REVOKED, "employees.user"): "took a duty back",
    (Verb.SIGNED_IN, "employees.user"): "signed in",
    (Verb.SIGNED_OUT, "employees.user"): "signed out",
    (Verb.REFUSED, "employees.user"): "was refused at the door",
    (Verb.ENDED, "employees.user"): "closed the account or its sessions",
    (Verb.CHANGED, "employees.user"): "changed how the account signs in",
    (Verb.REMOVED, "employees.user"): "took something off the account",
    (Verb.STARTED, "employees.user"): "asked for a new password",
    (Verb.ADDED, "employees.delegation"): "named who stands in",
    (Verb.ENDED, "employees.delegation"): "ended a standing-in",
    (Verb.REMOVED, "employees.delegation"): "took back who was to stand in",
    (Verb.CHANGED, "employees.dispute"): "added to a dispute",
    (Verb.ADDED, "employees.dispute"): "raised a dispute",
    (Verb.ENDED, "employees.dispute"): "withdrew a dispute",
    (Verb.STARTED, "promotions.nightlyrun"): "started a run",
    (Verb.CANCELLED, "promotions.nightlyrun"): "cancelled a run",
}
SAID = ("fields", "reason", "outcome", "duty", "name", "filter", "count")  # the details that a sentence ends with, in this order


@dataclass(frozen=True)
class Names:
    """`accounts` and `people` hold those that are still there, by number."""

    accounts: Mapping[int, User]
    people: Mapping[int, Employee]

    def who(self, event: AuditEvent) -> str:
        """Return the person's name, or the account's, or that it was nobody's hand."""
        account = self.accounts.get(event.who or 0)
        employee: Employee | None = getattr(account, "employee", None)
        return employee.name if employee else event.who_name or (SOMEBODY if event.address else ITSELF)

    def person(self, number: int | None) -> str:
        if number is None:
            return ""
        found = self.people.get(number)
        return found.name if found else "somebody who is no longer on record"

    def number(self, employee: int | None) -> str:
        found = self.people.get(employee or 0)
        return found.number if found else ""


def names_of(events: Iterable[AuditEvent]) -> Names:
    """Return how those are called of whom these events speak. Two queries."""
    told = list(events)
    accounts = User.objects.select_related("employee").in_bulk({event.who for event in told if event.who})
    people = Employee.objects.in_bulk({person for event in told for person in (event.whom, event.acting_for) if person})
    return Names(accounts, people)


def words_of(event: AuditEvent) -> str:
    """Return what was done, as a sentence goes on after a name."""
    return WORDS.get((event.verb, event.kind)) or f"{event.get_verb_display()} {noun(event.kind)}"


def noun(kind: str) -> str:
    """Return what a table holds, with its article: "a credential". A table that is no more is called as it was."""
    try:
        name = str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        name = kind.partition(".")[2]
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def details_of(event: AuditEvent) -> str:
    """Return what else is known of it, without what the words say already."""
    told = (said(name, event.details[name]) for name in SAID if name in event.details)
    return "; ".join(words for words in told if words != words_of(event))


def said(name: str, value: Any) -> str:  # Any: what JSON holds
    match name:
        case "fields":
            return ", ".join(str(field).replace("_", " ") for field in value)
        case "count":
            return f"{value} row{'' if value == 1 else 's'}"
        case "filter":
            return f"asked for {value}"
    return str(value)


def day_of(at: dt.datetime, zone: dt.tzinfo) -> dt.date:
    return at.astimezone(zone).date()
