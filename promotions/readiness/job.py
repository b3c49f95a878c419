"""Readiness as a nightly job: whom a night is about, and what comes after the last shard."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from employees import reporting_line
from employees.models import Employee, User
from promotions import metrics, services
from promotions.columns import key, read
from promotions.models import NightlyRun
from promotions.nights.job import Plan
from promotions.readiness.announced import announced, changed_roles, save_digests
from promotions.readiness.rules import load
from promotions.readiness.shards import compute_shard as compute

__all__ = ["UNFINISHED", "compute", "finish", "plan", "told"]

FULL_FROM = 0.1  # share of people announced from which computing everybody is cheaper
UNFINISHED = "Readiness is written, but the monthly facts are not"

Kind = NightlyRun.Kind


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Name those of whom something changed; everybody the first time, and when that is cheaper."""
    services.ensure_default_policy(on=on, by=by)
    rules = load(on)
    reporting_line.rebuild(on)
    dirty = announced(on, changed_roles(rules))
    if not full and _has_succeeded() and dirty.count() <= FULL_FROM * Employee.objects.count():
        return Plan(Kind.INCREMENTAL, sorted(dirty), rules.digest)
    everybody = read(Employee.objects.order_by("pk"), employee=key("pk"))["employee"]
    return Plan(Kind.FULL, everybody.tolist(), rules.digest)


def _has_succeeded() -> bool:
    return NightlyRun.objects.filter(job=NightlyRun.Job.READINESS, status=NightlyRun.Status.SUCCEEDED).exists()


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    """Write the monthly facts, and remember what the rules said once everybody's readiness agrees with them."""
    facts = metrics.refresh(run.on)
    rules = load(run.on)
    moved = rules.digest != run.rules or run.shards.exclude(rules=run.rules).exists()
    if complete and not moved:  # else the stored digests differ still, and the next run computes those roles' people again
        save_digests(rules)
    return {"facts_written": facts}


def told(run: NightlyRun, counts: Mapping[str, int]) -> str:
    return (
        f"{counts['people']:,} people, {counts['rows']:,} readiness rows, {counts['written']:,} written, "
        f"{counts['turned']:,} turned status, {counts['drifted']:,} unannounced, {run.facts_written:,} monthly facts written"
    )
