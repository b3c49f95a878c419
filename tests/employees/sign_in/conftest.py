"""Somebody who can sign in, and the ways in."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from employees.models import User
from tests.factories.employees import EmployeeFactory, UserFactory

PASSWORD = "a long password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    return EmployeeFactory(user=UserFactory(email="robin@example.org", password=PASSWORD)).user


@pytest.fixture
def enter() -> Callable[..., Client]:
    """Return a function that signs somebody in through the door: `enter(user)`, in a browser of their own."""

    def sign_in(user: User, password: str = PASSWORD, **headers: str) -> Client:
        client = Client(headers=headers)
        response = client.post("/sign-in/", {"username": user.email, "password": password})
        assert response.status_code == 302, response.content.decode()
        return client

    return sign_in


def code_now(secret: str = SECRET, later: int = 0) -> str:
    """Return what an app shows for `secret`, `later` periods of half a minute from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def with_factor(person: User) -> User:
    TOTP.activate(person, SECRET)
    return person
