"""Asking for an audit: whoever may, says why, and a worker answers."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from employees import access, trail
from employees.access import Permission
from employees.models import Position, Unit, User
from employees.models.trail import Verb
from pathways.models import JobFamily
from promotions.models import Audit
from promotions.tasks import run_audit

MOST_CYCLES = 10


class AuditError(ValueError):
    """The question cannot be asked so; the message says why and what to do."""


def closed_cycles(today: dt.date) -> list[int]:
    """Return the years that have ended and in which somebody was employed, newest first: figures of an open cycle would still move."""
    first = Position.objects.aggregate(first=Min("start"))["first"]
    return list(range(today.year - 1, first.year, -1)) if first else []


@transaction.atomic
def ask_audit(
    *,
    attribute: str,
    first_cycle: int,
    last_cycle: int,
    purpose: str,
    by: User,
    crossed_with: str = "",
    stage: str = Audit.Stage.ELIGIBLE_PROMOTED,
    strata: str = Audit.Strata.ALL,
    reference: str = "",
    unit: Unit | None = None,
    family: JobFamily | None = None,
) -> Audit:
    """Keep the question, with who asked and why, and hand it to a worker. Raises PermissionDenied, and AuditError with a sentence."""
    reader = access.of(by)
    if not reader.may(Permission.ASK_AUDITS):
        raise PermissionDenied
    refuse_no_purpose(purpose)
    refuse_open_cycles(first_cycle, last_cycle, closed_cycles(reader.today))
    if crossed_with == attribute:
        raise AuditError(_("An attribute crossed with itself says nothing more. Choose another one, or none."))
    audit = Audit.objects.create(
        attribute=attribute,
        crossed_with=crossed_with,
        stage=stage,
        strata=strata,
        reference=reference,
        first_cycle=first_cycle,
        last_cycle=last_cycle,
        unit=unit,
        family=family,
        purpose=purpose.strip(),
        asked_by=by,
    )
    trail.record(Verb.STARTED, of=audit, by=by, why=audit.purpose, name=str(audit))
    transaction.on_commit(partial(run_audit.delay, audit_id=audit.pk))
    return audit


def refuse_no_purpose(purpose: str) -> None:
    if len(purpose.strip()) < 10:
        raise AuditError(_("Say why the audit is asked for, in ten letters or more: the reason is kept with it."))


def refuse_open_cycles(first: int, last: int, closed: list[int]) -> None:
    if first > last:
        raise AuditError(_("%(first)s comes after %(last)s. Choose a first cycle that does not.") % {"first": first, "last": last})
    if not {first, last} <= set(closed):
        ended = (
            _("Choose among %(oldest)s to %(newest)s.") % {"oldest": closed[-1], "newest": closed[0]}
            if closed
            else _("None has ended yet.")
        )
        raise AuditError(
            _("Only cycles that have ended can be audited: figures of an open one would still move. %(ended)s") % {"ended": ended}
        )
    if last - first >= MOST_CYCLES:
        raise AuditError(
            _("An audit has at most %(most_cycles)s cycles. Choose %(last)s or later as the first.")
            % {"most_cycles": MOST_CYCLES, "last": last - MOST_CYCLES + 1}
        )
