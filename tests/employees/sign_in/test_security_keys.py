"""Security keys and passkeys as a second factor: added, asked for, used once, for this site alone; wrong ones lock as wrong codes do."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from employees import tokens
from employees.models import AuditEvent, User
from employees.sign_in import second_factor
from tests.employees.sign_in.conftest import PASSWORD, code_now
from tests.employees.sign_in.soft_key import SoftKey
from tests.employees.sign_in.test_second_factor import offered
from tests.factories.employees import GrantFactory, UserFactory

Enter = Callable[..., Client]
ADD, OVERVIEW = "/me/sign-in/second-factor/keys/", "/me/sign-in/second-factor/"
HTTPS: dict[str, Any] = {"secure": True}


def question(page: str) -> dict[str, Any]:
    found = re.search(r'data-question="([^"]+)"', page)
    assert found, page
    carried = re.search(r'name="carried" value="([^"]+)"', page.partition("data-question")[2])
    assert carried
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told | {"carried": carried[1]}


def add(client: Client, key: SoftKey, name: str = "Blue key") -> Any:  # Any: the test client's answer
    asked = question(client.get(ADD, **HTTPS).content.decode())
    return client.post(ADD, {"name": name, "credential": json.dumps(key.made(asked)), "carried": asked["carried"]}, **HTTPS)


def at_the_door(user: User) -> tuple[Client, dict[str, Any]]:
    """Return a browser that has given the password, and the question to the keys."""
    client = Client()
    client.post("/sign-in/", {"username": user.email, "password": PASSWORD})
    assert client.get("/", **HTTPS).status_code == 302, "a password alone opens nothing"
    return client, question(client.get("/sign-in/code/", **HTTPS).content.decode())


def answer(client: Client, told: dict[str, Any], asked: dict[str, Any]) -> Any:  # Any: as above
    return client.post("/sign-in/code/", {"credential": json.dumps(told), "carried": asked["carried"]}, **HTTPS)


@pytest.fixture
def key() -> SoftKey:
    return SoftKey()


@pytest.fixture
def holder(person: User, enter: Enter, key: SoftKey) -> User:
    assert add(enter(person), key).status_code == 200
    return person


# --- Adding -------------------------------------------------------------------------------------


def test_adding_the_first_shows_recovery_codes_and_ends_what_was_made_without_one(person: User, enter: Enter, key: SoftKey):
    client, other = enter(person), enter(person)
    token = tokens.create(user=person, name="x", wanted=["read:me"], days=7, by=person)[1]
    page = add(client, key).content.decode()
    assert len(set(re.findall(r"<code>(\d{8})</code>", page))) == 10
    assert other.get("/me/sign-in/").status_code == 302
    assert tokens.find(token) is None
    overview = client.get(OVERVIEW).content.decode()
    assert "Blue key" in overview
    assert "Set it up" in overview, "an app may be set up beside it"
    assert AuditEvent.objects.filter(details__reason="second factor set up", who=person.pk).exists()


def test_a_second_one_leaves_the_recovery_codes_as_they_are(holder: User, key: SoftKey, enter: Enter):
    client, asked = at_the_door(holder)
    answer(client, key.used(asked), asked)
    before = second_factor.codes_left(holder)
    assert add(client, SoftKey(), "Spare").status_code == 302
    assert Authenticator.objects.filter(type="webauthn").count() == 2
    assert second_factor.codes_left(holder) == before


def test_an_app_is_set_up_beside_a_key(holder: User, key: SoftKey):
    client, asked = at_the_door(holder)
    answer(client, key.used(asked), asked)
    page = client.get("/me/sign-in/second-factor/app/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    carried = re.search(r'name="carried" value="([^"]+)"', page)
    assert secret
    assert carried
    code = code_now(secret[1].replace(" ", ""))
    assert client.post("/me/sign-in/second-factor/app/", {"carried": carried[1], "code": code}).status_code == 302
    assert second_factor.has_app(holder)
    assert client.get("/me/sign-in/second-factor/app/").status_code == 302


def test_who_owes_one_pays_with_a_key(settings: Any, person: User, enter: Enter, key: SoftKey):
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor",)
    GrantFactory(user=person, duty="hr-auditor")
    client = enter(person)
    assert client.get("/", **HTTPS)["Location"] == OVERVIEW
    assert add(client, key).status_code == 200
    assert client.get("/hr/findings/").status_code == 200


STRANGE = [
    "",
    "{}",
    "[]",
    "5",
    '"x"',
    "null",
    '{"id": 1}',
    '{"rawId": "AA", "response": {}}',
    '{"rawId": "AA", "id": "AA", "response": 7}',
    "{",
]


@pytest.mark.parametrize("sent", STRANGE)
def test_what_is_no_answer_of_a_key_is_refused_in_words(person: User, enter: Enter, sent: str):
    client = enter(person)
    asked = question(client.get(ADD, **HTTPS).content.decode())
    answered = client.post(ADD, {"name": "x", "credential": sent, "carried": asked["carried"]}, **HTTPS)
    assert answered.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_answer_to_another_question_or_for_another_site_adds_nothing(person: User, enter: Enter, key: SoftKey):
    client = enter(person)
    old, new = (question(client.get(ADD, **HTTPS).content.decode()) for _ in range(2))
    for carried in (new["carried"], "made up", ""):
        client.post(ADD, {"credential": json.dumps(key.made(old)), "carried": carried}, **HTTPS)
    assert not Authenticator.objects.exists()
    add(client, SoftKey(origin="https://testserver.evil.example"))
    add(client, SoftKey(origin="http://testserver"))
    assert not Authenticator.objects.exists()


# --- At the door --------------------------------------------------------------------------------


def test_a_key_lets_in_and_each_question_is_answered_once(holder: User, key: SoftKey):
    client, asked = at_the_door(holder)
    told = key.used(asked)
    assert answer(client, told, asked).status_code == 302
    assert client.get("/me/sign-in/").status_code == 200
    other, another = at_the_door(holder)
    for question_of_old in (asked, another):
        assert answer(other, told, question_of_old).status_code == 200, "an answer that was seen is worth nothing"
    assert other.get("/me/sign-in/").status_code == 302


@pytest.mark.parametrize("wrong", ["another key", "another site", "another account's key"])
def test_what_does_not_fit_opens_nothing(holder: User, key: SoftKey, wrong: str):
    client, asked = at_the_door(holder)
    if wrong == "another account's key":
        mallory = UserFactory(email="mallory@example.org", password=PASSWORD)
        browser, own = Client(), SoftKey()
        browser.post("/sign-in/", {"username": mallory.email, "password": PASSWORD})
        add(browser, own)
        told = own.used(asked)
    else:
        key.origin = "https://testserver.evil.example" if wrong == "another site" else key.origin
        told = (SoftKey(credential_id=key.credential_id) if wrong == "another key" else key).used(asked)
    assert answer(client, told, asked).status_code == 200
    assert client.get("/me/sign-in/").status_code == 302
    assert AuditEvent.objects.filter(details__reason="wrong code", object_id=str(holder.pk)).exists()


def test_five_wrong_answers_lock_as_five_wrong_codes_do(holder: User, key: SoftKey):
    client, asked = at_the_door(holder)
    for _ in range(5):
        page = answer(client, SoftKey().used(asked), asked).content.decode()
        asked = question(page)
    locked = answer(client, key.used(asked), asked).content.decode()
    assert "none is taken for fifteen minutes" in locked
    assert client.get("/me/sign-in/").status_code == 302


def test_a_recovery_code_stands_in_for_a_lost_key(person: User, enter: Enter, key: SoftKey):
    page = add(enter(person), key).content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    client, _ = at_the_door(person)
    assert "Without your key" in client.get("/sign-in/code/", **HTTPS).content.decode()
    assert client.post("/sign-in/code/", {"code": code}, **HTTPS).status_code == 302


# --- Afterwards ---------------------------------------------------------------------------------


def test_a_key_proves_again_who_one_is(holder: User, key: SoftKey):
    client, asked = at_the_door(holder)
    answer(client, key.used(asked), asked)
    page = client.get("/confirm/?next=/me/tokens/", **HTTPS).content.decode()
    asked = question(page)
    sent = {"credential": json.dumps(key.used(asked)), "carried": asked["carried"], "next": "/me/tokens/"}
    told = client.post("/confirm/", sent, **HTTPS)
    assert told["Location"] == "/me/tokens/"
    assert client.post("/confirm/", {"credential": "{}"}, **HTTPS).status_code == 200


def test_it_is_taken_off_by_its_owner_and_not_where_a_duty_asks_for_it(settings: Any, holder: User, key: SoftKey, enter: Enter):
    client, asked = at_the_door(holder)
    answer(client, key.used(asked), asked)
    pk = Authenticator.objects.get(type="webauthn").pk
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor",)
    duty = GrantFactory(user=holder, duty="hr-auditor")
    assert "your only one" in client.post(f"{ADD}{pk}/off/", follow=True, **HTTPS).content.decode()
    duty.delete()
    stranger = enter(UserFactory(password=PASSWORD))
    assert stranger.post(f"{ADD}{pk}/off/").status_code == 404
    assert client.get(f"{ADD}{pk}/off/").status_code == 405
    client.post(f"{ADD}{pk}/off/")
    assert not Authenticator.objects.exists(), "the last factor takes its recovery codes along"


def test_an_administrator_takes_lost_keys_off(holder: User, client: Client):
    admin = GrantFactory(duty="administrator").user
    client.force_login(admin)
    assert "Second factor" in client.get(f"/accounts/{holder.pk}/").content.decode()
    client.post(f"/accounts/{holder.pk}/second-factor/")
    assert not Authenticator.objects.filter(user=holder).exists()


def test_the_set_up_page_of_an_app_leads_to_keys(person: User, enter: Enter):
    client = enter(person)
    assert offered(client)
    assert ADD in client.get(OVERVIEW).content.decode()
