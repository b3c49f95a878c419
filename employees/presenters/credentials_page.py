"""What the page of credentials shows: each held, how it stands, what was told of it, and what closes on the day it lapses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from employees.access import Access
from employees.models import Employee, HeldCredential
from pathways.asks import asks_of
from pathways.models import RoleProfile, Transition
from pathways.words import counted

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
            return f"counts from {self.held.issued_on:%-d %B %Y}", "clock", ""
        if self.days_left is None:
            return "never lapses", "pass", "good"
        if self.renewed:
            return "renewed", "none", ""
        if self.lapsed:
            return "lapsed", "fail", "bad"
        if self.days_left <= SOON:
            return f"lapses in {counted(self.days_left, 'day')}", "warning", "caution"
        return "valid", "pass", "good"

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
    """Return credential → the person's own role, next steps and aspirations that ask for it today. Five queries."""
    parts = parts_of_roles(employee, today)
    asks = asks_of(parts, today)
    profiles = RoleProfile.objects.in_force(today).filter(role__in=asks).order_by("name")
    found: dict[int, list[Asking]] = {}
    for role, slug, name in profiles.values_list("role", "role__slug", "name"):
        for credential in asks[role].credentials:
            found.setdefault(credential, []).append(Asking(slug, name, parts[role]))
    return found


def parts_of_roles(employee: Employee, today: dt.date) -> dict[int, str]:
    """Return role → what it is to the person."""
    present = employee.positions.on(today).values_list("role", flat=True).first()
    steps = Transition.objects.in_force(today).filter(source__role=present).values_list("target__role", flat=True) if present else []
    wished = employee.aspirations.values_list("role", flat=True)
    parts = dict.fromkeys(wished, "aspiration") | dict.fromkeys(steps, "next step")
    return parts | ({present: "present role"} if present else {})
