"""Seats, who inside was ready when they opened, and what became of each."""

import datetime as dt

import pytest

from promotions.models import Decision
from promotions.models.readiness import Status
from promotions.reviews import overlooked
from promotions.reviews.overlooked import Became, seats_of
from promotions.reviews.scope import Scope
from tests.factories.employees import EmployeeFactory, PositionFactory
from tests.factories.pathways import RoleProfileFactory
from tests.factories.promotions import ApplicationFactory, CaseFactory, ReadinessChangeFactory, RequisitionFactory

pytestmark = pytest.mark.django_db
OPENED, FILLED = dt.date(2024, 3, 1), dt.date(2024, 4, 10)


@pytest.fixture
def profile():
    return RoleProfileFactory()


def seat(profile, *, inside=False, **more):
    return RequisitionFactory(role=profile.role, opened_on=OPENED, filled_on=FILLED, filled_inside=inside, **more)


def ready(profile, *, on=dt.date(2024, 2, 1), until=None, **more):
    person = EmployeeFactory(**more)
    ReadinessChangeFactory(employee=person, role=profile.role, on=on, new=Status.READY)
    if until:
        ReadinessChangeFactory(employee=person, role=profile.role, on=until, old=Status.READY, new=Status.NEAR)
    return person


def answer():
    return overlooked.compute(Scope(None, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))


def test_an_outsider_over_a_ready_insider_who_never_asked(profile):
    opening, person = seat(profile), ready(profile)
    found = answer()
    assert (found["outside"], found["passed_over"], found["unexplained"]) == (1, 1, 1)
    assert seats_of(found) == {opening.pk: [(person.pk, Became.NOT_ASKED)]}


def test_a_reason_on_the_requisition_explains_it(profile):
    seat(profile, external_reason="No insider had the licence in time.")
    ready(profile)
    found = answer()
    assert (found["passed_over"], found["unexplained"]) == (1, 0)


@pytest.mark.parametrize(
    "spell",
    [
        {"on": dt.date(2024, 3, 2)},  # ready the day after
        {"until": OPENED},  # no longer ready on the day
        {"left_on": dt.date(2024, 4, 1)},  # gone before it was filled
    ],
    ids=str,
)
def test_who_was_not_ready_that_day_or_could_not_take_it_is_not_counted(profile, spell):
    seat(profile)
    ready(profile, **spell)
    assert answer()["passed_over"] == 0


def test_who_held_the_role_already_is_not_counted(profile):
    seat(profile)
    PositionFactory(employee=ready(profile), role=profile.role, start=dt.date(2023, 1, 1))
    assert answer()["passed_over"] == 0


@pytest.mark.parametrize(
    ("outcome", "became"),
    [("turned-down", Became.REFUSED), ("withdrawn", Became.WITHDREW), ("waiting", Became.WAITING), ("accepted", Became.TAKEN)],
)
def test_what_became_of_an_application(profile, outcome, became):
    opening, person = seat(profile), ready(profile)
    ApplicationFactory(requisition=opening, employee=person, outcome=outcome)
    assert seats_of(answer())[opening.pk] == [(person.pk, became)]


def test_a_nomination_for_this_seat_with_frozen_readiness_counts_without_any_night(profile):
    opening, person = seat(profile), EmployeeFactory()
    case = CaseFactory(employee=person, role=profile.role, requisition=opening, readiness={"status": "ready"})
    CaseFactory(employee=EmployeeFactory(), role=profile.role, requisition=opening, readiness={"status": "near"})
    Decision.objects.create(case=case, outcome="refused", on=FILLED)
    found = answer()
    assert seats_of(found) == {opening.pk: [(person.pk, Became.REFUSED)]}
    assert found["history_from"] is None


def test_a_seat_filled_inside_passes_nobody_over_and_tells_who_took_it(profile):
    person = ready(profile)
    seat(profile, inside=True, filled_by=person)
    found = answer()
    assert (found["filled"], found["outside"], found["became"], found["seats"]) == (1, 0, {"taken": 1}, [])


def test_open_and_withdrawn_seats_are_no_decision_yet(profile):
    RequisitionFactory(role=profile.role, opened_on=OPENED)
    ready(profile)
    assert answer()["filled"] == 0
