"""Whatever a company's history: the stored facts are those of a naive recount, they add up, and a second refresh finds nothing to write."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees.models import Position, RoleMove
from promotions import metrics
from tests.factories.employees import EmployeeFactory, LeaveFactory, PositionFactory
from tests.factories.promotions import RequisitionFactory
from tests.promotions.metrics import recount
from tests.promotions.metrics.company import expanded, hospital, stored_durations

pytestmark = pytest.mark.django_db

BEGIN, TODAY = dt.date(2024, 11, 20), dt.date(2026, 3, 10)
days = st.dates(BEGIN, TODAY + dt.timedelta(days=40))
roles = st.sampled_from(["nurse", "senior", "clerk", None])
units = st.sampled_from(["top", "ward_a", "ward_b"])
position = st.tuples(days, roles, units, st.sampled_from(Position.Reason.values), st.booleans())
people = st.lists(st.tuples(st.lists(position, min_size=1, max_size=4), st.none() | days, st.none() | st.tuples(days, days)), max_size=5)
seats = st.lists(st.tuples(days, roles.filter(bool), units, st.none() | days, st.none() | days, st.booleans()), max_size=4)


def store_person(company, positions, left, leave, employee=None):
    """Store positions in order of day; one ends where the next begins, or a week before when it leaves a gap."""
    positions = sorted({start: (start, *rest) for start, *rest in positions}.values())
    left = left if left and left > positions[-1][0] else None
    employee = employee or EmployeeFactory()
    employee.hired_on, employee.left_on = positions[0][0], left
    employee.save()
    for place, (start, role, unit, reason, gap) in enumerate(positions):
        following = positions[place + 1][0] if place + 1 < len(positions) else left
        early = following - dt.timedelta(days=7) if following and gap else None
        end = early if early and early > start else following
        PositionFactory(
            employee=employee, role=role and getattr(company, role), unit=getattr(company, unit), reason=reason, start=start, end=end
        )
    if leave and leave[0] != leave[1]:
        LeaveFactory(employee=employee, start=min(leave), end=max(leave))
    return employee


def store_seat(company, opened, role, unit, external, filled, inside):
    filled = filled if filled and filled >= opened else None
    return RequisitionFactory(
        role=getattr(company, role),
        unit=getattr(company, unit),
        opened_on=opened,
        external_from=external if external and external >= opened else None,
        filled_on=filled,
        filled_inside=inside if filled else None,
    )


def stored_moves():
    rows = RoleMove.objects.values_list("source", "target", "people", "months")
    return {(source, target): (people, months) for source, target, people, months in rows}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=people, seats=seats, yesterday=st.booleans())
def test_facts_equal_a_naive_recount(people, seats, yesterday):
    with transaction.atomic():
        company = hospital()
        for somebody in people:
            store_person(company, *somebody)
        for seat in seats:
            store_seat(company, *seat)
        if yesterday:  # rows of an earlier day are brought up to date, not added to
            metrics.refresh(TODAY - dt.timedelta(days=12))

        metrics.refresh(TODAY)

        assert expanded(TODAY, "unit", "family", "level") == recount.facts(TODAY)
        assert stored_durations(TODAY, "unit", "family", "level") == recount.durations(TODAY)
        assert stored_moves() == recount.moves(TODAY)
        assert metrics.refresh(TODAY) == 0
        transaction.set_rollback(True)
