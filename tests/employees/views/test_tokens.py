"""The page of tokens: made and shown once, listed without their secret, revoked by their owner alone."""

import re

import pytest
from django.urls import reverse

from employees import tokens
from employees.models import ApiToken
from tests.factories.employees import GrantFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/me/tokens/"


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def wanted(**change):
    return {"name": "Dashboard", "scopes": ["read:me", "read:framework"], "days": "30"} | change


def test_a_token_is_shown_once_and_opens_the_api(client, owner):
    answer = client.post(PAGE, wanted())
    secret = re.search(r"pathways_[\w-]{43}", answer.content.decode())[0]
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(PAGE).content.decode()
    assert "never" in client.get(PAGE).content.decode()
    client.logout()
    told = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).json()
    assert (told["email"], told["token"]["scopes"]) == (owner.email, ["read:me", "read:framework"])
    client.force_login(owner)
    assert "now" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Nothing is written here"),
        ({"scopes": []}, "Nothing is chosen"),
        ({"scopes": ["run:nightly"]}, "Select a valid choice"),
        ({"days": "4000"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, owner, change, words):
    assert words in client.post(PAGE, wanted(**change)).content.decode()
    assert not ApiToken.objects.exists()


def test_scopes_are_offered_to_whom_they_are_of_use(client, owner):
    assert "run:nightly" not in client.get(PAGE).content.decode()
    client.force_login(GrantFactory(duty="administrator").user)
    assert "run:nightly" in client.get(PAGE).content.decode()


def test_it_is_revoked_by_its_owner_and_nobody_else(client, owner):
    token, secret = tokens.create(user=owner, name="Mine", wanted=["read:me"], days=7, by=owner)
    path = reverse("my-token-revoke", args=[token.pk])
    client.force_login(UserFactory())
    assert client.post(path).status_code == 404
    assert client.get(path).status_code == 405
    assert "Mine" not in client.get(PAGE).content.decode()
    client.force_login(owner)
    assert "opens nothing any more" in client.post(path, follow=True).content.decode()
    assert tokens.find(secret) is None
    assert "had ended already" in client.post(path, follow=True).content.decode()


def test_nobody_gets_there_without_signing_in(client):
    assert client.get(PAGE).status_code == client.post(PAGE, wanted()).status_code == 302
    assert not ApiToken.objects.exists()


def test_whoever_signed_in_long_ago_proves_who_they_are_first(client, owner, settings):
    settings.SIGN_IN_RECENT_MINUTES = 0
    for answer in (client.get(PAGE), client.post(PAGE, wanted())):
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("confirm"))
    assert not ApiToken.objects.exists()
