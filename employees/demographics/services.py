"""What a person does with their own answers: give them with consent, change them, withdraw everything. Nobody else can."""

from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import trail
from employees.demographics.answers import sealed_fields
from employees.demographics.questions import questions
from employees.models import DemographicConsent, Demographics, Employee, User
from employees.models.demographics import ATTRIBUTES
from employees.models.trail import Verb

End = DemographicConsent.End


class NotTheirOwnError(Exception):
    """Somebody else's answers were to be written."""


@transaction.atomic
def answer(*, employee: Employee, answers: Mapping[str, str], purpose: str, by: User) -> None:
    """Keep what the person says of themselves, all of it anew, with their consent to today's text. What is left empty is deleted."""
    _refuse_others(employee, by)
    fields = {"answered_on": timezone.localdate(), "from_feed": False}
    sealed = sealed_fields(employee.pk, {attribute: answers.get(attribute, "") for attribute in ATTRIBUTES})
    said, _ = Demographics.objects.update_or_create(employee=employee, defaults=fields | sealed)
    if not consents(employee).filter(purpose=purpose, text_version=questions().text_version).exists():
        _end(employee, purpose, End.REPLACED)
        DemographicConsent.objects.create(
            employee=employee, purpose=purpose, text_version=questions().text_version, given_at=timezone.now()
        )
    trail.record(Verb.ANSWERED, of=said, by=by, about=employee)


@transaction.atomic
def withdraw(*, employee: Employee, by: User) -> None:
    """Delete all answers and end every consent. The row stays, empty, so that no feed brings the answers back."""
    _refuse_others(employee, by)
    nothing = sealed_fields(employee.pk, dict.fromkeys(ATTRIBUTES, ""))
    said, _ = Demographics.objects.update_or_create(employee=employee, defaults={"answered_on": None, "from_feed": False, **nothing})
    for purpose in DemographicConsent.Purpose.values:
        _end(employee, purpose, End.WITHDRAWN)
    trail.record(Verb.REMOVED, of=said, by=by, about=employee)


def consents(employee: Employee) -> models.QuerySet[DemographicConsent]:
    return DemographicConsent.objects.in_force().filter(employee=employee)


def _end(employee: Employee, purpose: str, how: str) -> None:
    consents(employee).filter(purpose=purpose).update(ended_at=timezone.now(), end=how)


def _refuse_others(employee: Employee, by: User) -> None:
    if employee.user_id != by.pk:
        raise NotTheirOwnError(_("Only the person themselves answers or withdraws what they say of themselves."))
