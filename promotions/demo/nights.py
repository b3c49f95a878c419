"""A night a month before the first: computed from what was on record by then, so that tonight's run has a month to look back on."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from employees import reporting_line
from employees.models import HeldSkill, SkillAssessment, Stale
from employees.services import VERIFIED_SOURCES
from promotions.models import NightlyRun
from promotions.nights import runs

A_MONTH = dt.timedelta(days=30)  # as far back as My path tells what has changed
ORDER = {"self": 0, "peer": 1} | dict.fromkeys(VERIFIED_SOURCES, 2)


def play(today: dt.date) -> None:
    """Compute everybody's readiness as of a month ago. Everything else about people is dated; levels held are taken back for as long."""
    day = today - A_MONTH
    later = take_back(day)
    try:
        for _ in runs.work_off(runs.start(NightlyRun.Job.READINESS, on=day, full=True, by=None)):
            pass
    finally:
        put_back(later)
        reporting_line.rebuild(today)


@transaction.atomic
def take_back(day: dt.date) -> list[HeldSkill]:
    """Let every skill be held as judged up to that day; return the rows that later judgements made."""
    later = list(HeldSkill.objects.filter(on__gt=day))
    pairs = {(held.employee_id, held.skill_id) for held in later}
    judged = SkillAssessment.objects.filter(on__lte=day, employee__in={employee for employee, _ in pairs})
    HeldSkill.objects.filter(on__gt=day).delete()
    HeldSkill.objects.bulk_create(counting(row for row in judged.iterator() if (row.employee_id, row.skill_id) in pairs))
    return later


def counting(judged: Iterable[SkillAssessment]) -> list[HeldSkill]:
    """Return what counts of each person and skill, by the order of `hold_what_counts`."""
    best = {(row.employee_id, row.skill_id): row for row in sorted(judged, key=lambda row: (ORDER[row.source], row.on, row.pk))}
    return [
        HeldSkill(employee_id=row.employee_id, skill_id=row.skill_id, level=row.level, source=row.source, on=row.on)
        for row in best.values()
    ]


@transaction.atomic
def put_back(later: list[HeldSkill]) -> None:
    """Hold again what later judgements made, and mark the people for the next run."""
    HeldSkill.objects.bulk_create(
        later, update_conflicts=True, unique_fields=["employee", "skill"], update_fields=["level", "source", "on"], batch_size=1000
    )
    Stale.objects.bulk_create(Stale(employee_id=employee) for employee in sorted({held.employee_id for held in later}))
