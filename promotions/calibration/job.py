"""How managers rate, worked out anew each night, as a nightly job: each one is measured against all others, so it is one piece of work."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from employees.models import Employee, User
from promotions.calibration.comparing import KINDS, all_sums
from promotions.calibration.drift import Drifts, drifts
from promotions.models import NightlyRun, RatingDrift, RunShard, UsualDifference
from promotions.nights.job import Plan
from skills import bulk

PURPOSE = gettext_noop("Works out how far each manager’s ratings lie from what else is known of the same skills, and how sure that is.")
UNFINISHED = "The figures of the night before stand"
FIELDS = ("manager_id", "people", *(f"with_{kind}" for kind in KINDS), "drift", "low", "high", "on")


def plan(on: dt.date, *, full: bool, by: User | None) -> Plan:
    """Cut nothing into shards: what one manager's rating is worth depends on everybody else's."""
    return Plan(NightlyRun.Kind.FULL, [])


def compute(shard: RunShard, run: NightlyRun) -> None:
    """Do nothing: `plan` makes no shards."""


def finish(run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
    return {"facts_written": refresh(run.on)}


def refresh(on: dt.date) -> int:
    """Put the drift of everybody employed that day in place of what was stored, inside a transaction; return how many there are."""
    found = drifts(all_sums(on), len(KINDS))
    employed = set(Employee.objects.employed(on).filter(pk__in=found.manager.tolist()).values_list("pk", flat=True))
    RatingDrift.objects.all().delete()
    UsualDifference.objects.all().delete()
    UsualDifference.objects.bulk_create(
        UsualDifference(kind=kind, difference=None if np.isnan(usual) else hundredths(usual), number=number)
        for kind, usual, number in zip(KINDS, found.usual, found.compared.tolist(), strict=True)
    )
    return bulk.insert_rows(RatingDrift, FIELDS, (row for row in rows_of(found, on) if row[0] in employed))


def rows_of(found: Drifts, on: dt.date) -> "list[tuple[Any, ...]]":  # Any: values of the fields
    return [
        (manager, people, *numbers, *map(hundredths, (drift, low, high)), on)
        for manager, people, numbers, drift, low, high in zip(
            found.manager.tolist(), found.people.tolist(), found.numbers.tolist(), found.drift, found.low, found.high, strict=True
        )
    ]


def hundredths(levels: float) -> int:
    return round(levels * 100)


def is_asked_for() -> bool:
    """Say no: a judgement more in the course of a day moves no manager's figures by much."""
    return False


def figures(run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_("managers compared"), run.facts_written)]
