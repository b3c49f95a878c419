"""Shards and recomputes of one person take turns: two connections of a real PostgreSQL, stopped where it would hurt.

Whoever has read facts that are older than the rows must not write over them. Each story ends with the newest facts in the rows.
"""

import datetime as dt
import threading
import time
from unittest import mock

import pytest
from django.db import connection

from employees import services
from employees.models import Stale
from promotions import receivers
from promotions.models import Readiness, ReadinessChange
from promotions.nights import runs, shards
from promotions.readiness import immediate, locks
from promotions.readiness import shards as computing
from tests.promotions.readiness.test_truth import DAY, Company, run

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 20  # seconds after which a test is stuck


@pytest.fixture(autouse=True)
def _on_postgresql(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("needs DATABASE_URL: SQLite lets one writer in at a time by itself")
    monkeypatch.setattr(immediate.timezone, "localdate", lambda: DAY)


@pytest.fixture
def company():
    return Company()


@pytest.fixture
def nurse(company):
    """Somebody without any care, of whom that has been computed; not the first to be worked out that day."""
    employee = company.nurse(Care=0)
    Stale.objects.create(employee=employee)
    immediate.recompute(employee.pk, wait=False)
    run()
    return employee


class Elsewhere:
    """Runs a function on a connection of its own, and stops it where facts are read and nothing is written yet."""

    def __init__(self, function, *terms, **named):
        self.stopped, self.go_on = threading.Event(), threading.Event()
        self.result = self.error = None
        self.thread = threading.Thread(target=self._run, args=(function, terms, named))

    def _run(self, function, terms, named):
        try:
            self.result = function(*terms, **named)
        except BaseException as error:  # noqa: BLE001  # told to whoever joins
            self.error = error
        finally:
            connection.close()

    def stop(self):
        if threading.current_thread() is self.thread:
            self.stopped.set()
            assert self.go_on.wait(LONG)

    def ended(self, within=LONG):
        self.thread.join(within)
        return not self.thread.is_alive()

    def let_go(self):
        self.go_on.set()
        assert self.ended()
        if self.error:
            raise self.error
        return self.result


@pytest.fixture
def elsewhere(monkeypatch):
    """Start functions on other connections; `stop_before_writing` holds them with the facts in their hands."""
    started = []

    def stop_and_go_on(*terms):
        for other in started:
            other.stop()
        return compare(*terms)

    compare = computing.differences
    monkeypatch.setattr(computing, "differences", stop_and_go_on)

    def start(function, *terms, stop_before_writing=True, **named):
        other = Elsewhere(function, *terms, **named)
        if stop_before_writing:
            started.append(other)
        other.thread.start()
        if stop_before_writing:
            assert other.stopped.wait(LONG)
        return other

    yield start
    for other in started:
        other.go_on.set()


def learn(company, nurse, level):
    """Change a person as a request does that goes no further than the commit."""
    with mock.patch.object(receivers, "work_out"):
        services.assess(employee=nurse, skill=company.skills["Care"], level=level, source="manager", on=DAY, by=None)


def score(nurse, company):
    return Readiness.objects.get(employee=nurse, role=company.role("senior nurse")).score


def turns(nurse, company):
    rows = ReadinessChange.objects.filter(employee=nurse, role=company.role("senior nurse")).order_by("pk")
    return list(rows.values_list("old", "new"))


def begin_a_shard(nurse):
    Stale.objects.create(employee=nurse)
    return runs.start("readiness", on=DAY, full=True, by=None).shards.get().pk


def test_a_shard_that_has_read_old_facts_is_waited_for(company, nurse, elsewhere):
    shard = elsewhere(shards.run_shard, begin_a_shard(nurse))
    learn(company, nurse, 3)
    began = time.monotonic()
    assert not immediate.recompute(nurse.pk, wait=False)
    assert time.monotonic() - began < 2  # a request does not wait for the shard
    waiting = elsewhere(immediate.recompute, nurse.pk, wait=True, stop_before_writing=False)
    assert not waiting.ended(within=0.3)
    assert shard.let_go()
    assert waiting.let_go()
    assert score(nurse, company) == 10_000
    assert turns(nurse, company) == [(None, 0), (0, 2)]
    assert not Stale.objects.exists()


def test_a_shard_waits_for_a_recompute_and_reads_the_facts_after_it(company, nurse, elsewhere):
    """The recompute has read level 3 when level 0 is noted: the shard, which comes later, must find level 0."""
    shard_id = begin_a_shard(nurse)
    learn(company, nurse, 3)
    recompute = elsewhere(immediate.recompute, nurse.pk, wait=False)
    shard = elsewhere(shards.run_shard, shard_id, stop_before_writing=False)
    assert not shard.ended(within=0.3)
    learn(company, nurse, 0)
    assert recompute.let_go()
    assert shard.let_go()
    assert score(nurse, company) == 5_000
    assert turns(nurse, company) == [(None, 0), (0, 2), (2, 0)]
    assert not Stale.objects.exists()


def test_two_recomputes_of_a_person_do_not_interleave(company, nurse, elsewhere):
    learn(company, nurse, 3)
    first = elsewhere(immediate.recompute, nurse.pk, wait=False)
    learn(company, nurse, 0)
    second = elsewhere(immediate.recompute, nurse.pk, wait=True, stop_before_writing=False)
    assert not second.ended(within=0.3)
    assert first.let_go()
    assert second.let_go()
    assert score(nurse, company) == 5_000
    assert turns(nurse, company) == [(None, 0), (0, 2), (2, 0)]
    assert not Stale.objects.exists()


def test_a_change_after_the_marks_were_read_keeps_its_mark(company, nurse, elsewhere):
    learn(company, nurse, 3)
    recompute = elsewhere(immediate.recompute, nurse.pk, wait=False)
    learn(company, nurse, 0)
    assert recompute.let_go()
    assert score(nurse, company) == 10_000
    assert Stale.objects.count() == 1


@pytest.fixture
def shard_a_person(monkeypatch):
    monkeypatch.setattr(runs, "PEOPLE_A_SHARD", 1)


@pytest.mark.usefixtures("shard_a_person")
def test_people_of_other_buckets_are_not_waited_for(company, nurse, elsewhere, monkeypatch):
    monkeypatch.setattr(locks, "PEOPLE_A_BUCKET", 1)
    other = company.nurse(Care=0)
    first = runs.start("readiness", on=DAY, full=True, by=None).shards.get(first_employee=nurse.pk)
    elsewhere(shards.run_shard, first.pk)
    learn(company, other, 3)
    assert immediate.recompute(other.pk, wait=False)
    assert score(other, company) == 10_000


@pytest.mark.usefixtures("shard_a_person")
def test_shards_do_not_wait_for_each_other(company, nurse, elsewhere):
    company.nurse()
    first, second = runs.start("readiness", on=DAY, full=True, by=None).shards.all()
    elsewhere(shards.run_shard, first.pk)
    assert shards.run_shard(second.pk)


def test_a_run_for_yesterday_that_begins_at_the_first_recompute_of_the_day_is_refused(company, elsewhere):
    """The first of a day makes the row that such a run must see: it takes the turn of who begins a run."""
    nurse = company.nurse(Care=0)
    learn(company, nurse, 3)
    recompute = elsewhere(immediate.recompute, nurse.pk, wait=False)
    late = elsewhere(runs.start, "readiness", on=DAY - dt.timedelta(days=1), full=False, by=None, stop_before_writing=False)
    assert not late.ended(within=0.3)
    assert recompute.let_go()
    with pytest.raises(runs.RunRefusedError):
        late.let_go()
