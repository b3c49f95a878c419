"""Naming somebody who stands in for a manager who is away, and taking it back. Each verb is one transaction."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import trail
from employees.models import Delegation, Employee, User
from employees.models.trail import Verb

LONGEST = dt.timedelta(days=366)


class DelegationError(ValueError):
    """Why nobody can stand in so; the message is for people."""


@transaction.atomic
def delegate(*, manager: Employee, colleague: Employee, start: dt.date, end: dt.date, by: User, why: str = "") -> Delegation:
    """Let the colleague reach the manager's line from `start` up to, not including, `end`. Raises DelegationError."""
    _refuse_days(start, end)
    _refuse_people(manager, colleague, start)
    _refuse_oneself(colleague, by)
    taken = manager.delegations.filter(start__lt=end, end__gt=start).select_related("colleague").first()
    if taken:
        raise DelegationError(
            _("%(colleague)s stands in from %(start)s to %(end)s already. End that first, or choose days outside it.")
            % {"colleague": taken.colleague, "start": taken.start, "end": taken.end}
        )
    made = Delegation.objects.create(manager=manager, colleague=colleague, start=start, end=end, made_by=by, why=why)
    trail.record(Verb.ADDED, of=made, by=by, about=manager, why=why, start=start, end=end)
    return made


@transaction.atomic
def end(*, delegation: Delegation, by: User) -> None:
    """Take it back from today on; one that has not begun is removed. One that is over stays as it is."""
    today = timezone.localdate()
    if delegation.start >= today:
        trail.record(Verb.REMOVED, of=delegation, by=by, about=delegation.manager_id)
        delegation.delete()
    elif Delegation.objects.filter(pk=delegation.pk, end__gt=today).update(end=today):
        trail.record(Verb.ENDED, of=delegation, by=by, about=delegation.manager_id, end=today)


def _refuse_days(start: dt.date, end: dt.date) -> None:
    today = timezone.localdate()
    if start < today:
        raise DelegationError(
            _("%(start)s is past: nobody can stand in afterwards. Choose %(today)s or a later day.") % {"start": start, "today": today}
        )
    if end <= start:
        raise DelegationError(_("It would end before it begins. The last day is the day before the one on which the manager is back."))
    if end - start > LONGEST:
        raise DelegationError(_("That is longer than a year. Have HR enter another manager instead."))


def _refuse_people(manager: Employee, colleague: Employee, on: dt.date) -> None:
    line = getattr(manager, "line", None)
    if line is None or line.right == line.left:
        raise DelegationError(_("Nobody reports to %(manager)s today, so there is nothing to stand in for.") % {"manager": manager})
    if manager == colleague:
        raise DelegationError(_("A manager cannot stand in for themselves. Name somebody else."))
    if not colleague.employed(on):
        raise DelegationError(_("%(colleague)s is not employed on %(on)s. Name somebody who is.") % {"colleague": colleague, "on": on})


def _refuse_oneself(colleague: Employee, by: User) -> None:
    """HR partners and administrators open a line to others, never to themselves: it may reach far beyond what they look after."""
    if colleague.user_id == by.pk:
        raise DelegationError(_("Nobody names themselves. Ask the manager, or a colleague of HR, to name you."))
