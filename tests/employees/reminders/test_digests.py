"""The digest of an HR partner: of which units, how often, and how long."""

import datetime as dt

import pytest

from employees import reminders
from employees.models import CredentialReminder, Notice
from employees.reminders.digests import LINES
from tests.factories.employees import GrantFactory, HeldCredentialFactory, PositionFactory, UnitFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
TOMORROW = TODAY + dt.timedelta(days=1)
EVERYBODY = (0, 10**9)


@pytest.fixture
def hospital():
    return UnitFactory(name="Hospital")


@pytest.fixture
def ward(hospital):
    return UnitFactory(parent=hospital)


def partner(unit, email="partner@example.org", **fields):
    return GrantFactory(user__email=email, duty="hr-partner", unit=unit, **fields).user


def holder(unit, left=20, name="Ada"):
    person = PositionFactory(unit=unit, employee__first_name=name, employee__last_name="Bell").employee
    return HeldCredentialFactory(employee=person, expires_on=TODAY + dt.timedelta(days=left), credential__name="Licence")


def digest(on=TODAY):
    reminders.tell(on, *EVERYBODY)
    return reminders.write_digests(on)


def digests():
    return Notice.objects.filter(kind="credential-digest").order_by("pk")


def test_a_partner_is_told_of_their_units_and_all_below(hospital, ward):
    user = partner(hospital)
    holder(ward, left=20, name="Ada")
    holder(hospital, left=-2, name="Bea")
    holder(UnitFactory(), name="Stranger")
    assert digest() == 1
    told = digests().get()
    assert (told.to_account, told.on, told.subject) == (user, TODAY, "Credentials in your units: 2 reminders")
    assert told.text == "Lapsed: 1\n30 days before: 1"
    assert [line.text for line in told.lines.all()] == [
        "Bea Bell: Licence, lapsed on 30 May 2026",
        "Ada Bell: Licence, held until 21 June 2026",
    ]
    assert [line.about.first_name for line in told.lines.all()] == ["Bea", "Ada"]


def test_who_is_partner_of_a_unit_and_of_one_above_is_told_once(hospital, ward):
    user = partner(hospital)
    GrantFactory(user=user, duty="hr-partner", unit=ward)
    holder(ward)
    digest()
    assert digests().get().subject == "Credentials in your units: 1 reminder"


def test_everybody_gets_their_own(hospital, ward):
    partner(hospital, "one@example.org")
    partner(ward, "two@example.org")
    holder(hospital)
    holder(ward)
    assert digest() == 2
    assert {told.to_account.email: told.subject[-11:] for told in digests()} == {
        "one@example.org": "2 reminders",
        "two@example.org": " 1 reminder",
    }


def test_a_partner_of_units_where_nothing_is_due_is_not_told(ward):
    partner(UnitFactory())
    holder(ward)
    assert digest() == 0
    assert not digests().exists()


def test_an_account_that_is_closed_is_not_told(ward):
    partner(ward, user__is_active=False)
    holder(ward)
    assert digest() == 0


def test_the_unit_is_that_of_the_night_that_told_it(ward):
    before, after = partner(ward, "before@example.org"), UnitFactory()
    partner(after, "after@example.org")
    held = holder(ward)
    reminders.tell(TODAY, *EVERYBODY)
    position = held.employee.positions.get()
    position.end = TOMORROW
    position.save()
    PositionFactory(employee=held.employee, unit=after, start=TOMORROW, reason="lateral")
    digest(TOMORROW)
    assert [told.to_account for told in digests()] == [before]


def test_there_is_one_a_night_and_what_comes_later_waits_for_the_next(ward):
    partner(ward)
    holder(ward, name="First")
    digest()
    holder(ward, name="Second")
    assert digest() == 0
    assert CredentialReminder.objects.filter(digested_on__isnull=True).count() == 1
    assert digest(TOMORROW) == 1
    assert [[line.about.first_name for line in told.lines.all()] for told in digests()] == [["First"], ["Second"]]


def test_what_a_night_told_that_never_came_to_its_digests_is_in_the_next(ward):
    partner(ward)
    holder(ward)
    reminders.tell(TODAY, *EVERYBODY)
    assert digest(TOMORROW) == 1


def test_the_most_urgent_are_named_and_all_are_counted(ward):
    partner(ward)
    for number in range(LINES + 3):
        holder(ward, left=60 - number)
    digest()
    told = digests().get()
    assert told.subject == f"Credentials in your units: {LINES + 3} reminders"
    assert told.text.endswith(f"The {LINES} most urgent are named.")
    assert told.lines.count() == LINES
    assert told.lines.first().text.endswith(f"held until {TODAY + dt.timedelta(days=60 - LINES - 2):%-d %B %Y}")


def test_the_queries_do_not_grow_with_the_reminders(ward, django_assert_num_queries):
    partner(ward)
    for on in (TODAY, TOMORROW):
        for _ in range(1 if on == TODAY else 9):
            holder(ward)
        reminders.tell(on, *EVERYBODY)
        with django_assert_num_queries(7):
            reminders.write_digests(on)
