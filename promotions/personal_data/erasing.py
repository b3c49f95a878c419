"""Lets everything personal go and leaves what figures stand on: positions, decisions and their dates, of nobody in particular.

What the register says of each kind is done here, for many people at a time, in one transaction with the row that says so.
Repeating it changes nothing: whoever has that row is passed over.
"""

from collections.abc import Sequence

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import trail
from employees.erased_numbers import sealed_number
from employees.models import ConversationNote, Employee, Erasure, LegalHold, User
from employees.models.trail import Verb
from promotions.personal_data.kinds import ERASED, Blanked, Gone, Kind
from promotions.personal_data.leavers import held
from promotions.personal_data.register import KINDS

LEDGERS = (AccessAttempt, AccessFailureLog, AccessLog)  # of sign-ins, by address
ACCOUNT = "employees.User"  # goes last: others' rows are found by it


class ErasureRefusedError(Exception):
    """Somebody may not be erased. Its text is a sentence."""


@transaction.atomic
def erase(people: Sequence[Employee], *, reason: str, by: User | None) -> int:
    """Erase those who are neither erased nor held; return how many. Raises ErasureRefusedError for somebody who still works here."""
    chosen = _chosen([person.pk for person in people])
    if working := [person.number for person in chosen if not person.left_on or person.left_on > timezone.localdate()]:
        raise ErasureRefusedError(
            _("Employee %(number)s has not left. Expected somebody whose employment has ended.") % {"number": working[0]}
        )
    _let_go([person.pk for person in chosen], [person.user_id for person in chosen if person.user_id])
    for person in chosen:
        sealed = sealed_number(person.pk, person.number)  # for feeds to pass over
        Erasure.objects.create(employee=person, reason=reason, by=by, sealed_number=sealed)
        _rename(person)
        trail.record(Verb.REMOVED, of=person, by=by, about=person, why=reason)
    return len(chosen)


@transaction.atomic
def erase_one(*, employee: Employee, reason: str, by: User | None) -> None:
    """Erase one person before their time. Raises ErasureRefusedError for who works here, is held, or is erased already."""
    refuse(employee)
    if not erase([employee], reason=reason, by=by):
        raise ErasureRefusedError(_("This has changed meanwhile. Look again."))


def refuse(employee: Employee) -> None:
    """Raise ErasureRefusedError for somebody who may not be erased now."""
    number = employee.number
    if employee.left_on is None or employee.left_on > timezone.localdate():
        raise ErasureRefusedError(_("Employee %(number)s has not left. Expected somebody whose employment has ended.") % {"number": number})
    if Erasure.objects.filter(employee=employee).exists():
        raise ErasureRefusedError(_("Employee %(number)s is erased already.") % {"number": number})
    if hold_now := LegalHold.objects.in_force().filter(employee=employee).first():
        raise ErasureRefusedError(
            _("Employee %(number)s is under a legal hold (%(reason)s). Lift it first.") % {"number": number, "reason": hold_now.reason}
        )


def _chosen(ids: list[int]) -> list[Employee]:
    """Lock them, then return those who may be erased now: a hold or an erasure that this one has waited for is seen by another query
    alone."""
    locked = Employee.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    return list(Employee.objects.filter(pk__in=list(locked), erasure__isnull=True).exclude(pk__in=held()).order_by("pk"))


def _let_go(people: list[int], accounts: list[int]) -> None:
    ConversationNote.objects.filter(author__in=accounts).exclude(kind=ConversationNote.Kind.SHARED).delete()
    for kind in KINDS:
        if kind.is_there and kind.model != ACCOUNT:
            _treat(kind, people, accounts)
    leaving = User.objects.filter(pk__in=accounts)
    emails = list(leaving.values_list("email", flat=True))
    for ledger in LEDGERS:
        ledger.objects.filter(username__in=emails).delete()
    leaving.delete()


def _treat(kind: Kind, people: list[int], accounts: list[int]) -> None:
    rule = kind.erase
    if isinstance(rule, Gone):
        kind.rows(people, accounts, rule.by).delete()
    elif isinstance(rule, Blanked):
        rows = kind.rows(people, accounts)
        for text in rule.texts:
            rows.exclude(**{text: ""}).update(**{text: ERASED})
        if rule.values:
            rows.update(**rule.values)


def _rename(person: Employee) -> None:
    """Take name, number and address."""
    person.number, person.first_name, person.last_name, person.email, person.user = f"erased-{person.pk}", "", "Former employee", "", None
    person.save(update_fields=["number", "first_name", "last_name", "email", "user"])


@transaction.atomic
def hold(*, employee: Employee, reason: str, by: User | None) -> LegalHold:
    """Forbid the erasure until the hold is lifted; a second hold changes nothing. Raises ErasureRefusedError when it is too late."""
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)  # an erasure under way goes first
    if Erasure.objects.filter(employee=employee).exists():
        raise ErasureRefusedError(_("This person is erased already: there is nothing left to hold."))
    placed, is_new = LegalHold.objects.in_force().get_or_create(employee=employee, defaults={"reason": reason, "placed_by": by})
    if is_new:
        trail.record(Verb.ADDED, of=placed, by=by, about=employee, why=reason)
    return placed


@transaction.atomic
def lift(*, employee: Employee, by: User | None, reason: str = "") -> bool:
    """Let the person be erased when their time comes; return whether there was a hold."""
    placed = LegalHold.objects.in_force().select_for_update().filter(employee=employee).first()
    if placed is None:
        return False
    placed.lifted_at, placed.lifted_by = timezone.now(), by
    placed.save(update_fields=["lifted_at", "lifted_by"])
    trail.record(Verb.ENDED, of=placed, by=by, about=employee, why=reason)
    return True
