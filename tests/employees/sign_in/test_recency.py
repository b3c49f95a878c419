"""Proving again who one is, before files that name people and changes to one's own sign-in."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from employees.models import User
from tests.employees.sign_in.conftest import PASSWORD, code_now

Enter = Callable[..., Client]
GUARDED = ["/people/people.csv?q=a", "/disputes/disputes.csv", "/me/sign-in/password/", "/me/sign-in/second-factor/"]


@pytest.fixture
def later() -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=False)


@pytest.mark.parametrize("path", GUARDED)
def test_who_just_signed_in_need_not(person: User, enter: Enter, path: str):
    assert enter(person).get(path).status_code == 200


@pytest.mark.parametrize("path", GUARDED)
def test_a_quarter_of_an_hour_later_the_password_is_asked_for_and_leads_back(
    person: User, enter: Enter, path: str, later: time_machine.travel
):
    client = enter(person)
    with later:
        response = client.get(path, follow=True)
        assert "Confirm that it is you" in response.content.decode()
        key = client.session.session_key
        confirmed = client.post("/confirm/", {"password": PASSWORD, "next": path})
        assert (confirmed.status_code, confirmed["Location"]) == (302, path)
        assert client.session.session_key != key
        assert client.get(path).status_code == 200


def test_a_wrong_password_opens_nothing_and_five_lock(person: User, enter: Enter, later: time_machine.travel):
    client = enter(person)
    with later:
        for _ in range(4):
            response = client.post("/confirm/", {"password": "wrong", "next": "/people/people.csv"})
            assert "not your password" in response.content.decode()
        client.post("/confirm/", {"password": "wrong"})
        response = client.post("/confirm/", {"password": PASSWORD, "next": "/people/people.csv"})
        assert response.status_code == 429
        assert "Locked for a while" in response.content.decode()
        assert client.get("/people/people.csv").status_code == 302


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(person: User, enter: Enter, address: str):
    response = enter(person).post("/confirm/", {"password": PASSWORD, "next": address})
    assert response["Location"] == "/me/sign-in/"


def test_without_a_password_a_code_does(with_factor: User, later: time_machine.travel):
    client = Client()
    client.force_login(with_factor)
    with_factor.set_unusable_password()
    with_factor.save()
    client.force_login(with_factor)
    with later:
        assert "not right" not in client.get("/confirm/").content.decode()
        assert client.post("/confirm/", {"code": "000000", "next": "/people/people.csv"}).status_code == 200
        assert client.post("/confirm/", {"code": code_now(), "next": "/people/people.csv"}).status_code == 302
        assert client.get("/people/people.csv").status_code == 200


def test_what_a_form_sent_leads_back_to_the_page_with_the_form(person: User, enter: Enter, later: time_machine.travel):
    client = enter(person)
    with later:
        response = client.post("/me/sign-in/second-factor/off/", headers={"referer": "http://testserver/me/sign-in/second-factor/"})
        assert response["Location"] == "/confirm/?next=%2Fme%2Fsign-in%2Fsecond-factor%2F"
