"""Passwords: forgotten, changed, and what no answer tells."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from employees.models import User
from employees.sign_in import passwords
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import UserFactory

Enter = Callable[..., Client]
NEW = "another long password"
BOTH = {"new_password1": NEW, "new_password2": NEW}


def ask(email: str) -> Any:
    return Client().post("/sign-in/forgotten/", {"email": email})


def link() -> str:
    """Return the path in the only mail."""
    (sent,) = mail.outbox
    found = re.search(r"http://localhost:8000(/\S+)", str(sent.body))
    assert found
    return found[1]


def opened(client: Client, path: str) -> str:
    """Return where a link that works leads: an address without its token."""
    location: str = client.get(path)["Location"]
    return location


def test_a_mail_brings_a_link_that_sets_a_password_once_and_ends_all_sessions(person: User, enter: Enter):
    signed_in = enter(person)
    ask("Robin@Example.org")
    client, path = Client(), link()
    form = opened(client, path)
    assert path.split("/")[-2] not in form
    assert client.get(form).status_code == 200
    assert client.post(form, BOTH)["Location"] == "/sign-in/"
    assert signed_in.get("/").status_code == 302
    enter(person, NEW)
    assert Client().get(path).status_code == 404
    assert client.post(form, BOTH).status_code == 404


def test_no_answer_tells_whether_there_is_an_account(person: User):
    closed = UserFactory(email="closed@example.org", password=PASSWORD, is_active=False)
    invited = UserFactory(email="invited@example.org")
    pages = {email: ask(email).content.decode().replace(email, "…") for email in (str(closed), str(invited), "nobody@example.org")}
    assert len(set(pages.values())) == 1
    assert mail.outbox == []
    assert ask(str(person)).content.decode().replace(str(person), "…") in pages.values()
    assert [sent.to for sent in mail.outbox] == [["robin@example.org"]]


@pytest.mark.parametrize("email", ["robin@example.org", "nobody@example.org"])
def test_three_mails_an_hour_are_asked_for_at_most(person: User, email: str):
    assert [ask(email).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert "Wait an hour" in ask(email).content.decode()


def test_a_link_works_for_an_hour(person: User):
    path = passwords.reset_address(person)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        assert Client().get(path).status_code == 404


def test_a_link_works_no_more_once_the_account_is_closed(person: User):
    path = passwords.reset_address(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sign-in/password/MQ/x-y/", "/sign-in/password/%00/x/", "/sign-in/password/MQ/now/"])
def test_a_made_up_link_opens_nothing(db: None, path: str):
    response = Client().get(path)
    assert response.status_code == 404
    assert "works no more" in response.content.decode()


@pytest.mark.parametrize("email", ["", "robin", "x\x00@example.org"])
def test_what_is_no_address_is_said(db: None, email: str):
    response = ask(email)
    assert response.status_code == 200
    assert "field-error" in response.content.decode()


def test_changing_it_keeps_this_place_and_ends_the_others(person: User, enter: Enter):
    here, there = enter(person), enter(person)
    assert here.post("/me/sign-in/password/", BOTH)["Location"] == "/me/sign-in/"
    assert here.get("/me/sign-in/").status_code == 200
    assert there.get("/me/sign-in/").status_code == 302
    enter(person, NEW)


@pytest.mark.parametrize(
    ("first", "second"),
    [("short", "short"), ("password1234", "password1234"), (NEW, "different"), ("robin@example.org", "robin@example.org")],
)
def test_a_poor_password_is_refused_in_words(person: User, enter: Enter, first: str, second: str):
    response = enter(person).post("/me/sign-in/password/", {"new_password1": first, "new_password2": second})
    assert "field-error" in response.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_broken_mail_server_is_not_the_visitors_trouble(person: User, settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask("robin@example.org").status_code == 200
