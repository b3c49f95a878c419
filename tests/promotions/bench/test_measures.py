"""That the bench measures what it says and prints nothing of what went wrong. What it measures on a machine is never asserted."""

import os

import pytest
from django.db import connection

from promotions.bench import measures, orm
from promotions.bench.floor import floor
from promotions.bench.nights import change, night
from promotions.bench.set_based import set_based
from promotions.bench.workers import workers
from promotions.models import Readiness


def test_each_group_gives_its_figures(bench):
    found = {name: measures.OF_THE_COMPANY[name](bench) for name in ("full", "orm", "sql", "incremental", "facts", "line")}
    assert {"full_to_copy", "full_alone_to_copy", "first_night_to_copy"} <= found["full"].keys()
    assert {"full_to_orm", "full_to_orm_loop"} <= found["orm"].keys()
    assert {"full_to_sql"} <= found["sql"].keys()
    assert {"incremental_1pct_to_full", "incremental_busiest_role_to_full", "one_person_milliseconds_p99"} <= found["incremental"].keys()
    assert {"facts_first_seconds"} <= found["facts"].keys()
    assert {"may_see_to_key"} <= found["line"].keys()


def test_no_figure_of_a_night_that_failed(bench, monkeypatch):
    monkeypatch.setattr("promotions.readiness.job.compute", lambda shard, run: 1 / 0)
    with pytest.raises(RuntimeError, match="No figure is worth printing: ZeroDivisionError"):
        night(bench.on, bench.workers, full=True)


def test_yardsticks_refuse_other_rows_than_the_run_gave(bench):
    wrong = Readiness.objects.filter(met__gt=0)[0]
    Readiness.objects.filter(pk=wrong.pk).update(met=wrong.met - 1)
    with pytest.raises(RuntimeError, match="set-based SQL and the run differ in 2 rows"):
        set_based(bench.on)
    with pytest.raises(RuntimeError, match="prefetched of the ORM and the run differ in 2 rows"):
        orm.cost_of(orm.prefetched, [wrong.employee_id], bench.on)
    assert Readiness.objects.get(pk=wrong.pk).met == wrong.met - 1


def test_yardsticks_leave_nothing_behind(bench):
    tables, rows = connection.introspection.table_names(), set(Readiness.objects.values_list())
    floor(indexed=True)
    set_based(bench.on)
    orm.cost_of(orm.loop, range(1, 10), bench.on)
    assert (connection.introspection.table_names(), set(Readiness.objects.values_list())) == (tables, rows)


def test_changed_people_are_marked_and_their_night_writes(bench):
    assert change(10, 0) == 4
    found = night(bench.on, bench.workers, full=False)
    assert found.people == 4
    assert 0 < found.written <= 4 * 6


@pytest.mark.django_db(transaction=True)
def test_workers_are_two_other_processes():
    with workers() as two:
        ours = two.begin(os.getppid).result()
        assert two.megabytes() > 1
    assert ours == os.getpid()
