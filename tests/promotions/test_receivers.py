"""New rules and imported people are followed by a run at once; one that comes while another is going follows after it."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from employees.models import Stale
from employees.signals import people_imported
from pathways.services.frameworks import copy_version, publish
from promotions import services, tasks
from promotions.models import NightlyRun, PolicyRule, Readiness
from promotions.nights import runs
from tests.promotions.readiness.test_truth import DAY, Company, run

pytestmark = pytest.mark.django_db
NEXT_DAY = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{DAY} 15:00"):
        yield


@pytest.fixture
def company():
    return Company()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what follows the commit, as nothing in a test is ever committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def decide(effective_from=DAY, **rule):
    return services.publish_policy(name="Stricter", effective_from=effective_from, rules=[PolicyRule(**rule)], by=None)


def statuses(employee):
    return set(Readiness.objects.filter(employee=employee).values_list("status", flat=True))


def started():
    return list(NightlyRun.objects.order_by("pk").values_list("kind", "status"))


def test_a_policy_is_followed_by_a_run_of_all_it_concerns(company, committed):
    nurse = company.nurse(Care=2, Teaching=3)
    run()
    with committed():
        version = decide(near_from=9500, ready_from=9500)
    assert statuses(nurse) == {0}
    assert not Readiness.objects.exclude(policy=version).exists()
    assert len(started()) == 2


def test_a_framework_is_followed_by_a_run(company, committed):
    nurse = company.nurse(Care=2, Teaching=3)
    run()
    draft = copy_version(version=company.version, by=None)
    draft.profiles.get(role=company.role("senior nurse")).requirements.all().delete()
    with committed():
        publish(version=draft, effective_from=DAY, by=None)
    assert Readiness.objects.get(employee=nurse, role=company.role("senior nurse")).score is None
    assert set(Readiness.objects.values_list("version", flat=True)) == {draft.pk}


def test_what_holds_from_a_later_day_is_that_nights_work(company, committed):
    company.nurse()
    run()
    with committed():
        decide(effective_from=NEXT_DAY)
        publish(version=copy_version(version=company.version, by=None), effective_from=NEXT_DAY, by=None)
    assert len(started()) == 1


def test_an_import_is_followed_by_a_run_of_the_marked(company, committed, monkeypatch):
    monkeypatch.setattr("promotions.readiness.job.FULL_FROM", 1.0)
    company.nurse()
    run()
    nurse = company.nurse()
    Stale.objects.create(employee=nurse)
    with committed():
        people_imported.send(type(nurse))
    assert statuses(nurse) == {2}
    assert started()[-1] == ("incremental", "succeeded")


def test_before_the_first_night_nothing_is_begun(company, committed):
    """A framework comes in before there are people, and a policy before there is anybody to judge."""
    with committed():
        decide()
    assert started() == []


def test_a_run_that_is_going_is_followed_by_another(company, committed):
    nurse = company.nurse(Care=2, Teaching=3)
    going = runs.start("readiness", on=DAY, full=False, by=None)
    with committed():
        decide(near_from=9500, ready_from=9500)
    assert started() == [("full", "running")]
    with committed():
        tasks.hand_out(going)
    assert started() == [("full", "succeeded"), ("full", "succeeded")]
    assert statuses(nurse) == {0}
    assert not any(NightlyRun.objects.order_by("-pk").values_list("again", flat=True)[:1])


def test_the_command_does_the_run_that_is_to_follow(company):
    company.nurse()
    runs.start("readiness", on=DAY, full=False, by=None)
    runs.ask_again("readiness")
    call_command("nightly", on=DAY, stdout=StringIO())
    assert list(NightlyRun.objects.filter(job="readiness").order_by("pk").values_list("status", "again")) == [
        ("succeeded", True),
        ("succeeded", False),
    ]


def test_a_run_that_was_to_follow_and_was_lost_is_begun_by_the_watch(company, committed):
    company.nurse()
    run()
    assert not runs.needs_a_push("readiness", DAY)
    NightlyRun.objects.update(again=True)
    with committed():
        tasks.watch()
    assert NightlyRun.objects.filter(job="readiness").count() == 2
    assert not runs.needs_a_push("readiness", DAY)


def test_a_run_that_was_cancelled_is_not_followed(company):
    company.nurse()
    going = runs.start("readiness", on=DAY, full=False, by=None)
    assert runs.ask_again("readiness")
    NightlyRun.objects.filter(pk=going.pk).update(status="cancelled", finished_at=dt.datetime.now(tz=dt.UTC))
    assert not runs.needs_a_push("readiness", DAY)


def test_a_broker_that_is_away_does_not_undo_a_publication(company, committed, monkeypatch):
    def away(**_):
        raise ConnectionError

    company.nurse()
    run()
    monkeypatch.setattr(tasks.catch_up, "delay", away)
    with committed():
        version = decide()
    version.refresh_from_db()
    assert len(started()) == 1
