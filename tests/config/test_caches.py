"""While Redis is away limits count in the process: nobody is shown a fault, and nobody is let in unlimited."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from config.caches import SteadyRedisCache
from employees.models import User
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import UserFactory

NOWHERE = "redis://127.0.0.1:1/0"  # nothing listens there


@pytest.fixture
def redis_away(settings: Any) -> Iterator[SteadyRedisCache]:
    settings.CACHES = {"default": {"BACKEND": "config.caches.SteadyRedisCache", "LOCATION": NOWHERE}}
    SteadyRedisCache.away_until = 0.0
    cache = caches["default"]
    assert isinstance(cache, SteadyRedisCache)
    yield cache
    cache.clear()
    SteadyRedisCache.away_until = 0.0


@pytest.fixture
def person(db: None) -> User:
    return UserFactory(email="robin@example.org", password=PASSWORD)


def test_what_is_kept_is_found_again(redis_away: SteadyRedisCache):
    assert redis_away.add("a", 1)
    assert not redis_away.add("a", 2)
    assert redis_away.incr("a") == 2
    redis_away.set_many({"b": 3, "c": 4})
    assert redis_away.get_many(["a", "b", "d"]) == {"a": 2, "b": 3}
    assert redis_away.get_or_set("e", 5) == 5
    assert redis_away.delete("b")
    assert "b" not in redis_away


def test_redis_is_asked_once_in_a_while_only(redis_away: SteadyRedisCache, caplog: pytest.LogCaptureFixture):
    for _ in range(20):
        redis_away.get("a")
    assert len([record for record in caplog.records if "redis" in record.getMessage()]) == 1


def test_the_api_answers_and_still_counts(redis_away: SteadyRedisCache, person: User, settings: Any):
    settings.API_RATES = settings.API_RATES | {"account": "3/min", "stranger": "2/min"}
    client = Client()
    client.force_login(person)
    assert [client.get("/api/v1/me/").status_code for _ in range(4)] == [200, 200, 200, 429]
    strangers = [Client().get("/api/v1/me/") for _ in range(3)]
    assert [answer.status_code for answer in strangers] == [401, 401, 429]
    assert strangers[-1].headers["Content-Type"] == "application/problem+json"


def test_the_door_opens_and_still_counts(redis_away: SteadyRedisCache, person: User, settings: Any):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"reset_password": "2/h/ip,2/h/key"}
    client = Client()
    assert client.post("/sign-in/", {"username": person.email, "password": PASSWORD}).status_code == 302
    answers = [Client().post("/sign-in/forgotten/", {"email": "nobody@example.org"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
