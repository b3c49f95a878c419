"""Opening a pulse: by HR auditors, twice a year; a worker invites."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from employees import access, trail
from employees.access import Permission
from employees.models import User
from employees.models.trail import Verb
from promotions.models import Pulse
from promotions.pulse.answering import PulseError
from promotions.tasks import invite_to_pulse

A_YEAR = 2  # pulses begun in one calendar year, at most
SHORTEST, LONGEST = 5, 42  # days


@transaction.atomic
def open_pulse(*, opens_on: dt.date, closes_on: dt.date, by: User) -> Pulse:
    """Announce a pulse; everybody employed is invited. Raises PermissionDenied, and PulseError with a sentence."""
    reader = access.of(by)
    if not (reader.may(Permission.READ_FINDINGS) and reader.sees_every_unit):
        raise PermissionDenied
    _refuse_days(opens_on, closes_on, reader.today)
    pulse = Pulse.objects.create(opens_on=opens_on, closes_on=closes_on, made_by=by)
    trail.record(Verb.STARTED, of=pulse, by=by, start=opens_on, end=closes_on)
    transaction.on_commit(partial(invite_to_pulse.delay, pulse_id=pulse.pk))
    return pulse


def _refuse_days(opens_on: dt.date, closes_on: dt.date, today: dt.date) -> None:
    if opens_on != today:
        raise PulseError(_("A pulse opens on the day it is asked for. Choose today."))
    if not SHORTEST <= (closes_on - opens_on).days <= LONGEST:
        raise PulseError(
            _("A pulse is open for %(least)d to %(most)d days. Choose another last day.") % {"least": SHORTEST, "most": LONGEST}
        )
    if Pulse.objects.filter(closes_on__gt=opens_on).exists():
        raise PulseError(_("Another pulse is still open. Wait until it is over."))
    if Pulse.objects.filter(opens_on__year=opens_on.year).count() >= A_YEAR:
        raise PulseError(_("The pulse is taken twice a year, and was. Ask again next year: answers wear out."))
