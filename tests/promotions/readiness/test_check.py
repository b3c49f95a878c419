"""After a run a sample is worked out again from scratch: it finds what somebody has put there by hand, and nothing else."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from employees.models import Stale
from promotions import tasks
from promotions.models import NextChange, NightlyRun, Readiness
from promotions.nights import runs
from promotions.readiness import check
from tests.factories.employees import EmployeeFactory
from tests.factories.pathways import RequirementFactory
from tests.promotions.readiness.test_truth import DAY, Company, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{DAY} 02:00"):
        yield


@pytest.fixture
def company():
    return Company()


@pytest.fixture
def nurse(company):
    return company.nurse(licensed_until=DAY + dt.timedelta(days=9))


def checked(night):
    check.check(night)
    night.refresh_from_db()
    return night.checked, night.differing, night.differences


def test_everybody_is_as_from_scratch(company, nurse):
    company.senior_nurse()
    company.coder(company.in_role("developer"), 5, 5)
    EmployeeFactory()
    assert checked(run()) == (4, 0, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", 9_999),
        ("met", 2),
        ("total", 4),
        ("core", 0),
        ("credentials", 2),
        ("time", 0),
        ("projects", 1),
        ("performance", 0),
        ("status", 1),
        ("ready_since", DAY - dt.timedelta(days=1)),
        ("version", 999),
        ("policy", 999),
    ],
)
def test_a_value_changed_by_hand_is_found(company, nurse, field, value):
    night = run()
    row = Readiness.objects.filter(employee=nurse, role=company.role("senior nurse"))
    row.update(**{field: value} | ({"ready_since": None} if field == "status" else {}))
    checked_people, differing, told = checked(night)
    assert (checked_people, differing) == (1, 1)
    assert told.startswith(f"Employee {nurse.number}: 1 of 2 rows, in ")
    assert field in told


def test_a_row_that_is_missing_and_one_that_should_not_be_are_found(company, nurse):
    night = run()
    Readiness.objects.filter(employee=nurse, role=company.role("senior nurse")).update(role=company.role("fellow"))
    assert checked(night)[2].startswith(f"Employee {nurse.number}: 2 of 3 rows, in score, ")


def test_it_names_no_role_and_no_person(company, nurse):
    night = run()
    Readiness.objects.filter(employee=nurse).update(score=1)
    told = checked(night)[2]
    assert told == f"Employee {nurse.number}: 2 of 2 rows, in score."
    assert nurse.last_name not in told


def test_the_next_run_sets_right_what_differs(company, nurse):
    """A day that is wrong in a row that is otherwise right, too, which a full run would keep."""
    row = Readiness.objects.filter(employee=nurse, role=company.role("senior nurse"))
    night = run()
    since = row.get().ready_since
    row.update(ready_since=since - dt.timedelta(days=9))
    assert checked(night)[1] == 1
    following = run()
    assert row.get().ready_since == since
    assert checked(following) == (1, 0, "")


@pytest.mark.parametrize("model", [Stale, NextChange])
def test_who_waits_to_be_worked_out_is_left_out(company, nurse, model):
    night = run()
    Readiness.objects.filter(employee=nurse).update(score=1)
    NextChange.objects.all().delete()
    model.objects.create(employee=nurse, **{"on": DAY} if model is NextChange else {})
    assert checked(night) == (0, 0, "")


def test_who_changes_while_looked_at_is_left_out(company, nurse, monkeypatch):
    """The record is read after the rows: what differs may be newer than they are, and is marked then."""

    def meanwhile(*terms):
        Stale.objects.create(employee=nurse)
        Readiness.objects.filter(employee=nurse).update(score=1)
        return from_scratch(*terms)

    night, from_scratch = run(), check.rows_from_scratch
    Readiness.objects.filter(employee=nurse).update(score=1)
    monkeypatch.setattr(check, "rows_from_scratch", meanwhile)
    assert checked(night) == (0, 0, "")


def test_days_later_people_are_checked_by_the_day_at_hand(company, nurse):
    night = run()
    with time_machine.travel(f"{DAY + dt.timedelta(days=8)} 02:00"):
        assert checked(night) == (1, 0, "")
    with time_machine.travel(f"{DAY + dt.timedelta(days=9)} 02:00"):
        assert checked(night) == (0, 0, "")  # the licence lapses: tonight's run will tell


def test_once_the_rules_have_moved_on_nobody_is_looked_at(company, nurse):
    night = run()
    RequirementFactory(profile=company.roles["senior nurse"])
    assert checked(night) == (None, 0, "")


def test_a_sample_of_so_many_can_be_drawn_again(monkeypatch):
    people = {EmployeeFactory().pk for _ in range(12)}
    monkeypatch.setattr(check, "SAMPLE", 5)
    drawn = check.sample(7)
    assert len(set(drawn)) == 5
    assert set(drawn) < people
    assert check.sample(7) == drawn != check.sample(8)


def test_at_most_so_many_are_named(company, nurse, monkeypatch):
    company.nurse()
    night = run()
    Readiness.objects.update(score=1)
    monkeypatch.setattr(check, "TOLD", 1)
    _, differing, told = checked(night)
    assert (differing, len(told.splitlines())) == (2, 1)


def test_a_run_is_followed_by_its_check(company, nurse, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.nightly()
    checked = NightlyRun.objects.order_by("pk").values_list("job", "checked")
    assert list(checked) == [("readiness", 1), ("reminders", None), ("retention", None), ("nudges", None), ("drift", None)]


def test_a_run_that_failed_is_not_checked(company, nurse, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("promotions.metrics.refresh", lambda on, **_: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.begin("readiness")
    night = NightlyRun.objects.get()
    assert (night.status, night.checked) == ("failed", None)


def test_a_run_that_is_followed_leaves_the_check_to_the_next(company, nurse, django_capture_on_commit_callbacks):
    going = runs.start("readiness", on=DAY, full=False, by=None)
    runs.ask_again("readiness")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.hand_out(going)
    assert list(NightlyRun.objects.order_by("pk").values_list("checked", flat=True)) == [None, 1]


def test_the_command_tells_what_the_check_found(company, nurse):
    told = StringIO()
    call_command("nightly", on=DAY, stdout=told)
    assert " s. 1 people checked from scratch, 0 differ.\n" in told.getvalue()


def test_the_command_fails_when_something_differs(company, nurse):
    run()
    Readiness.objects.filter(employee=nurse).update(score=1)
    told = StringIO()
    with pytest.raises(CommandError, match=rf"Employee {nurse.number}: 2 of 2 rows, in score\."):
        call_command("nightly", on=DAY, stdout=told)
    assert "1 people checked from scratch, 1 differ." in told.getvalue()


def test_a_repair_trusts_no_day_that_is_stored(company, nurse):
    run()
    ready = Readiness.objects.filter(employee=nurse, role=company.role("senior nurse"))
    right = ready.get().ready_since
    ready.update(ready_since=right - dt.timedelta(days=30))
    with pytest.raises(CommandError, match=r"in ready_since\."):  # a full run keeps the day of a row that is otherwise right
        call_command("nightly", on=DAY, full=True, stdout=StringIO())
    Stale.objects.all().delete()  # the check's own mark: without it nobody is named
    call_command("nightly", on=DAY, repair=True, stdout=StringIO())
    assert ready.get().ready_since == right
    assert not Stale.objects.exists()
