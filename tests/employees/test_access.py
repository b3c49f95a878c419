"""Who reaches whom: the one object that every list and every page asks."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from employees import access, reporting_line
from employees.access import Permission
from employees.accounts import AccountBackend
from employees.models import Employee, Unit, User
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory, UserFactory

LONG_AGO = dt.date(2020, 1, 1)


def signed_in(number: str) -> User:
    """Read the account anew, as each request does."""
    user = AccountBackend().get_user(User.objects.get(employee__number=number).pk)
    assert user is not None
    return user


def seen_by(user: User | AnonymousUser) -> set[str]:
    return {person.number for person in Employee.objects.visible_to(user)}


@pytest.fixture
def company(db: None) -> dict[str, Employee]:
    """A small line: chief → head → nurse and porter in the ward; chief → other head → clerk in the office."""
    hospital = UnitFactory(code="hospital")
    ward, office = UnitFactory(code="ward", parent=hospital), UnitFactory(code="office", parent=hospital)
    people: dict[str, Employee] = {
        name: EmployeeFactory(number=name, user=UserFactory(email=f"{name}@example.org"))
        for name in ("chief", "head", "nurse", "porter", "other-head", "clerk")
    }
    seats = {
        "chief": (hospital, None),
        "head": (ward, "chief"),
        "nurse": (ward, "head"),
        "porter": (ward, "head"),
        "other-head": (office, "chief"),
        "clerk": (office, "other-head"),
    }
    for name, (unit, manager) in seats.items():
        PositionFactory(employee=people[name], unit=unit, manager=people[manager] if manager else None, start=LONG_AGO)
    reporting_line.rebuild(timezone.localdate())
    return people


def test_an_employee_sees_only_themselves(company: dict[str, Employee]) -> None:
    assert seen_by(signed_in("nurse")) == {"nurse"}


def test_a_manager_sees_the_line_at_any_depth_and_nobody_beside_it(company: dict[str, Employee]) -> None:
    assert seen_by(signed_in("head")) == {"head", "nurse", "porter"}
    assert seen_by(signed_in("chief")) == set(company)


def test_a_former_manager_loses_sight_that_day(company: dict[str, Employee]) -> None:
    today = timezone.localdate()
    seat = company["nurse"].positions.get()
    company["nurse"].positions.update(end=today)
    PositionFactory(employee=company["nurse"], unit=seat.unit, manager=company["other-head"], start=today, reason="reorganisation")
    reporting_line.rebuild(today)
    assert seen_by(signed_in("head")) == {"head", "porter"}
    assert seen_by(signed_in("other-head")) == {"other-head", "clerk", "nurse"}


def test_an_hr_partner_sees_the_people_of_their_units_and_below(company: dict[str, Employee]) -> None:
    partner = UserFactory()
    GrantFactory(user=partner, duty="hr-partner", unit=Unit.objects.get(code="ward"))
    assert seen_by(partner) == {"head", "nurse", "porter"}
    GrantFactory(user=partner, duty="hr-partner", unit=Unit.objects.get(code="hospital"))
    assert seen_by(User.objects.get(pk=partner.pk)) == set(company)


@pytest.mark.parametrize("duty", ["hr-auditor", "framework-editor", "administrator"])
def test_company_wide_duties_open_nobodys_record(company: dict[str, Employee], duty: str) -> None:
    user = UserFactory()
    GrantFactory(user=user, duty=duty, unit=None)
    assert seen_by(user) == set()


def test_nobody_is_seen_by_a_stranger_or_by_somebody_not_signed_in(company: dict[str, Employee]) -> None:
    assert seen_by(UserFactory()) == set()
    assert seen_by(AnonymousUser()) == set()


def test_somebody_who_left_sees_nothing_not_even_their_own_record(company: dict[str, Employee]) -> None:
    account = signed_in("head").pk
    GrantFactory(user_id=account, duty="administrator", unit=None)
    Employee.objects.filter(number="head").update(left_on=timezone.localdate())
    assert AccountBackend().get_user(account) is None
    assert seen_by(User.objects.get(pk=account)) == set()
    assert not access.of(User.objects.get(pk=account)).may(Permission.RUN_NIGHTLY)


def test_a_duty_of_an_inactive_account_is_void(company: dict[str, Employee]) -> None:
    user = UserFactory(is_active=False)
    GrantFactory(user=user, duty="administrator", unit=None)
    assert not access.of(user).may(Permission.RUN_NIGHTLY)


MAY = {
    "hr-partner": {Permission.READ_MOBILITY, Permission.READ_AUDITS, Permission.READ_FINDINGS, Permission.COUNT_PROMISES},
    "hr-auditor": {
        Permission.READ_MOBILITY,
        Permission.READ_NIGHTLY,
        Permission.READ_TRAIL,
        Permission.READ_AUDITS,
        Permission.ASK_AUDITS,
        Permission.READ_FINDINGS,
    },
    "framework-editor": {Permission.EDIT_FRAMEWORK},
    "administrator": {
        Permission.EDIT_FRAMEWORK,
        Permission.EDIT_POLICY,
        Permission.READ_NIGHTLY,
        Permission.RUN_NIGHTLY,
        Permission.READ_TRAIL,
        Permission.MANAGE_WEBHOOKS,
        Permission.MANAGE_ACCOUNTS,
        Permission.ERASE_PEOPLE,
        Permission.DELEGATE_FOR_ANYBODY,
    },
}


@pytest.mark.parametrize("duty", MAY)
def test_each_duty_may_do_exactly_this(company: dict[str, Employee], duty: str) -> None:
    user = UserFactory()
    GrantFactory(user=user, duty=duty, unit=Unit.objects.get(code="ward") if duty == "hr-partner" else None)
    assert {permission for permission in Permission if access.of(user).may(permission)} == MAY[duty]


def test_visibility_costs_the_same_for_one_report_and_for_thirty(company: dict[str, Employee], django_assert_num_queries) -> None:
    for _ in range(30):
        PositionFactory(employee=EmployeeFactory(), unit=Unit.objects.get(code="ward"), manager=company["head"], start=LONG_AGO)
    reporting_line.rebuild(timezone.localdate())
    user = signed_in("head")
    with django_assert_num_queries(2):  # duties, the people; the own record with its interval came with the account
        assert len(Employee.objects.visible_to(user)) == 33
