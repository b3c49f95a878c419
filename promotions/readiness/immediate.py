"""One person's readiness, worked out right after a change: the same computation as a shard's, for a shard of one."""

import datetime as dt

import numpy as np
import structlog
from django.db import transaction
from django.utils import timezone

from employees.models import Stale
from promotions.models import NightlyRun, UncountedPerson
from promotions.nights.runs import await_turn
from promotions.readiness.locks import claim
from promotions.readiness.people import Among
from promotions.readiness.shards import bring_up_to_date, rules_in_force
from skills.columns import length

log = structlog.get_logger(__name__)

READINESS = NightlyRun.Job.READINESS


@transaction.atomic
def recompute(employee: int, *, wait: bool) -> bool:
    """Bring one person up to date when a mark asks for it, and delete the marks this served; return whether none is left.

    Without `wait` it gives up after some tens of milliseconds when a shard has the person in hand. A mark that cannot be
    served now, as no policy holds or yesterday's run is still going, stays for the next run.
    """
    if not claim(employee, wait=wait):
        return False
    # Marks first, facts after: a change that commits in between leaves a mark that was not read and will not be deleted.
    marks = list(Stale.objects.filter(employee=employee).values_list("pk", flat=True))
    if marks and not _computed(employee):
        return False
    if marks:
        UncountedPerson.objects.create(subject=employee)
        Stale.objects.filter(pk__in=marks).delete()
    return True


def _computed(employee: int) -> bool:
    newest = _newest_run()
    day = _day(newest)
    run = _run_of(day, newest) if day else None
    if day is None or run is None:
        log.info("readiness left to a run that is going", employee=employee)
        return False
    loaded = rules_in_force(day)
    if loaded.rules.policy.pk is None:
        log.info("readiness left to the next run: no policy holds", employee=employee, on=str(day))
        return False
    outcome = bring_up_to_date(Among(employee, employee, (employee,)), run, loaded, announced=np.array([employee]))
    log.info("readiness recomputed", employee=employee, written=length(outcome.written))
    return True


def _newest_run() -> NightlyRun | None:
    """Return the run of the latest day; one that is going is that one."""
    runs = NightlyRun.objects.planned(READINESS).exclude(status=NightlyRun.Status.CANCELLED)
    return runs.order_by("-on", "-pk").first()


def _day(newest: NightlyRun | None) -> dt.date | None:
    """Return today, or a later day that a run has been made for; None while a run for an earlier day is going.

    The shards which that run has not come to yet would put the earlier day's rows over today's.
    """
    today = timezone.localdate()
    if newest is None:
        return today
    if newest.status == NightlyRun.Status.RUNNING and newest.on < today:
        return None
    return max(today, newest.on)


def _run_of(day: dt.date, newest: NightlyRun | None) -> NightlyRun | None:
    """Return the row that stands for all who are worked out between runs on that day; None when a run has just begun."""
    row = {"job": READINESS, "kind": NightlyRun.Kind.IMMEDIATE, "on": day}
    if known := NightlyRun.objects.filter(**row).first():
        return known
    await_turn(READINESS)  # once a day: no run for an earlier day may begin without having seen this row
    if _newest_run() != newest:
        return None
    told = {"status": NightlyRun.Status.SUCCEEDED, "finished_at": timezone.now()}
    return NightlyRun.objects.get_or_create(**row, defaults=told)[0]
