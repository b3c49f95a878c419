"""The door: signing in, being refused with sentences, the lock, the demo's list, signing out."""

import pytest
from django.test import Client, override_settings

from promotions import demo
from tests.factories.employees import EmployeeFactory, UserFactory

PASSWORD = "a long password"


@pytest.fixture
def email(db: None) -> str:
    user = UserFactory(password=PASSWORD)
    EmployeeFactory(user=user)
    return user.email


def attempt(client: Client, email: str, password: str, following: str = "") -> tuple[int, str, str]:
    response = client.post("/sign-in/", {"username": email, "password": password, "next": following}, REMOTE_ADDR="127.0.0.1")
    return response.status_code, response.headers.get("Location", ""), response.content.decode()


def test_the_right_password_opens_my_path(client: Client, email: str):
    assert attempt(client, email, PASSWORD)[:2] == (302, "/")


def test_the_door_leads_on_to_where_one_wanted(client: Client, email: str):
    assert attempt(client, email, PASSWORD, "/families/")[:2] == (302, "/families/")


def test_it_never_leads_to_another_site(client: Client, email: str):
    assert attempt(client, email, PASSWORD, "https://example.org/")[1] == "/"


@pytest.mark.parametrize(("name", "password"), [("nobody@example.org", PASSWORD), ("", ""), ("x\x00", "y"), ("known", "wrong")])
def test_a_wrong_one_gets_a_sentence_that_says_nothing_of_the_account(client: Client, email: str, name: str, password: str):
    status, _, page = attempt(client, email if name == "known" else name, password)
    assert status == 200
    assert "field-error" in page or "do not belong together" in page


def test_a_closed_account_stays_outside(client: Client, db: None):
    user = UserFactory(password=PASSWORD, is_active=False)
    assert attempt(client, user.email, PASSWORD)[0] == 200


def test_five_failures_lock_the_account_for_a_while(client: Client, email: str):
    for _ in range(5):
        attempt(client, email, "wrong")
    status, _, page = attempt(client, email, PASSWORD)
    assert status == 429
    assert "Locked for a while" in page


def test_the_personas_are_listed_in_the_demo_alone(client: Client, db: None):
    assert demo.PASSWORD not in client.get("/sign-in/").content.decode()
    with override_settings(DEMO=True):
        page = client.get("/sign-in/").content.decode()
    assert demo.PASSWORD in page
    assert [persona.name for persona in demo.personas() if persona.name not in page] == []


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, email: str):
    attempt(client, email, PASSWORD)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302
