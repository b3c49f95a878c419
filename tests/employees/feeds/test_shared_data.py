"""Real HR data, which nobody on this project wrote; skipped where it is absent."""

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, F

from employees.demographics.answers import answers_of
from employees.feeds.imports import import_people
from employees.models import Demographics, Employee, Position, ReportingLine
from tests.factories.pathways import FrameworkVersionFactory, RoleProfileFactory

SHARED = Path(os.environ.get("PATHWAYS_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
MAPPINGS = settings.BASE_DIR / "docs" / "mappings"
TODAY = dt.date(2026, 1, 1)
RANKS = {
    "junior-developer": 3,
    "developer": 4,
    "senior-developer": 5,
    "lead-developer": 6,
    "business-analyst": 4,
    "senior-business-analyst": 5,
    "application-operations-engineer": 4,
    "infrastructure-operations-engineer": 4,
    "infrastructure-engineer": 4,
    "lead-infrastructure-engineer": 6,
    "it-service-manager": 4,
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the public data sets are not here; PATHWAYS_SHARED names their folder"),
]


@pytest.fixture(autouse=True)
def roles(db):
    """The roles of GDaD that the mappings name, at the ranks its import gives them."""
    version = FrameworkVersionFactory(framework__code="gdad")
    for code, rank in RANKS.items():
        RoleProfileFactory(version=version, role__code=code, role__slug=code, rank=rank, name=code)


def bring_in(name, **options):
    return import_people(folder=SHARED / name, mapping_path=MAPPINGS / f"{name}.toml", on=TODAY, by=None, **options)


class TestEmployees:
    def test_ten_thousand_people_and_their_history(self):
        outcome = bring_in("hris_employees")
        assert outcome.feed.moves.total() == 4782
        assert outcome.feed.moves == {
            ("Engineer", "Senior Engineer"): 2277,
            ("Staff", "Senior Staff"): 2171,
            ("Assistant Engineer", "Engineer"): 334,
        }
        assert Employee.objects.employed(TODAY).count() == 8064
        assert Employee.objects.filter(left_on__lte=TODAY).count() == 1936
        assert Counter(answers_of(said)["sex"] for said in Demographics.objects.filter(from_feed=True)) == {"M": 5964, "F": 4036}
        # One of the 4,782 moves leads to a title that ends on the day it begins, and so to no position.
        assert Counter(Position.objects.values_list("reason", flat=True)) == {"hire": 9999, "promotion": 4781, "reorganisation": 13463}
        assert not Position.objects.open().filter(role=None).exists()
        assert ReportingLine.objects.count() == 8064

        again = bring_in("hris_employees")
        assert (again.written, again.differences.unchanged) == (False, 10_000)

    def test_a_person_is_led_by_who_led_the_department_then(self):
        bring_in("hris_employees")
        history = Position.objects.filter(employee__number="10018").order_by("start")
        assert list(history.values_list("start", "unit__name", "title", "manager__number", "reason")) == [
            (dt.date(1987, 4, 3), "Development", "Engineer", None, "hire"),
            (dt.date(1992, 1, 27), "Development", "Engineer", "10511", "reorganisation"),  # hired that day, in charge since 1985
            (dt.date(1992, 4, 25), "Development", "Engineer", None, "reorganisation"),
            (dt.date(1992, 7, 29), "Production", "Engineer", None, "reorganisation"),
            (dt.date(1992, 8, 2), "Production", "Engineer", "10386", "reorganisation"),
            (dt.date(1995, 4, 3), "Production", "Senior Engineer", "10386", "promotion"),
            (dt.date(1996, 8, 30), "Production", "Senior Engineer", "10420", "reorganisation"),
            (dt.date(2000, 7, 9), "Production", "Senior Engineer", None, "reorganisation"),  # in charge until now, but left
        ]


class TestAdventureWorks:
    def test_two_hundred_and_ninety_people_in_one_line(self):
        outcome = bring_in("hris_adventureworks")
        assert len(outcome.differences.created) == 290
        lines = ReportingLine.objects.all()
        assert Counter(lines.values_list("depth", flat=True)) == {0: 1, 1: 6, 2: 27, 3: 66, 4: 190}
        assert lines.filter(right__gt=F("left")).count() == 47
        moved = Employee.objects.annotate(units=Count("positions__unit", distinct=True)).filter(units__gt=1)
        assert sorted(moved.values_list("number", flat=True), key=int) == ["4", "16", "224", "234", "250"]
        assert not bring_in("hris_adventureworks").written


def test_both_companies_live_side_by_side():
    bring_in("hris_employees")
    bring_in("hris_adventureworks")
    assert not bring_in("hris_employees").written
    assert not bring_in("hris_adventureworks").written
    assert ReportingLine.objects.count() == 8064 + 290
