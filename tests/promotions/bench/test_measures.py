"""The bench's own arithmetic, and that it measures what it says. What it measures on a machine is never asserted."""

import datetime as dt

import pytest
from django.db import connection

from promotions.bench import measures
from promotions.bench.floor import floor_seconds
from promotions.bench.measures import Ratio, ratio
from promotions.management.commands.bench import table
from promotions.models import Readiness
from tests.promotions.readiness.test_truth import DAY, Company


def test_a_ratio_is_of_pairs_with_its_spread():
    assert ratio([1.0, 4.0, 9.0], [1.0, 2.0, 3.0]) == Ratio(median=2.0, min=1.0, max=3.0)


def test_the_table_has_a_line_a_figure():
    lines = table({"rows": 7, "full_to_copy": {"median": 1.5, "min": 1.0, "max": 2.0}}).splitlines()
    assert [line.split() for line in lines] == [["rows", "7"], ["full", "to", "copy", "1.5", "(1.0–2.0)"]]


@pytest.mark.django_db
def test_the_floor_writes_every_row_and_leaves_nothing_behind():
    Company().nurse()
    measures._night(DAY, full=True)
    rows = Readiness.objects.count()
    assert floor_seconds() > 0
    assert Readiness.objects.count() == rows == 2
    assert "bench_floor" not in connection.introspection.table_names()


@pytest.mark.django_db
def test_changed_people_are_marked_and_their_night_writes():
    company = Company()
    for _ in range(20):
        company.nurse()
    assert measures._night(DAY, full=True).written == 40
    measures._change(5, 0)
    assert 0 < measures._night(DAY, full=True).written <= 8
    assert measures._night(DAY + dt.timedelta(days=1), full=False).written == 0


@pytest.mark.django_db
def test_no_figure_is_printed_of_a_night_that_failed(monkeypatch):
    Company().nurse()
    monkeypatch.setattr("promotions.readiness.job.compute", lambda shard, run: 1 / 0)
    with pytest.raises(RuntimeError, match="No figure is worth printing: ZeroDivisionError"):
        measures._night(DAY, full=True)
