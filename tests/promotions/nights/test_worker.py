"""The night through a real Celery worker: another process, another connection, tasks over Redis."""

import datetime as dt
from unittest import mock

import pytest

from employees.models import Stale
from promotions import tasks
from promotions.models import NextChange, NightlyRun, Readiness, ReadinessChange
from promotions.nights import runs
from promotions.nights.jobs import JOBS
from tests.conftest import Worker
from tests.promotions.readiness.test_truth import DAY, Company
from tests.promotions.readiness.test_truth import run as run_here

pytestmark = pytest.mark.worker
CONTENT = [field.attname for field in Readiness._meta.concrete_fields if field.name != "run"]


def everything():
    """Return all that a run leaves, but for which run it was."""
    return (
        list(Readiness.objects.order_by("employee_id", "role_id").values_list(*CONTENT)),
        set(ReadinessChange.objects.values_list("employee", "role", "on", "old", "new")),
        set(NextChange.objects.values_list("employee", "on")),
        Stale.objects.count(),
    )


def populate(company):
    """Nine nurses and nine developers whose licences, clocks and skills differ: several shards of each status."""
    for number in range(9):
        company.nurse(dt.date(2023 - number % 2, 1 + number, 1), licensed_until=DAY.replace(day=23 + number), Care=number % 5)
        company.coder(company.in_role("developer"), *[10] * (number + 2))


def test_a_worker_leaves_the_same_rows_as_this_process(celery_worker_process: Worker):
    populate(Company())
    with mock.patch.object(runs, "PEOPLE_A_SHARD", 4):
        here = run_here()
        left_here = everything()
        assert here.shards.count() == 5
        for model in (Readiness, ReadinessChange, NextChange, NightlyRun):
            model.objects.all().delete()
        run = runs.start("readiness", on=DAY, full=False, by=None)
    tasks.hand_out(run)
    tasks.hand_out(run)  # a second beat
    celery_worker_process.wait_until(lambda: NightlyRun.objects.get(pk=run.pk).status != "running")
    run.refresh_from_db()
    assert (run.status, run.error) == ("succeeded", "")
    assert [(shard.status, shard.attempts) for shard in run.shards.all()] == [("done", 1)] * 5
    assert everything() == left_here


def test_beats_own_task_runs_the_night(celery_worker_process: Worker):
    Company().nurse()
    tasks.nightly.delay()
    celery_worker_process.wait_until(lambda: NightlyRun.objects.exclude(status="running").count() == len(JOBS))
    assert dict(NightlyRun.objects.values_list("job", "status")) == dict.fromkeys(JOBS, "succeeded")
    assert Readiness.objects.count() == 2
