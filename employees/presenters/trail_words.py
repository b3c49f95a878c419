"""The audit trail in words: what was done, and what is known of it."""

import datetime as dt
from typing import Any

from django.apps import apps

from employees.models import AuditEvent
from employees.models.trail import Verb

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
