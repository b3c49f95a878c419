"""Whether a night needs a push: nobody is awake to give it."""

import datetime as dt
from unittest import mock

import pytest
import time_machine

from employees.models import Stale
from promotions import tasks
from promotions.models import NightlyRun, Readiness, RunShard
from promotions.nights import runs
from promotions.nights.jobs import JOBS
from tests.factories.promotions import NightlyRunFactory
from tests.promotions.readiness.test_truth import Company

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2024, 5, 31, 2, 0, tzinfo=dt.UTC)
DAY = NIGHT.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NIGHT, tick=False) as moved:
        yield moved


def test_a_missed_night_is_begun(django_capture_on_commit_callbacks):
    Company().nurse()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.watch()
    assert set(NightlyRun.objects.values_list("job", "status")) == {(job, "succeeded") for job in JOBS}


def test_a_run_whose_messages_are_lost_is_taken_up(clock, django_capture_on_commit_callbacks):
    Company().nurse()
    run = runs.start("readiness", on=DAY, full=False, by=None)
    clock.shift(dt.timedelta(minutes=11))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.watch()
    run.refresh_from_db()
    assert run.status == "succeeded"
    assert Readiness.objects.count() == 2


def test_a_run_that_gets_on_is_left_alone(clock):
    Company().nurse()
    run = runs.start("readiness", on=DAY, full=False, by=None)
    assert not runs.needs_a_push("readiness", DAY)
    clock.shift(dt.timedelta(minutes=11))
    assert runs.needs_a_push("readiness", DAY)
    RunShard.objects.filter(run=run).update(finished_at=NIGHT + dt.timedelta(minutes=5), status="done")
    assert not runs.needs_a_push("readiness", DAY)


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_a_night_that_has_ended_is_left_alone(status):
    for job in JOBS:
        NightlyRunFactory(job=job, on=DAY, status=status)
    with mock.patch.object(runs, "start") as start:
        tasks.watch()
    assert not start.called


def test_the_one_job_that_was_missed_is_begun():
    for job in JOBS:
        if job != "reminders":
            NightlyRunFactory(job=job, on=DAY)
    with mock.patch.object(runs, "start", wraps=runs.start) as start:
        tasks.watch()
    assert [call.args for call in start.call_args_list] == [("reminders",)]


@pytest.fixture
def this_morning(clock):
    """All jobs ended at two; an hour later a feed marks Ana, and its message is lost."""
    ana = Company().nurse()
    for job in JOBS:
        NightlyRunFactory(job=job, on=DAY, status="succeeded", rules="of then", finished_at=NIGHT)
    clock.shift(dt.timedelta(hours=1))
    Stale.objects.create(employee=ana)


def test_a_change_whose_run_was_lost_by_day_is_followed_by_the_watch(this_morning, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.watch()
        tasks.watch()
    assert not Stale.objects.exists()
    assert list(NightlyRun.objects.exclude(rules="of then").values_list("job", "status")) == [("readiness", "succeeded")]


def test_the_watch_looks_at_a_good_day_with_few_queries(this_morning, django_assert_max_num_queries):
    Stale.objects.all().delete()
    with django_assert_max_num_queries(2 * len(JOBS)), mock.patch.object(runs, "start") as start:
        tasks.watch()
    assert not start.called


def test_marks_that_a_run_has_just_left_are_not_yet_a_lost_message(this_morning):
    NightlyRunFactory(job="readiness", on=DAY, status="succeeded", finished_at=NIGHT + dt.timedelta(minutes=55))
    assert not runs.needs_a_push("readiness", DAY)


def test_marks_of_a_shard_that_failed_wait_for_the_night(this_morning):
    NightlyRun.objects.filter(job="readiness").update(status="failed")
    assert not runs.needs_a_push("readiness", DAY)
