"""What the page of credentials shows: each held, how it stands, what was told of it, and what closes on the day it lapses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.access import Access
from employees.models import Employee, HeldCredential
from pathways.rulebook import Rulebook, rulebook
from pathways.words import counted, day

SOON = 90  # days; the first reminder's


@dataclass(frozen=True)
class Asking:
    """A role that asks for a credential, and what it is to the person: "present role", "next step" or "aspiration"."""

    slug: str
    name: str
    part: str


@dataclass(frozen=True)
class CredentialLine:
    held: HeldCredential
    today: dt.date
    renewed: bool
    asking: Sequence[Asking]

    @property
    def days_left(self) -> int | None:
        return self.held.days_left(self.today)

    @property
    def lapsed(self) -> bool:
        return self.days_left is not None and self.days_left <= 0

    @property
    def state(self) -> tuple[str, str, str]:
        """Return the word, the icon and the colour."""
        if self.held.issued_on > self.today:
            return _("counts from %(issued_on)s") % {"issued_on": day(self.held.issued_on)}, "clock", ""
        if self.days_left is None:
            return _("never lapses"), "pass", "good"
        if self.renewed:
            return _("renewed"), "none", ""
        if self.lapsed:
            return _("lapsed"), "fail", "bad"
        if self.days_left <= SOON:
            return counted(self.days_left, "lapses in %(count)s day", "lapses in %(count)s days"), "warning", "caution"
        return _("valid"), "pass", "good"

    @property
    def word(self) -> str:
        return self.state[0]

    @property
    def closing(self) -> Sequence[Asking]:
        """Return the roles that close when it lapses, or have closed; none while a renewal or a credential without end holds."""
        return [] if self.renewed or self.days_left is None else self.asking


def credential_lines(employee: Employee, reader: Access) -> list[CredentialLine]:
    """Return what the person holds: what counts and ends soonest first, then what has lapsed, then what was renewed."""
    today = reader.today
    held = list(employee.credentials.select_related("credential").prefetch_related("reminders"))
    asking = asking_by_credential(employee, today)
    lines = [CredentialLine(one, today, is_renewed(one, held), asking.get(one.credential_id, ())) for one in held]
    return sorted(lines, key=lambda line: (line.renewed, line.lapsed, line.held.expires_on or dt.date.max, line.held.credential.name))


def is_renewed(one: HeldCredential, held: Sequence[HeldCredential]) -> bool:
    """Return whether the same credential is held beyond this one's end, as `reminders.due.renewals` asks the database."""
    same = [other for other in held if other.credential_id == one.credential_id and other != one]
    return one.expires_on is not None and any(ends(other) > ends(one) for other in same)


def ends(held: HeldCredential) -> tuple[dt.date, dt.date]:
    return held.expires_on or dt.date.max, held.issued_on


def asking_by_credential(employee: Employee, today: dt.date) -> Mapping[int, list[Asking]]:
    """Return credential → the person's own role, next steps and aspirations that ask for it today. Three queries."""
    book = rulebook(today)
    parts = parts_of_roles(employee, book)
    asks = book.asks_of(parts)
    found: dict[int, list[Asking]] = {}
    for profile in sorted(book.profiles_of(asks).values(), key=lambda profile: profile.name):
        for credential in asks[profile.role_id].credentials:
            found.setdefault(credential, []).append(Asking(profile.role.slug, profile.name, parts[profile.role_id]))
    return found


def parts_of_roles(employee: Employee, book: Rulebook) -> dict[int, str]:
    """Return role → what it is to the person. Two queries."""
    present = employee.positions.on(book.on).values_list("role", flat=True).first()
    steps = [move.target for move in book.moves.get(present or 0, ())]
    wished = employee.aspirations.values_list("role", flat=True)
    parts = dict.fromkeys(wished, _("aspiration")) | dict.fromkeys(steps, _("next step"))
    return parts | ({present: _("present role")} if present else {})
