"""The second factor: set up, asked for, locked after five wrong codes, owed by duties, lost and taken off."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from employees import accounts, tokens
from employees.models import AuditEvent, Grant, User
from employees.sign_in import second_factor
from tests.employees.sign_in.conftest import PASSWORD, SECRET, code_now
from tests.factories.employees import GrantFactory, UserFactory

Enter = Callable[..., Client]
PAGE = "/me/sign-in/second-factor/"


def offered(client: Client) -> tuple[str, str]:
    """Return the secret that the page shows, and the signed text that carries it."""
    page = client.get(PAGE).content.decode()
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    carried = re.search(r'name="carried" value="([^"]+)"', page)
    assert shown
    assert carried
    return shown[1].replace(" ", ""), carried[1]


def at_the_code(user: User) -> Client:
    client = Client()
    response = client.post("/sign-in/", {"username": user.email, "password": PASSWORD, "next": "/families/"})
    assert response["Location"] == "/sign-in/code/"
    assert client.get("/").status_code == 302  # a password alone opens nothing
    return client


# --- Setting up ---------------------------------------------------------------------------------


def test_setting_up_takes_the_apps_code_shows_codes_once_and_ends_other_sessions_and_tokens(person: User, enter: Enter):
    client, other = enter(person), enter(person)
    token = tokens.create(user=person, name="made without a second factor", wanted=["read:me"], days=7, by=person)[1]
    secret, carried = offered(client)
    response = client.post(PAGE, {"carried": carried, "code": code_now(secret)})
    codes = re.findall(r"<code>(\d{8})</code>", response.content.decode())
    assert len(set(codes)) == 10
    assert other.get("/me/sign-in/").status_code == 302
    assert tokens.find(token) is None
    assert client.get("/me/sign-in/").status_code == 200
    assert "10 of your codes are unused" in client.get(PAGE).content.decode()
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert AuditEvent.objects.filter(details__reason="second factor set up", who=person.pk).exists()


def test_reading_the_page_changes_nothing(person: User, enter: Enter):
    client = enter(person)
    assert offered(client)[0] != offered(client)[0]
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("wrong", ["code", "carried", "of another account"])
def test_it_is_not_set_up_by_a_wrong_code_or_a_secret_that_we_did_not_offer(person: User, enter: Enter, wrong: str):
    client = enter(person)
    secret, carried = offered(client)
    if wrong == "of another account":
        secret, carried = offered(enter(UserFactory(password=PASSWORD)))
    sent = {"carried": carried if wrong != "carried" else SECRET, "code": code_now(secret) if wrong != "code" else "000000"}
    page = client.post(PAGE, sent).content.decode()
    assert "not the code that the app shows" in page
    assert not Authenticator.objects.exists()


# --- At the door --------------------------------------------------------------------------------


def test_the_code_leads_on_to_where_one_wanted(with_factor: User):
    client = at_the_code(with_factor)
    response = client.post("/sign-in/code/", {"code": code_now()})
    assert (response.status_code, response["Location"]) == (302, "/families/")
    assert client.get("/families/").status_code == 200


def test_a_code_works_once_for_as_long_as_it_could(with_factor: User):
    at_the_code(with_factor).post("/sign-in/code/", {"code": code_now(later=1)})
    second = at_the_code(with_factor)
    assert "was used before" in second.post("/sign-in/code/", {"code": code_now(later=1)}).content.decode()
    assert second.get("/").status_code == 302


def test_a_recovery_code_works_once_and_is_written_down(with_factor: User):
    codes = second_factor.new_codes(user=with_factor)
    assert at_the_code(with_factor).post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    assert at_the_code(with_factor).post("/sign-in/code/", {"code": codes[0]}).status_code == 200
    assert second_factor.codes_left(with_factor) == 9
    assert AuditEvent.objects.filter(details__reason="recovery code used").count() == 1


def test_five_wrong_codes_lock_and_the_page_says_for_how_long(with_factor: User):
    client = at_the_code(with_factor)
    for _ in range(5):
        assert "This code is wrong" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
    page = at_the_code(with_factor).post("/sign-in/code/", {"code": code_now()}).content.decode()  # also from a new start
    assert "none is taken for fifteen minutes" in page
    assert AuditEvent.objects.filter(details__reason="wrong code").count() == 5


def test_the_step_is_nobodys_without_the_first(db: None):
    response = Client().post("/sign-in/code/", {"code": "123456"})
    assert (response.status_code, response["Location"]) == (302, "/sign-in/")


# --- Owed by a duty -----------------------------------------------------------------------------


@pytest.fixture
def auditor(settings: Any, person: User) -> User:
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor",)
    GrantFactory(user=person, duty="hr-auditor")
    return person


def test_who_owes_one_sees_nothing_else_until_it_is_there(auditor: User, enter: Enter):
    client = enter(auditor)
    for path in ("/", "/hr/mobility/", "/people/people.csv", "/nowhere/", "/admin/", "/api/docs/"):
        assert client.get(path)["Location"] == PAGE, path
    assert client.get("/api/v1/me/").status_code == 403
    secret, carried = offered(client)
    client.post(PAGE, {"carried": carried, "code": code_now(secret)})
    assert client.get("/hr/mobility/").status_code == 200


def test_who_owes_one_may_leave(auditor: User, enter: Enter):
    assert enter(auditor).post("/sign-out/")["Location"] == "/sign-in/"


def test_others_owe_none(auditor: User, enter: Enter):
    assert enter(UserFactory(password=PASSWORD)).get("/").status_code == 200


def test_a_new_duty_ends_the_sessions_in_which_it_was_not_owed(settings: Any, person: User, enter: Enter):
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor",)
    client = enter(person)
    accounts.grant(user=person, duty=Grant.Duty.HR_AUDITOR, unit=None, by=None)
    assert client.get("/").status_code == 302


def test_a_duty_forbids_taking_it_off(auditor: User, with_factor: User, enter: Enter):
    client = at_the_code(with_factor)
    client.post("/sign-in/code/", {"code": code_now()})
    assert "so it stays" in client.post("/me/sign-in/second-factor/off/", follow=True).content.decode()
    assert second_factor.is_on(with_factor)


def test_without_such_a_duty_one_takes_it_off(with_factor: User):
    client = at_the_code(with_factor)
    client.post("/sign-in/code/", {"code": code_now()})
    client.post("/me/sign-in/second-factor/off/")
    assert not Authenticator.objects.exists()


def test_a_changed_secret_key_opens_second_factors_while_the_old_one_is_named(settings: Any, with_factor: User):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret of some length", [old]
    client = at_the_code(with_factor)
    assert client.post("/sign-in/code/", {"code": code_now()}).status_code == 302
