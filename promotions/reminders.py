"""Reminders of credentials that expire, as a nightly job. What is due and who is told is in `employees.reminders`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from employees import reminders
from employees.models import User
from employees.tasks import mail_notices
from promotions.models import NightlyRun, RunShard
from promotions.nights.job import Plan

PURPOSE = gettext_noop(
    "Tells people, who leads them and their HR partners of credentials that lapse in 90, 60, 30 or "
    "7 days or have lapsed. Each of these is told once, also when nights were missed or are "
    "repeated."
)
UNFINISHED = "People and their managers are told, but HR partners are not yet"


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Name those with a reminder due: the same whether `full` or not."""
    return Plan(NightlyRun.Kind.INCREMENTAL, reminders.people_due(on))


def compute(shard: RunShard, run: NightlyRun) -> None:
    told = reminders.tell(run.on, shard.first_employee, shard.last_employee)
    shard.people, shard.rows, shard.written = told.people, told.reminders, told.notices
    _mail_after_commit()


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    """Write the digests, of an incomplete night too: those whose shard failed are told, and digested, by a later one."""
    reminders.write_digests(run.on)
    _mail_after_commit()
    return {}


def is_asked_for() -> bool:
    """A credential's day comes by night; nothing is to be told before."""
    return False


def figures(run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_("people reminded"), counts["people"]), (_("credentials"), counts["rows"]), (_("notices written"), counts["written"])]


def _mail_after_commit() -> None:
    """Ask for the mails. Should the broker be away, the night goes on: beat asks again every ten minutes."""
    transaction.on_commit(mail_notices.delay, robust=True)
