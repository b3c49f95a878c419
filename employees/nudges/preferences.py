"""How somebody wants the weekly digest. Each verb is one transaction."""

from collections.abc import Collection

from django.db import transaction

from employees import trail
from employees.models import Employee, Notice, NudgePreference, User
from employees.models.nudges import NudgeKind
from employees.models.trail import Verb

Weekday = NudgePreference.Weekday


def preference_of(employee: Employee) -> NudgePreference:
    """Return what the person has chosen, or what holds until they do, unsaved."""
    return NudgePreference.objects.filter(employee=employee).first() or NudgePreference(employee=employee)


@transaction.atomic
def prefer(*, employee: Employee, mail: bool, weekday: int, wanted: Collection[str], by: User) -> NudgePreference:
    """Keep which kinds are wanted, on which day of the week, and whether by mail, too."""
    unwanted = " ".join(kind for kind in NudgeKind.values if kind not in wanted)
    told = {"mail": mail, "weekday": Weekday(weekday), "unwanted": unwanted}
    kept, _ = NudgePreference.objects.update_or_create(employee=employee, defaults=told)
    if not mail:
        _keep_back(employee)
    trail.record(Verb.CHANGED, of=kept, by=by, about=employee)
    return kept


@transaction.atomic
def unsubscribe(*, employee: Employee, by: User | None) -> None:
    """End the mails; the digest still stands among the notices. A second time changes nothing."""
    _kept, is_new = NudgePreference.objects.get_or_create(employee=employee, defaults={"mail": False})
    if is_new or NudgePreference.objects.filter(employee=employee, mail=True).update(mail=False):
        _keep_back(employee)
        trail.record(Verb.CHANGED, of=NudgePreference(pk=employee.pk), by=by, about=employee, outcome="no mail")


def _keep_back(employee: Employee) -> None:
    """Send no digest that waits to be mailed."""
    waiting = Notice.objects.filter(to_person=employee, kind=Notice.Kind.NUDGES, mail=Notice.Mail.WAITING)
    waiting.update(mail=Notice.Mail.NONE, mail_next_at=None)
