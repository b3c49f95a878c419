"""The weekly digests of what waits for people, as a nightly job. What is due and how they are written is in `employees.nudges`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from employees.models import User
from employees.nudges.digests import waiting, write_digests
from employees.tasks import mail_notices
from promotions.models import NightlyRun, RunShard
from promotions.nights.job import Plan

PURPOSE = gettext_noop(
    "Writes to each person at most one digest a week, on the day they chose or the first night after it: conversations overdue and coming, "
    "promises, overdue actions, rounds of assessment, old ratings."
)
UNFINISHED = "The digests are written"


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Name everybody whose digest of this week may be written: the same whether `full` or not."""
    return Plan(NightlyRun.Kind.INCREMENTAL, list(waiting(on).values_list("pk", flat=True)))


def compute(shard: RunShard, run: NightlyRun) -> None:
    written = write_digests(run.on, shard.first_employee, shard.last_employee)
    shard.people, shard.rows, shard.written = written.people, written.lines, written.people
    transaction.on_commit(mail_notices.delay, robust=True)


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    return {}


def is_asked_for() -> bool:
    """Say no: a digest is of a week, and no hour of a day matters to it."""
    return False


def figures(run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_("digests"), counts["people"]), (_("reminders in them"), counts["rows"])]
