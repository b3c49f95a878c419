"""When a reminder is due: the edges of every window, renewals, corrections, and whom it concerns."""

import datetime as dt

import pytest

from employees.models import CredentialReminder
from employees.reminders.due import due, people_due
from tests.factories.employees import EmployeeFactory, HeldCredentialFactory, LeaveFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def day(days):
    return TODAY + dt.timedelta(days=days)


def due_today(on=TODAY):
    return {held.pk: held.threshold for held in due(on)}


@pytest.mark.parametrize(
    ("left", "threshold"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-29, 0), (-30, None), (-3650, None)],
)
def test_each_window_ends_where_the_tighter_begins(left, threshold):
    held = HeldCredentialFactory(expires_on=day(left), issued_on=day(-5000))
    assert due_today() == ({held.pk: threshold} if threshold is not None else {})


def test_what_was_told_is_not_due_but_a_tighter_threshold_is():
    held = HeldCredentialFactory(expires_on=day(20))
    CredentialReminder.objects.create(held=held, threshold=60, on=day(-40))
    assert due_today() == {held.pk: 30}
    CredentialReminder.objects.create(held=held, threshold=30, on=day(-10))
    assert due_today() == {}


def test_a_credential_without_end_or_not_yet_issued_is_never_due():
    HeldCredentialFactory(expires_on=None)
    HeldCredentialFactory(issued_on=day(1), expires_on=day(20))
    assert due_today() == {}


@pytest.mark.parametrize(
    ("issued", "expires", "renews"),
    [
        (-10, None, True),
        (-10, 400, True),
        (30, 400, True),  # entered before it counts
        (-10, 20, True),  # as long, issued later: the same one entered again
        (-10, 19, False),  # ends before
        (-900, 20, False),  # as long, issued earlier
    ],
)
def test_a_renewal_ends_the_reminders_of_what_it_renews(issued, expires, renews):
    held = HeldCredentialFactory(issued_on=day(-700), expires_on=day(20))
    HeldCredentialFactory(
        employee=held.employee,
        credential=held.credential,
        issued_on=day(issued),
        expires_on=None if expires is None else day(expires),
    )
    assert (held.pk not in due_today()) == renews


def test_another_credential_or_another_person_renews_nothing():
    held = HeldCredentialFactory(expires_on=day(20))
    HeldCredentialFactory(employee=held.employee, expires_on=day(400))
    HeldCredentialFactory(credential=held.credential, expires_on=day(400))
    assert due_today() == {held.pk: 30}


def test_a_corrected_date_is_judged_as_it_stands():
    held = HeldCredentialFactory(expires_on=day(20))
    held.expires_on = day(80)
    held.save()
    assert due_today() == {held.pk: 90}


@pytest.mark.parametrize(("left_on", "told"), [(0, False), (-1, False), (1, True), (None, True)])
def test_who_has_left_is_not_reminded(left_on, told):
    person = EmployeeFactory(left_on=None if left_on is None else day(left_on))
    held = HeldCredentialFactory(employee=person, expires_on=day(20))
    assert (held.pk in due_today()) == told


def test_who_has_not_begun_yet_is_not_reminded():
    HeldCredentialFactory(employee__hired_on=day(1), expires_on=day(20))
    assert due_today() == {}


def test_who_is_on_leave_is_reminded():
    held = HeldCredentialFactory(expires_on=day(20))
    LeaveFactory(employee=held.employee, start=day(-30), end=None)
    assert due_today() == {held.pk: 30}


def test_the_people_are_named_once_in_order():
    first, second = EmployeeFactory.create_batch(2)
    for person in (second, first, second):
        HeldCredentialFactory(employee=person, expires_on=day(20))
    assert people_due(TODAY) == [first.pk, second.pk]
