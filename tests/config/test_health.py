"""What machines ask: alive, ready, and how old the last night is."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import health
from tests.factories.promotions import NightlyRunFactory


def test_alive_asks_nothing_of_the_database(client: Client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_ready_tells_the_age_of_the_last_night(client: Client, db: None):
    assert client.get("/readyz").json() == {"ready": True, "database": "reachable", "unapplied_migrations": 0, "hours_since_nightly": None}
    NightlyRunFactory(finished_at=timezone.now() - dt.timedelta(hours=5))
    NightlyRunFactory(status="failed", finished_at=timezone.now())
    assert client.get("/readyz").json()["hours_since_nightly"] == pytest.approx(5, abs=0.2)


def test_not_ready_while_migrations_are_missing(client: Client, db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "unapplied_migrations", lambda: 2)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["unapplied_migrations"] == 2


def test_not_ready_without_the_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch):
    def unreachable() -> int:
        raise OperationalError("no server")

    monkeypatch.setattr(health, "unapplied_migrations", unreachable)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "database": "unreachable"})
