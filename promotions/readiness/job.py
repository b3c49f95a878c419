"""Readiness as a nightly job: whom a night is about, and what comes after the last shard."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from employees import reporting_line
from employees.models import Employee, Stale, User
from promotions import metrics, services
from promotions.models import NightlyRun
from promotions.nights.job import Plan
from promotions.readiness.announced import announced, changed_roles, save_digests, unsettle
from promotions.readiness.rules import rules_on
from promotions.readiness.shards import compute_shard as compute
from skills.columns import key, read

__all__ = ["PURPOSE", "UNFINISHED", "compute", "figures", "finish", "is_asked_for", "plan"]

FULL_FROM = 0.1  # share of people announced from which computing everybody is cheaper
PURPOSE = gettext_noop(
    "Works out everybody's readiness for their next roles, and the monthly figures on mobility. "
    "Only what differs is written. Drifted rows changed although nothing had announced it: that "
    "figure should be 0, and anything else deserves a look."
)
UNFINISHED = "Readiness is written, but the monthly facts and the reporting line are not"

Kind = NightlyRun.Kind


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Name those of whom something changed; everybody the first time, and when that is cheaper."""
    services.ensure_default_policy(on=on, by=by)
    rules = rules_on(on)
    changed = changed_roles(rules)
    unsettle(changed)
    dirty = announced(on, changed)
    if not full and _has_succeeded() and dirty.count() <= FULL_FROM * Employee.objects.count():
        return Plan(Kind.INCREMENTAL, sorted(dirty), rules.digest)
    everybody = read(Employee.objects.order_by("pk"), employee=key("pk"))["employee"]
    return Plan(Kind.FULL, everybody.tolist(), rules.digest)


def _has_succeeded() -> bool:
    return NightlyRun.objects.planned(NightlyRun.Job.READINESS).filter(status=NightlyRun.Status.SUCCEEDED).exists()


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    """Write the monthly facts and the day's reporting line; remember what the rules said once everybody's readiness agrees with them.

    No row of readiness depends on the line. It comes last: who moves somebody meanwhile waits for it.
    """
    facts = metrics.refresh(run.on, full=run.kind == Kind.FULL)
    rules = rules_on(run.on)
    moved = rules.digest != run.rules or run.shards.exclude(rules=run.rules).exists()
    if complete and not moved:  # else the stored digests differ still, and the next run computes those roles' people again
        save_digests(rules)
    reporting_line.rebuild(run.on)
    return {"facts_written": facts}


def is_asked_for() -> bool:
    """Whether somebody is marked: what one person changes is computed at once, what a feed does by a run that it asks for."""
    return Stale.objects.exists()


def figures(run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [
        (_("people computed"), counts["people"]),
        (_("readiness rows"), counts["rows"]),
        (_("rows written"), counts["written"]),
        (_("status turned"), counts["turned"]),
        (_("drifted"), counts["drifted"]),
        (_("monthly facts written"), run.facts_written),
    ]
