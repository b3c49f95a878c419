"""What may be told is judged again for those quarters alone whose headcounts are others than they were, and comes out as from nothing."""

from unittest import mock

import pytest

from employees.models import Position
from promotions import metrics
from promotions.metrics import choices, headcounts
from promotions.metrics.months import month_number
from promotions.metrics.telling import TIMES, told_parts, write_told_parts
from promotions.models import ToldChoice, ToldPart, UncountedPerson
from tests.factories.employees import UnitFactory
from tests.promotions.metrics.company import TODAY, day, hospital, person

pytestmark = pytest.mark.django_db

NEWEST, BEFORE, FIRST = (month_number(day(text)) for text in ("2026-01-01", "2025-10-01", "2025-07-01"))


@pytest.fixture(autouse=True)
def three_are_enough(monkeypatch):
    monkeypatch.setattr(headcounts, "FEWEST_PEOPLE", 3)


@pytest.fixture
def told():
    """Three nurses and three clerks in one ward since July, four nurses in the other, one of whom came in November. All counted."""
    it = hospital()
    for role, ward, count in ((it.nurse, it.ward_a, 3), (it.clerk, it.ward_a, 3), (it.nurse, it.ward_b, 3)):
        it.people = [person(("2025-07-01", role, ward, "hire")) for _ in range(count)]
    it.late = person(("2025-11-10", it.nurse, it.ward_b, "hire"))
    metrics.refresh(TODAY)
    return it


def judged(on=TODAY):
    """Refresh, hold what is told against what it would be from nothing, and return the quarters that were judged again."""
    with mock.patch.object(choices, "_choice", wraps=choices._choice) as chosen:
        metrics.refresh(on)
    rows = told_rows()
    ToldChoice.objects.all().delete()
    assert write_told_parts(on) == 0
    assert told_rows() == rows
    return [call.args[0] for call in chosen.call_args_list]


def told_rows():
    return set(ToldPart.objects.values_list("unit__code", "own", "family__slug", "level__rank", "since", "times"))


def move(it, employee, **changes):
    Position.objects.filter(employee=employee).update(**changes)
    UncountedPerson.objects.create(subject=employee.pk)


def test_a_day_on_which_nothing_happened_judges_nothing_again(told):
    assert len(told_rows()) > 5
    assert judged() == []


def test_the_next_day_lengthens_the_newest_quarter_alone(told):
    assert judged(day("2026-03-11")) == [NEWEST]


def test_who_comes_changes_their_quarter_and_time_in_position(told):
    newcomer = person(("2026-02-01", told.nurse, told.ward_b, "hire"))
    UncountedPerson.objects.create(subject=newcomer.pk)
    assert judged() == [NEWEST, TIMES]


def test_a_corrected_past_is_judged_again_from_there_on(told):
    move(told, told.late, start=day("2025-10-10"))
    assert judged() == [BEFORE]


def test_what_a_newer_quarter_tells_no_more_no_older_one_does(told):
    """Who leaves the ward leaves two nurses of three: what is hidden now is hidden for every earlier quarter, too."""
    before = told_rows()
    left = told.people[0]
    left.left_on = day("2026-02-01")
    left.save()
    UncountedPerson.objects.create(subject=left.pk)
    move(told, told.late, unit=told.ward_a, start=day("2025-07-01"))
    assert judged() == [NEWEST, BEFORE, FIRST, TIMES]
    gone = {row for row in before - told_rows() if row[0] == "ward-b"}
    assert gone
    assert not {row for row in told_rows() if row[0] == "ward-b"}


def test_another_tree_is_judged_whole(told):
    UnitFactory(code="ward-c", name="Ward C", parent=told.top)
    assert judged() == [NEWEST, BEFORE, FIRST, TIMES]


def test_so_is_everything_by_another_rule(told, monkeypatch):
    monkeypatch.setattr(choices, "RULE", b"another")
    assert judged() == [NEWEST, BEFORE, FIRST, TIMES]


def test_a_full_count_trusts_nothing_that_was_kept(told):
    ToldChoice.objects.update(groups=ToldChoice.objects.get(pk=TIMES).groups, places=b"spoilt")
    assert metrics.refresh(TODAY, full=True) == 0


def test_nothing_is_told_of_nobody():
    assert len(told_parts(TODAY)) == 0
