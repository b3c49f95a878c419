"""The erasure of people who left long ago, as a nightly job. What is erased and what stays is in `promotions.personal_data`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from employees.models import User
from promotions.models import NightlyRun, RunShard
from promotions.nights.job import Plan
from promotions.personal_data import leavers
from promotions.personal_data.erasing import erase
from promotions.pulse.settling import settle

PURPOSE = gettext_noop(
    "Erases what is personal of people who left longer ago than the company keeps it, unless a legal hold forbids. "
    "Figures stay as they are. Forgets who answered a growth pulse that is over."
)
UNFINISHED = "Those whose time has passed are erased"
AT_A_TIME = 500  # people a statement names


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Name those whose time has passed: the same whether `full` or not."""
    return Plan(NightlyRun.Kind.INCREMENTAL, list(leavers.due(on).values_list("pk", flat=True)))


def compute(shard: RunShard, run: NightlyRun) -> None:
    """Erase those of the shard who are due still: a hold placed meanwhile counts, and who is erased already is passed over."""
    reason = f"Left more than {settings.LEAVER_RETENTION_YEARS} years ago."
    people = list(leavers.due(run.on).filter(pk__range=(shard.first_employee, shard.last_employee)))
    shard.people = sum(erase(people[at : at + AT_A_TIME], reason=reason, by=None) for at in range(0, len(people), AT_A_TIME))


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    """Forget who answered a growth pulse that is over."""
    settle(run.on)
    return {}


def is_asked_for() -> bool:
    """Say no: nobody's time comes in the middle of a day."""
    return False


def figures(run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_("people erased"), counts["people"])]
