"""Seats, cases and turns of status round one person, read with one query."""

import datetime as dt

import pytest

from promotions.models import CaseStatus, Decision
from promotions.models.readiness import Status
from promotions.step_records import CaseStanding, Turn, records_of
from tests.factories.employees import AssignmentFactory, EmployeeFactory, ProjectFactory
from tests.factories.pathways import RoleFactory
from tests.factories.promotions import (
    ApplicationFactory,
    CaseFactory,
    ReadinessChangeFactory,
    ReadinessFactory,
    RequisitionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)
SINCE = dt.date(2024, 5, 2)


def read(person, *roles, projects=False):
    return records_of(person, [role.pk for role in roles], TODAY, since=SINCE, projects=projects)


def test_one_query_however_much_there_is(django_assert_num_queries):
    person, role = EmployeeFactory(), RoleFactory()
    for number in range(5):
        RequisitionFactory(role=role)
        CaseFactory(employee=person, role=role, nominated_on=dt.date(2023, 1, 1 + number))
        AssignmentFactory(employee=person)
    with django_assert_num_queries(1):
        records = read(person, role, projects=True)
    assert (len(records.seats[role.pk]), len(records.projects)) == (5, 5)


def test_open_seats_say_where_since_when_and_for_whom():
    role = RoleFactory()
    RequisitionFactory(role=role, unit__name="Alder", external_from=dt.date(2024, 7, 1))
    RequisitionFactory(role=role, opened_on=dt.date(2024, 1, 2), filled_on=TODAY, filled_inside=True)
    RequisitionFactory(role=role, opened_on=dt.date(2024, 7, 1))
    (seat,) = read(EmployeeFactory(), role).seats[role.pk]
    assert (seat.unit, seat.since, seat.outsiders_from) == ("Alder", dt.date(2024, 1, 1), dt.date(2024, 7, 1))


def test_the_newest_case_stands_and_a_decision_before_its_steps():
    person, role, other = EmployeeFactory(), RoleFactory(), RoleFactory()
    CaseFactory(employee=person, role=role, nominated_on=dt.date(2023, 1, 1))
    case = CaseFactory(employee=person, role=role, nominated_on=dt.date(2024, 2, 1))
    CaseStatus.objects.create(case=case, step="shortlisted", on=dt.date(2024, 2, 20))
    assert read(person, role).cases[role.pk] == CaseStanding("shortlisted", dt.date(2024, 2, 1), dt.date(2024, 2, 20), applied=False)
    Decision.objects.create(case=case, outcome="refused", on=dt.date(2024, 3, 1))
    assert read(person, role).cases[role.pk] == CaseStanding("refused", dt.date(2024, 2, 1), dt.date(2024, 3, 1), applied=False)
    assert other.pk not in read(person, role, other).cases


def test_a_case_that_an_application_lies_behind_is_known_as_such():
    person, seat = EmployeeFactory(), RequisitionFactory()
    CaseFactory(employee=person, role=seat.role, requisition=seat)
    assert not read(person, seat.role).cases[seat.role_id].applied
    ApplicationFactory(employee=person, requisition=seat)
    assert read(person, seat.role).cases[seat.role_id].applied


def test_several_turns_of_a_role_are_told_as_one_and_a_way_back_as_none():
    person, up, round_trip, old = EmployeeFactory(), RoleFactory(), RoleFactory(), RoleFactory()
    for day, before, after in ((3, 0, 1), (9, 1, 2)):
        ReadinessChangeFactory(employee=person, role=up, on=dt.date(2024, 5, day), old=before, new=after)
    for day, before, after in ((3, 1, 2), (9, 2, 1)):
        ReadinessChangeFactory(employee=person, role=round_trip, on=dt.date(2024, 5, day), old=before, new=after)
    ReadinessChangeFactory(employee=person, role=old, on=SINCE, old=0, new=1)
    assert read(person).turns == [Turn(up.pk, dt.date(2024, 5, 9), Status.DEVELOPING, Status.READY)]


def test_a_first_row_and_a_last_one_have_no_other_side():
    person, role = EmployeeFactory(), RoleFactory()
    ReadinessChangeFactory(employee=person, role=role, on=TODAY, old=None, new=1)
    assert read(person).turns == [Turn(role.pk, TODAY, None, Status.NEAR)]


def test_ready_since_and_nobody_elses():
    person, role = EmployeeFactory(), RoleFactory()
    ReadinessFactory(role=role, status=2, ready_since=TODAY)
    assert read(person, role).ready_since == {}
    ReadinessFactory(employee=person, role=role, status=2, ready_since=dt.date(2024, 5, 1))
    assert read(person, role).ready_since == {role.pk: dt.date(2024, 5, 1)}


def test_a_project_counts_once_as_led_if_it_was_ever_led():
    person, project = EmployeeFactory(), ProjectFactory(name="Waiting list", complexity=4)
    AssignmentFactory(employee=person, project=project, as_lead=True)
    AssignmentFactory(employee=person, project=project, as_lead=False, start=dt.date(2023, 3, 1))
    (done,) = read(person, projects=True).projects
    assert (done.name, done.complexity, done.as_lead) == ("Waiting list", 4, True)
    assert read(person).projects == []
