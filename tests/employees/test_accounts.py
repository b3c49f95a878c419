"""Opening accounts and granting duties, from the command line: what works, and the sentence for each thing that does not."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from employees.models import Employee, Grant, User
from tests.factories.employees import EmployeeFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def account(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command; return the password that it printed."""
    call_command("account", *words)
    return capsys.readouterr().out.split("password ")[1].split()[0]


def test_an_imported_employee_can_be_let_in(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    person = EmployeeFactory(number="10001", user=None)
    password = account(capsys, "Georgi@Example.org", "--employee", "10001")
    person.refresh_from_db()
    assert person.user == User.objects.get(email="georgi@example.org")
    response = client.post("/sign-in/", {"username": "georgi@example.org", "password": password})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_second_time_gives_a_new_password_and_opens_a_closed_account(capsys: pytest.CaptureFixture[str]) -> None:
    user = UserFactory(email="robin@example.org", is_active=False)
    password = account(capsys, "robin@example.org")
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(password)
    assert User.objects.count() == 1


def test_duties_are_granted_once(capsys: pytest.CaptureFixture[str]) -> None:
    UnitFactory(code="ward")
    account(capsys, "robin@example.org", "--duty", "administrator")
    account(capsys, "robin@example.org", "--duty", "administrator")
    account(capsys, "robin@example.org", "--duty", "hr-partner", "--unit", "ward")
    assert list(Grant.objects.order_by("duty").values_list("duty", "unit__code")) == [("administrator", None), ("hr-partner", "ward")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["robin"], "'robin' is no e-mail address"),
        (["a@example.org", "--employee", "404"], "There is no employee '404'"),
        (["a@example.org", "--duty", "hr-partner", "--unit", "moon"], "There is no unit 'moon'"),
        (["a@example.org", "--duty", "hr-partner"], "'HR partner' was given no unit. Expected a unit"),
        (["a@example.org", "--duty", "administrator", "--unit", "ward"], "was given the unit .* Expected no unit"),
        (["a@example.org", "--employee", "gone"], "left on 2026-01-01. Expected somebody employed"),
        (["a@example.org", "--employee", "has-one"], "signs in as one@example.org"),
        (["one@example.org", "--employee", "free"], "belongs to employee has-one"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(words: list[str], sentence: str) -> None:
    UnitFactory(code="ward")
    EmployeeFactory(number="gone", hired_on=dt.date(2020, 1, 1), left_on=dt.date(2026, 1, 1), user=None)
    EmployeeFactory(number="has-one", user=UserFactory(email="one@example.org"))
    EmployeeFactory(number="free", user=None)
    before = list(User.objects.values_list("email", "password"))
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("account", *words)
    assert refused.value.returncode == 2
    assert list(User.objects.values_list("email", "password")) == before
    assert not Grant.objects.exists()
    assert Employee.objects.filter(user__isnull=False).count() == 1
