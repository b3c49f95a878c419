"""What ends everything by which an account is let in: sessions and tokens, for good, also when the account is opened again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from employees import accounts, services, tokens
from employees.models import AuditEvent, Employee, Grant, User
from employees.sign_in import passwords
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import GrantFactory, UserFactory

Enter = Callable[..., Client]
NEW_PASSWORD = "another long password"


@pytest.fixture
def administrator(db: None) -> User:
    return GrantFactory(duty="administrator").user


def token_of(user: User) -> str:
    return tokens.create(user=user, name="Dashboard", wanted=["read:me"], days=7, by=user)[1]


def opens(secret: str) -> bool:
    return Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


ENDINGS: dict[str, Callable[[User, User], None]] = {
    "signed out by an administrator": lambda user, by: accounts.sign_out_everywhere(user=user, by=by),
    "account closed": lambda user, by: accounts.close_account(user=user, by=by),
    "password changed": lambda user, by: passwords.change(user=user, password=NEW_PASSWORD),
    "employment ended": lambda user, by: services.leave_company(employee=user.employee, on=timezone.localdate(), by=by),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_sessions_and_tokens_end_and_stay_ended(person: User, administrator: User, enter: Enter, ending: str):
    browser, secret, other = enter(person), token_of(person), token_of(administrator)
    assert opens(secret)
    ENDINGS[ending](person, administrator)
    Employee.objects.update(left_on=None)
    User.objects.update(is_active=True)  # opened again: what was made before lets nobody in
    assert not opens(secret)
    assert browser.get("/me/sign-in/").status_code == 302
    assert opens(other)
    assert AuditEvent.objects.filter(verb="revoked", kind="employees.apitoken", whom=person.employee.pk).count() == 1


def test_signing_out_everywhere_on_ones_own_page_revokes_tokens(person: User, enter: Enter):
    secret = token_of(person)
    enter(person).post("/me/sign-in/end-all/")
    assert not opens(secret)


def test_a_new_password_on_ones_own_page_keeps_this_place_and_no_token(person: User, enter: Enter):
    here, there, secret = enter(person), enter(person), token_of(person)
    here.post("/me/sign-in/password/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    assert not opens(secret)
    assert here.get("/me/sign-in/").status_code == 200
    assert there.get("/me/sign-in/").status_code == 302


def test_a_token_of_somebody_else_stays(person: User, enter: Enter):
    other = token_of(UserFactory(password=PASSWORD))
    enter(person).post("/me/sign-in/end-all/")
    assert opens(other)


def test_who_owes_a_second_factor_is_refused_by_the_api_in_its_own_words(person: User, settings: object, enter: Enter):
    settings.SECOND_FACTOR_DUTIES = ("framework-editor",)  # type: ignore[attr-defined]  # the plugin's fixture has any setting
    GrantFactory(user=person, duty="framework-editor")
    client = enter(person)
    for path in ("/api/v1/me/", "/api/v1/people/", "/api/v1/nowhere/", "/api/schema/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json"), path
        assert "second factor" in answer.json()["detail"]
    assert client.post("/api/v1/me/notices/read/", {}, "application/json").status_code == 403
    assert client.get("/api/docs/").headers["Location"] == "/me/sign-in/second-factor/"


def test_a_first_duty_ends_the_tokens_that_were_made_without_a_second_factor(person: User, administrator: User, settings: object):
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor", "framework-editor")  # type: ignore[attr-defined]  # as above
    before = token_of(person)
    accounts.grant(user=person, duty=Grant.Duty.FRAMEWORK_EDITOR, unit=None, by=administrator)
    assert not opens(before)
    within = token_of(person)
    accounts.grant(user=person, duty=Grant.Duty.HR_AUDITOR, unit=None, by=administrator)
    assert opens(within)


def test_whoever_has_left_is_let_in_by_nothing_even_when_nobody_closed_the_account(person: User, enter: Enter):
    browser, secret = enter(person), token_of(person)
    GrantFactory(user=person, duty="administrator")
    Employee.objects.filter(user=person).update(left_on=timezone.localdate())  # as a date that was entered ahead comes true
    assert not opens(secret)
    assert browser.get("/accounts/").headers["Location"].startswith("/sign-in/")
    refused = Client().post("/sign-in/", {"username": person.email, "password": PASSWORD})
    assert refused.status_code == 200
