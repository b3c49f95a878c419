"""Who was eligible when a cycle opened, and how far they got."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from promotions.audits.pool import Reached, read_pool
from promotions.models.readiness import Status
from tests.factories.employees import LeaveFactory, PositionFactory, UnitFactory
from tests.factories.promotions import ReadinessChangeFactory
from tests.promotions.audits.ward import OPENED, Ward

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def ward():
    return Ward()


def people(*cycles, **scope):
    return read_pool(cycles or [2024], **scope).employee.tolist()


def reached(person, cycle=2024):
    pool = read_pool([cycle])
    return Reached(int(pool.reached[pool.employee == person.pk][0]))


def test_everybody_employed_in_a_role_that_leads_up_is_eligible_once(ward):
    nurse = ward.nurse()
    ward.nurse(role=ward.higher.role)  # nothing above it is written
    PositionFactory(role=None)  # no framework describes it
    assert people() == [nurse.pk]
    pool = read_pool([2024])
    assert (pool.family[0], pool.level[0]) == (ward.lower.track.family_id, ward.lower.level_id)


def test_the_day_the_cycle_opens_decides(ward):
    there = ward.nurse(start=OPENED)
    ward.nurse(start=OPENED + DAY)
    ward.nurse(left_on=OPENED)
    assert people() == [there.pk]


def test_whoever_left_during_the_cycle_stays_in(ward):
    leaver = ward.nurse(left_on=OPENED + DAY)
    assert people() == [leaver.pk]


def test_whoever_was_on_leave_stays_in(ward):
    parent = ward.nurse()
    LeaveFactory(employee=parent, start=OPENED - DAY, end=OPENED + 90 * DAY)
    assert people() == [parent.pk]


def test_each_cycle_counts_a_person_anew_until_promoted_out_of_the_roles(ward):
    stays, rises = ward.nurse(), ward.nurse(promoted_on=dt.date(2024, 6, 1))
    pool = read_pool([2024, 2025])
    assert list(zip(pool.employee.tolist(), pool.cycle.tolist(), strict=True)) == [(stays.pk, 2024), (stays.pk, 2025), (rises.pk, 2024)]


@pytest.mark.parametrize(
    ("day", "cycle"), [(dt.date(2024, 1, 2), 2024), (dt.date(2024, 12, 31), 2024), (dt.date(2025, 1, 1), 2024), (dt.date(2025, 1, 2), 2025)]
)
def test_a_promotion_falls_into_one_cycle(ward, day, cycle):
    person = ward.nurse(promoted_on=day)
    promoted = [year for year in (2023, 2024, 2025) if person.pk in people(year) and Reached.PROMOTED in reached(person, year)]
    assert promoted == [cycle]


def test_a_reorganisation_is_no_promotion(ward):
    person = ward.nurse()
    person.positions.update(end=dt.date(2024, 6, 1))
    PositionFactory(employee=person, unit=ward.unit, role=ward.higher.role, start=dt.date(2024, 6, 1), reason="reorganisation")
    assert reached(person) == Reached(0)


def test_stages_of_cases_come_from_what_each_recorded(ward):
    ready, near, later = ward.nurse(), ward.nurse(), ward.nurse()
    ward.case(ready, outcome="promoted")
    ward.case(near, ready=False, outcome="refused")
    ward.case(later, on=dt.date(2025, 1, 1))
    assert reached(ready) == (Reached.READY | Reached.NOMINATED | Reached.NOMINATED_READY | Reached.DECIDED_FOR | Reached.DECIDED_FOR_READY)
    assert reached(near) == Reached.NOMINATED
    assert reached(later) == Reached(0)


@pytest.mark.parametrize(
    ("turns", "ready"),
    [
        ([(dt.date(2023, 5, 1), Status.READY)], True),  # since before the cycle
        ([(dt.date(2023, 5, 1), Status.READY), (dt.date(2023, 12, 1), Status.NEAR)], False),  # no more when it opened
        ([(dt.date(2023, 5, 1), Status.READY), (dt.date(2024, 3, 1), Status.NEAR)], True),  # for a while
        ([(dt.date(2024, 11, 1), Status.READY)], True),
        ([(dt.date(2025, 1, 1), Status.READY)], False),  # after it
        ([(dt.date(2024, 3, 1), Status.NEAR)], False),
    ],
)
def test_ready_is_whoever_was_so_on_a_day_of_the_cycle(ward, turns, ready):
    person, before = ward.nurse(), None
    for on, new in turns:
        ReadinessChangeFactory(employee=person, role=ward.higher.role, on=on, old=before, new=new)
        before = new
    assert (Reached.READY in reached(person)) == ready


def test_readiness_for_one_role_does_not_hide_that_for_another(ward):
    person = ward.nurse()
    ReadinessChangeFactory(employee=person, role=ward.higher.role, on=dt.date(2023, 1, 1), old=None, new=Status.READY)
    ReadinessChangeFactory(employee=person, role=ward.lower.role, on=dt.date(2023, 2, 1), old=None, new=Status.NEAR)
    assert Reached.READY in reached(person)


def test_the_scope_is_units_or_a_family(ward):
    here, there = ward.nurse(), ward.nurse(unit=UnitFactory())
    assert people(units=[ward.unit.pk]) == [here.pk]
    assert people(family=ward.lower.track.family) == [here.pk, there.pk]
    assert people(family=Ward().lower.track.family) == []


def test_nobody_is_an_empty_pool(ward):
    assert len(read_pool([2024])) == 0
    assert len(read_pool([])) == 0


def test_queries_do_not_grow_with_people(ward):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read_pool([2024])
        return len(captured)

    ward.nurses("woman", 1)
    one = queries()
    ward.nurses("woman", 30, promoted=5)
    assert queries() == one <= 10
