"""What HR partners are told: once a night, the reminders of all their units together."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from employees import language, outbox
from employees.models import CredentialReminder, Grant, Notice, NoticeLine, Unit, User

LINES = 50  # people named in a digest, the most urgent first

Threshold = CredentialReminder.Threshold


@dataclass
class Digest:
    counts: Counter[int] = field(default_factory=Counter)  # by threshold
    named: list[CredentialReminder] = field(default_factory=list)

    def add(self, reminder: CredentialReminder) -> None:
        self.counts[reminder.threshold] += 1
        if len(self.named) < LINES:
            self.named.append(reminder)


def write_digests(on: dt.date) -> int:
    """Tell every HR partner of the reminders since the last digests that concern people of their units; return how many were told.

    There is one digest a night: what a second run of a night finds waits for the next night's. Inside the caller's transaction.
    """
    if CredentialReminder.objects.filter(digested_on=on).exists():
        return 0
    CredentialReminder.objects.filter(digested_on__isnull=True).update(digested_on=on)
    partners = _partners_by_unit()
    digests: dict[User, Digest] = {}
    for unit, reminder in _most_urgent_first(on):
        for partner in partners[unit]:
            digests.setdefault(partner, Digest()).add(reminder)
    for partner, digest in digests.items():
        _write(partner, digest, on)
    return len(digests)


def _partners_by_unit() -> dict[int, set[User]]:
    """Return unit → the HR partners of it or of a unit above. Two queries; a company has thousands of units, not millions."""
    granted: dict[int, set[User]] = {}
    for grant in Grant.objects.filter(duty=Grant.Duty.HR_PARTNER, user__is_active=True).select_related("user"):
        granted.setdefault(grant.unit_id or 0, set()).add(grant.user)
    parents = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
    return {unit: {partner for above in _line(unit, parents) for partner in granted.get(above, ())} for unit in parents}


def _line(unit: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    """Yield the unit and those above it. Ends in a circle, too, which no constraint can refuse."""
    seen: set[int] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        yield unit
        unit = parents[unit]


def _most_urgent_first(on: dt.date) -> Iterator[tuple[int, CredentialReminder]]:
    """Yield the reminders of that night's digests with the unit where each holder was when they were told. One query, read in pieces."""
    seats = "held__employee__positions__"
    there = Q(**{f"{seats}end__isnull": True}) | Q(**{f"{seats}end__gt": F("on")})
    rows = CredentialReminder.objects.filter(there, digested_on=on, **{f"{seats}start__lte": F("on")}).annotate(unit=F(f"{seats}unit"))
    rows = rows.select_related("held__employee", "held__credential").order_by("held__expires_on", "held_id")
    for reminder in rows.iterator():
        yield reminder.unit, reminder


def _write(partner: User, digest: Digest, on: dt.date) -> None:
    counts = [(Threshold(threshold).label, digest.counts[threshold]) for threshold in sorted(digest.counts)]
    context = {"total": digest.counts.total(), "counts": counts, "named": len(digest.named)}
    notice = outbox.compose("credential_digest", context, to=partner, kind=Notice.Kind.CREDENTIAL_DIGEST, on=on)
    notice.save()
    with translation.override(language.of(partner)):
        NoticeLine.objects.bulk_create(_line_of(notice, reminder, on) for reminder in digest.named)


def _line_of(notice: Notice, reminder: CredentialReminder, on: dt.date) -> NoticeLine:
    held = reminder.held
    context = {"person": held.employee, "credential": held.credential, "held": held, "on": on}
    text = render_to_string("employees/notices/credential_digest_line.txt", context).strip()
    return NoticeLine(notice=notice, about=held.employee, text=text)
