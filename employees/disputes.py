"""Disputes of single inputs: raised by the person, answered by whoever leads them that day. Each verb is one transaction."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import outbox, services, trail
from employees.models import Dispute, DisputeStep, Employee, Notice, SkillAssessment, User
from employees.models.trail import Verb

Step = DisputeStep.Kind
VERBS: dict[str, Verb] = {
    Step.REMARK: Verb.CHANGED,
    Step.CORRECTED: Verb.ANSWERED,
    Step.DECLINED: Verb.ANSWERED,
    Step.WITHDRAWN: Verb.ENDED,
}


class DisputeError(ValueError):
    """Something that cannot be said to a dispute any more, or cannot be disputed; the message is for people."""


@transaction.atomic
def raise_dispute(
    *,
    employee: Employee,
    kind: str,
    stood: str,
    wrong: str,
    wanted: str,
    by: User,
    skill: int | None = None,
    credential: int | None = None,
    wanted_level: int | None = None,
) -> Dispute:
    """Say that one input is wrong. Raises `DisputeError` while an earlier dispute of the same input is open."""
    named = {"kind": kind, "skill_id": skill, "credential_id": credential}
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)  # of two clicks the second sees what the first did
    if Dispute.objects.open().filter(employee=employee, **named).exists():
        raise DisputeError(_("You have disputed this already, and the answer is still to come. Add to that dispute instead."))
    raised = Dispute.objects.create(employee=employee, stood=stood, wrong=wrong, wanted=wanted, wanted_level=wanted_level, **named)
    trail.record(Verb.ADDED, of=raised, by=by, about=employee)
    _tell("dispute_raised", raised, by)
    return raised


@transaction.atomic
def remark(*, dispute: Dispute, text: str, by: User) -> DisputeStep:
    """Add words to an open dispute, from either side."""
    if not Dispute.objects.open().filter(pk=dispute.pk).exists():
        raise DisputeError(CLOSED)
    return _step(dispute, Step.REMARK, text, by)


@transaction.atomic
def withdraw(*, dispute: Dispute, by: User, text: str = "") -> DisputeStep:
    return _close(dispute, Step.WITHDRAWN, text, by)


@transaction.atomic
def decline(*, dispute: Dispute, text: str, by: User) -> DisputeStep:
    return _close(dispute, Step.DECLINED, text, by)


@transaction.atomic
def correct_skill(*, dispute: Dispute, level: int, text: str, on: dt.date, by: User) -> DisputeStep:
    """Close the dispute with a new judgement; the words are its evidence."""
    step = _close(dispute, Step.CORRECTED, text, by)
    assert dispute.skill is not None  # noqa: S101  # the database holds it for this kind
    source = SkillAssessment.Source.MANAGER
    services.assess(employee=dispute.employee, skill=dispute.skill, level=level, source=source, on=on, by=by, evidence=text)
    return step


@transaction.atomic
def correct_credential(*, dispute: Dispute, issued_on: dt.date, expires_on: dt.date | None, text: str, by: User) -> DisputeStep:
    """Close the dispute with the certificate as it really is; one of the same day of issue is put right."""
    step = _close(dispute, Step.CORRECTED, text, by)
    assert dispute.credential is not None  # noqa: S101  # the database holds it for this kind
    services.hold_credential(employee=dispute.employee, credential=dispute.credential, issued_on=issued_on, expires_on=expires_on, by=by)
    return step


@transaction.atomic
def correct_rating(*, dispute: Dispute, value: int, text: str, on: dt.date, by: User) -> DisputeStep:
    """Close the dispute with a new rating. Raises `DisputeError` when one of that day is on record: two cannot be told apart."""
    if dispute.employee.ratings.filter(on=on).exists():
        raise DisputeError(_("A rating of today is on record already. Answer tomorrow, or decline with a reason."))
    step = _close(dispute, Step.CORRECTED, text, by)
    services.rate(employee=dispute.employee, value=value, on=on, by=by)
    return step


@transaction.atomic
def correct_at_source(*, dispute: Dispute, text: str, by: User) -> DisputeStep:
    """Close the dispute of what another record says (positions, leave, projects); the words tell where it was put right."""
    return _close(dispute, Step.CORRECTED, text, by)


CLOSED = gettext_lazy("This dispute has been closed in the meantime. Read the answer first; the person can raise it anew.")


def _close(dispute: Dispute, kind: str, text: str, by: User) -> DisputeStep:
    """End the dispute, if nobody was quicker."""
    if not Dispute.objects.open().filter(pk=dispute.pk).update(closed_at=timezone.now()):
        raise DisputeError(CLOSED)
    return _step(dispute, kind, text, by)


def _step(dispute: Dispute, kind: str, text: str, by: User) -> DisputeStep:
    trail.record(VERBS[kind], of=dispute, by=by, about=dispute.employee, step=kind)
    _tell(f"dispute_{kind}", dispute, by)
    return DisputeStep.objects.create(dispute=dispute, kind=kind, text=text, by=by)


def _tell(template: str, dispute: Dispute, by: User) -> None:
    """Tell the other side: the manager of the day what the person did, the person what anybody else did."""
    person, today = dispute.employee, timezone.localdate()
    to = person.manager_on(today) if person.user_id == by.pk else person
    if to:
        outbox.compose(template, {"dispute": dispute}, to=to, about=person, kind=Notice.Kind.DISPUTE, on=today).save()
