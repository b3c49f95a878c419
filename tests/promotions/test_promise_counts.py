"""Counts of promises: right, of the reader's own units alone, and none that tells of few."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employees import access
from employees.models import Employee, Promise, Unit, User
from promotions.promise_counts import PromiseCounts, promise_counts
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def staffed(parent: Unit, name: str, people: int) -> tuple[Unit, list[Employee]]:
    unit = UnitFactory(parent=parent, name=name)
    found = EmployeeFactory.create_batch(people)
    for person in found:
        PositionFactory(employee=person, unit=unit)
    return unit, found


def promise(people: list[Employee], many: int, **fields: object) -> None:
    written = {"side": "manager", "text": "Cover", "made_on": TODAY - 90 * DAY, "due_on": TODAY + DAY} | fields
    by = EmployeeFactory()
    Promise.objects.bulk_create(Promise(employee=people[number % len(people)], promised_by=by, **written) for number in range(many))


def partner_of(unit: Unit) -> User:
    user: User = UserFactory()
    GrantFactory(user=user, duty="hr-partner", unit=unit)
    return user


def counts_for(user: User) -> PromiseCounts:
    return promise_counts(access.of(User.objects.get(pk=user.pk)))


@pytest.fixture
def hospital() -> Unit:
    found: Unit = UnitFactory(name="Hospital")
    return found


def test_promises_are_counted_by_state_and_area(hospital: Unit):
    _, north = staffed(hospital, "North", 30)
    _, south = staffed(hospital, "South", 31)
    promise(north, 12)
    promise(north, 14, due_on=TODAY - DAY)
    promise(south, 15, kept_on=TODAY)
    promise(south, 11, withdrawn_on=TODAY)
    promise(south, 40, kept_on=TODAY - 80 * DAY, made_on=TODAY - 800 * DAY, due_on=TODAY - 700 * DAY)
    promise(south, 20, kept_on=TODAY - 400 * DAY, made_on=TODAY - 800 * DAY, due_on=TODAY - 700 * DAY)
    found = counts_for(partner_of(hospital))
    assert [area.unit.name for area in found.areas if area.unit] == ["North", "South"]
    assert found.areas[0].counts["manager"] == {"open": 12, "overdue": 14, "kept": 0, "withdrawn": 0, "declined": 0}
    assert found.areas[1].counts["manager"] == {"open": 0, "overdue": 0, "kept": 55, "withdrawn": 11, "declined": 0}
    assert found.whole is not None
    assert found.whole.counts["manager"]["kept"] == 55
    assert (found.hidden, found.left_out) == (False, 0)


def test_few_are_hidden_and_cannot_be_worked_out_from_the_sums(hospital: Unit):
    _, north = staffed(hospital, "North", 30)
    _, south = staffed(hospital, "South", 30)
    promise(north, 3, due_on=TODAY - DAY)
    promise(south, 25, due_on=TODAY - DAY)
    promise(north, 30)
    promise(south, 40)
    found = counts_for(partner_of(hospital))
    overdue = [area.counts["manager"]["overdue"] for area in [*found.areas, *([found.whole] if found.whole else [])]]
    assert found.hidden
    assert overdue.count(None) >= 2
    assert 3 not in overdue


def test_small_units_count_with_the_one_above_and_what_is_left_is_told(hospital: Unit):
    staffed(hospital, "North", 20)
    staffed(hospital, "South", 10)
    office, _ = staffed(UnitFactory(name="Elsewhere"), "Office", 5)
    found = counts_for(partner_of(hospital))
    assert [area.unit.name for area in found.areas if area.unit] == ["Hospital"]
    small = counts_for(partner_of(office))
    assert (small.areas, small.whole, small.left_out) == ([], None, 5)


def test_a_partner_of_a_part_sees_that_part_alone(hospital: Unit):
    north, people = staffed(hospital, "North", 30)
    staffed(hospital, "South", 30)
    promise(people, 12)
    found = counts_for(partner_of(north))
    assert [area.unit.name for area in found.areas if area.unit] == ["North"]


def test_the_page_and_the_file_hold_counts_and_no_text(client: Client, hospital: Unit):
    _, people = staffed(hospital, "North", 30)
    promise(people, 12, text="Something between two")
    client.force_login(partner_of(hospital))
    page = client.get(reverse("hr-promises")).content.decode()
    file = b"".join(client.get(reverse("hr-promises-file"))).decode()
    assert "North" in page
    assert "Promised by managers,North,12,0,0,0,0" in file
    assert "Something between two" not in page + file
    assert not any(person.last_name in page for person in people)


def test_nobody_else_reads_them(client: Client, hospital: Unit):
    client.force_login(GrantFactory(duty="hr-auditor").user)
    assert client.get(reverse("hr-promises")).status_code == 403
