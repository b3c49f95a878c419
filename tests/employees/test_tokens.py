"""Tokens: never kept, never more than their owner, found by their digest while they live."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from employees import tokens
from employees.models import ApiToken, AuditEvent
from employees.scopes import Scope, written
from employees.tokens import MOST_LIVE, TokenError
from tests.factories.employees import GrantFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


def make(owner, scopes=("read:me",), days=7, by=None):
    return tokens.create(user=owner, name="Dashboard", wanted=scopes, days=days, by=by or owner)


def test_the_secret_is_nowhere_in_the_database(owner):
    token, secret = make(owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM employees_apitoken")
        kept = str(cursor.fetchall()) + str(list(AuditEvent.objects.values()))
    assert secret not in kept
    assert secret.startswith(token.prefix)
    assert token.prefix in kept
    assert len(secret) - len(token.prefix) >= 40  # what is kept in plain text is no help in guessing the rest


def test_it_is_found_while_it_lives(owner):
    token, secret = make(owner)
    assert tokens.find(secret) == token
    assert tokens.find(secret[:-1]) is None
    assert tokens.find(token.digest) is None
    assert tokens.revoke(token=token, by=owner)
    assert tokens.find(secret) is None
    assert not tokens.revoke(token=token, by=owner)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scopes": ["run:nightly"]}, "never may more than its owner"),
        ({"scopes": []}, "at least one"),
        ({"scopes": ["all"]}, "never may more"),
        ({"days": 3650}, "3650 is none of these"),
    ],
)
def test_what_is_more_than_its_owner_s_is_not_made(owner, change, words):
    with pytest.raises(TokenError, match=words):
        make(owner, **change)
    assert not ApiToken.objects.exists()


def test_nobody_makes_one_for_somebody_else(owner):
    with pytest.raises(TokenError, match="for somebody else"):
        make(owner, by=UserFactory())


def test_a_duty_brings_its_scopes():
    administrator = GrantFactory(duty="administrator").user
    token, _ = make(administrator, ["run:nightly", "read:me"])
    assert token.scopes == "read:me run:nightly" == written(["run:nightly", "read:me"])
    assert [scope for scope in Scope if token.allows(scope)] == [Scope.READ_ME, Scope.RUN_NIGHTLY]


def test_there_is_an_end_to_how_many(owner):
    for _ in range(MOST_LIVE):
        last, _secret = make(owner)
    with pytest.raises(TokenError, match="Revoke one"):
        make(owner)
    tokens.revoke(token=last, by=owner)
    make(owner)


def test_its_use_is_noted_every_ten_minutes_at_most(owner, django_assert_num_queries):
    token, secret = make(owner)
    tokens.note_use(tokens.find(secret))
    noted = ApiToken.objects.get().last_used_at
    assert noted is not None
    with django_assert_num_queries(0):
        tokens.note_use(ApiToken(pk=token.pk, last_used_at=noted))
    ApiToken.objects.update(last_used_at=timezone.now() - dt.timedelta(minutes=11))
    tokens.note_use(tokens.find(secret))
    assert ApiToken.objects.get().last_used_at > noted - dt.timedelta(minutes=1)


def test_making_and_revoking_are_on_record(owner):
    token, _ = make(owner)
    tokens.revoke(token=token, by=owner)
    told = AuditEvent.objects.order_by("pk").values_list("verb", "object_id", "details__token")
    assert list(told) == [("added", str(token.pk), token.prefix), ("revoked", str(token.pk), token.prefix)]
