"""The page of the nightly run, and the button that starts one."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from employees.models import Notice
from promotions.models import NightlyRun, RunShard
from promotions.nights.jobs import JOBS
from promotions.run_history import RUNS_SHOWN
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UserFactory
from tests.factories.promotions import NightlyRunFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def signed_in(client, duty):
    user = EmployeeFactory(with_user=True, first_name="Robin", last_name="Park").user
    if duty:
        GrantFactory(user=user, duty=duty)
    client.force_login(user)
    return user


@pytest.fixture
def as_administrator(client):
    signed_in(client, "administrator")
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def running(on=None, *, minutes=10, **fields):
    run = NightlyRunFactory(on=on or timezone.localdate(), status="running", finished_at=None, **fields)
    NightlyRun.objects.filter(pk=run.pk).update(started_at=NOW - dt.timedelta(minutes=minutes))
    return run


def shard(run, first, status="pending", minutes_ago=1, **fields):
    finished = NOW - dt.timedelta(minutes=minutes_ago) if status == "done" else None
    return RunShard.objects.create(run=run, first_employee=first, last_employee=first + 9, status=status, finished_at=finished, **fields)


# --- The page ---------------------------------------------------------------------------------


def test_the_last_run_stands_with_its_counts(as_administrator):
    run = NightlyRunFactory(on=dt.date(2026, 3, 10), facts_written=1234, finished_at=NOW, started_by=UserFactory(email="robin@example.com"))
    NightlyRun.objects.filter(pk=run.pk).update(started_at=NOW - dt.timedelta(seconds=200))
    for first in (1, 11):
        shard(run, first, "done", people=1000, rows=4000, written=30, turned=2, drifted=1)

    text = text_of(as_administrator.get(reverse("hr-nightly")))

    assert "For Tuesday 10 March 2026" in text
    assert "took 3 min 20 s (14 people and 57 rows a second), started by robin@example.com." in text
    assert "People computed 2,000 Readiness rows 8,000 Rows written 60 Status turned 4 Drifted 2 Monthly facts written 1,234" in text


def test_a_run_under_way_shows_how_far_it_is_and_how_long_it_will_take(as_administrator):
    run = running(minutes=10)
    shard(run, 1, "done", minutes_ago=4)
    shard(run, 11, "done", minutes_ago=2)
    shard(run, 21)

    text = text_of(as_administrator.get(reverse("hr-nightly")))

    # Two shards in eight minutes: the third takes four more.
    assert "2 of 3 shards done for" in text
    assert "about 4 min 0 s to go" in text
    assert "stopped" not in text


def test_a_run_without_a_sign_of_life_is_called_stopped(as_administrator):
    run = running(minutes=50)
    shard(run, 1, "done", minutes_ago=40)
    shard(run, 11)

    assert "“Run now” takes it up where it stopped" in text_of(as_administrator.get(reverse("hr-nightly")))


def test_failures_stand_with_their_range_and_reason(as_administrator):
    run = NightlyRunFactory(status="failed", error="1 of 2 shards failed 3 times, the rest is complete.")
    shard(run, 1, "done")
    shard(run, 11, "failed", attempts=3, error="ValueError: <b>no such level</b>")

    response = as_administrator.get(reverse("hr-nightly"))

    assert "1 of 2 shards failed 3 times" in text_of(response)
    assert "11–20 given up 3 ValueError: &lt;b&gt;no such level&lt;/b&gt;" in text_of(response)


def test_a_failed_shard_that_waits_for_another_attempt_says_so(as_administrator):
    shard(running(), 1, attempts=1, error="OperationalError: connection lost")

    assert "waits for another attempt" in text_of(as_administrator.get(reverse("hr-nightly")))


def test_before_the_first_night_the_page_says_so(as_administrator):
    assert "It has not run yet" in text_of(as_administrator.get(reverse("hr-nightly")))


def test_the_history_has_thirty_runs_and_as_many_queries_as_one(as_administrator, django_assert_max_num_queries):
    shard(NightlyRunFactory(started_by=UserFactory()), 1, "done")
    with django_assert_max_num_queries(15) as one:
        as_administrator.get(reverse("hr-nightly"))
    for number in range(RUNS_SHOWN + 5):
        run = NightlyRunFactory(started_by=EmployeeFactory(with_user=True).user)
        shard(run, number, "done")
        shard(run, number + 20, "failed", error="ValueError: x")
    with django_assert_max_num_queries(15) as many:
        response = as_administrator.get(reverse("hr-nightly"))

    assert len(one) == len(many)
    assert len(response.context["jobs"][0].reports) == RUNS_SHOWN


@pytest.mark.parametrize(("duty", "status"), [("administrator", 200), ("hr-auditor", 200), ("framework-editor", 403), (None, 403)])
def test_administrators_and_auditors_read_it(client, duty, status):
    signed_in(client, duty)

    assert client.get(reverse("hr-nightly")).status_code == status


def test_auditors_have_no_button(client):
    signed_in(client, "hr-auditor")

    running(minutes=1)
    page = text_of(client.get(reverse("hr-nightly")))
    assert "Run now" not in page
    assert "Cancel" not in page


def test_the_mail_of_the_last_month_is_counted_and_what_failed_says_why(as_administrator):
    told = {"to_person": EmployeeFactory(), "kind": "credential", "subject": "Licence", "text": "It lapses.", "mail_next_at": NOW}
    full = "SMTPDataError: full"
    for days, mail, error in [(0, "sent", ""), (1, "waiting", full), (2, "given-up", full), (40, "sent", "")]:
        Notice.objects.create(**told, on=NOW.date() - dt.timedelta(days=days), mail=mail, mail_error=error)
    text = text_of(as_administrator.get(reverse("hr-nightly")))
    assert "Not mailed 0 Waiting 1 Sent 1 Given up 1 Why it failed Notices SMTPDataError: full 2" in text


@pytest.mark.parametrize("backend", ["dummy", "locmem"])
def test_without_a_mail_server_the_page_says_so(as_administrator, settings, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert ("No mail server is set" in text_of(as_administrator.get(reverse("hr-nightly")))) == (backend == "dummy")


# --- Run now ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_run_now_runs_and_tells_what_it_did(as_administrator):
    PositionFactory(employee=EmployeeFactory())

    response = as_administrator.post(reverse("hr-nightly-run"), follow=True)

    run = NightlyRun.objects.get(job="readiness")
    assert (run.status, run.on, run.started_by.employee.name) == ("succeeded", timezone.localdate(), "Robin Park")
    assert messages_of(response)[0].startswith(f"Readiness: the run for {run.on:%-d %B %Y} has ended, 2 people computed")
    assert run.facts_written > 0
    assert messages_of(response)[1].startswith(f"Reminders: the run for {run.on:%-d %B %Y} has ended, 0 people reminded")
    assert response.redirect_chain == [(reverse("hr-nightly"), 302)]


@pytest.mark.django_db(transaction=True)
def test_it_may_be_run_again_and_then_writes_nothing(as_administrator):
    PositionFactory(employee=EmployeeFactory())
    as_administrator.post(reverse("hr-nightly-run"))

    response = as_administrator.post(reverse("hr-nightly-run"), follow=True)

    assert "0 rows written, 0 status turned, 0 drifted, 0 monthly facts written" in messages_of(response)[-len(JOBS)]


def test_a_run_under_way_is_left_alone(as_administrator):
    run = running(minutes=1)
    shard(run, 1)

    response = as_administrator.post(reverse("hr-nightly-run"), follow=True)

    began = timezone.localtime(NOW - dt.timedelta(minutes=1))
    assert messages_of(response)[0] == f"Readiness: a run is under way since {began:%H:%M}, 0 of 1 shards done. No second begins."
    assert NightlyRun.objects.get(job="readiness") == run
    assert run.shards.get().attempts == 0


@pytest.mark.django_db(transaction=True)
def test_a_stopped_run_is_taken_up(as_administrator):
    PolicyVersionFactory()
    run = running(minutes=90)
    employee = EmployeeFactory()
    shard(run, employee.pk)

    response = as_administrator.post(reverse("hr-nightly-run"), follow=True)

    run.refresh_from_db()
    assert (run.status, NightlyRun.objects.filter(job="readiness").count()) == ("succeeded", 1)
    assert "has ended" in messages_of(response)[0]


def test_a_day_before_the_newest_run_is_refused_in_a_sentence(as_administrator):
    later = timezone.localdate() + dt.timedelta(days=3)
    NightlyRunFactory(on=later)

    response = as_administrator.post(reverse("hr-nightly-run"), follow=True)

    assert f"would undo the newer one for {later}" in messages_of(response)[0]
    assert NightlyRun.objects.filter(job="readiness").count() == 1


# --- Cancel ---------------------------------------------------------------------------------


def cancel(client, run):
    return client.post(reverse("hr-nightly-cancel", args=[run.pk]), follow=True)


def test_a_run_is_cancelled_and_it_is_kept_who_did(as_administrator):
    run = running(minutes=1)
    shard(run, 1)

    response = cancel(as_administrator, run)

    run.refresh_from_db()
    assert (run.status, run.cancelled_by.employee.name) == ("cancelled", "Robin Park")
    assert run.shards.get().status == "pending"
    assert messages_of(response) == ["Readiness: the run is cancelled. The next one does what it left undone."]
    assert "cancelled by Robin Park . Cancelled. What it had not done is done by the next run." in text_of(response).replace(
        "Park.", "Park ."
    )


def test_the_page_asks_before_it_cancels(as_administrator):
    run = running(minutes=1)

    page = text_of(as_administrator.get(reverse("hr-nightly")))

    assert "Cancel this run It stops once the shards under way are done." in page
    run.refresh_from_db()
    assert run.status == "running"


def test_a_run_that_has_ended_is_not_cancelled(as_administrator):
    run = NightlyRunFactory()

    response = cancel(as_administrator, run)

    run.refresh_from_db()
    assert (run.status, run.cancelled_by) == ("succeeded", None)
    assert messages_of(response) == ["That run has ended already; there is nothing to cancel."]


def test_a_run_that_never_was_is_not_found(as_administrator):
    assert as_administrator.post(reverse("hr-nightly-cancel", args=[987654321])).status_code == 404


# --- What came of it --------------------------------------------------------------------------


def test_the_pace_of_a_run_is_told(as_administrator):
    run = running(minutes=10)
    shard(run, 1, "done", minutes_ago=8, people=600_000, rows=1_320_000)

    assert "5,000 people and 11,000 rows a second" in text_of(as_administrator.get(reverse("hr-nightly")))


def test_what_the_check_found_is_told(as_administrator):
    run = NightlyRunFactory(checked=200)
    assert "200 people checked from scratch, 0 differ." in text_of(as_administrator.get(reverse("hr-nightly")))
    run.differing, run.differences = 1, "Employee 00042: 1 of 3 rows, in score."
    run.save()
    page = text_of(as_administrator.get(reverse("hr-nightly")))
    assert "200 people checked from scratch, 1 differ." in page
    assert "Employee 00042: 1 of 3 rows, in score." in page


@pytest.mark.parametrize("duty", ["hr-auditor", "framework-editor", None])
def test_others_than_administrators_may_neither_run_nor_cancel(client, duty):
    going = running(minutes=1)
    signed_in(client, duty)

    assert client.post(reverse("hr-nightly-run")).status_code == 403
    assert client.post(reverse("hr-nightly-cancel", args=[going.pk])).status_code == 403
    going.refresh_from_db()
    assert going.status == "running"
    assert NightlyRun.objects.count() == 1


def test_nothing_runs_by_a_link(as_administrator):
    assert as_administrator.get(reverse("hr-nightly-run")).status_code == 405
    assert as_administrator.post(reverse("hr-nightly")).status_code == 405
    assert not NightlyRun.objects.exists()


@pytest.mark.parametrize(("method", "name"), [("get", "hr-nightly"), ("post", "hr-nightly-run")])
def test_who_has_not_signed_in_is_sent_to_sign_in(client, method, name):
    response = getattr(client, method)(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("sign-in"))
    assert not NightlyRun.objects.exists()
