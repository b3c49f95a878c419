"""Demo companies in the database, loaded once a module and taken out again."""

import datetime as dt
from collections.abc import Iterator

import pytest

from promotions.demo import erasing, loading

TODAY = dt.date(2026, 6, 30)
SEED = 1


def _company(blocker, count: int) -> Iterator[int]:
    with blocker.unblock():
        loading.load(count=count, seed=SEED, today=TODAY)
        yield count
        erasing.erase()


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker) -> Iterator[int]:
    """A company of 2,000: large enough for every planted truth to show."""
    yield from _company(django_db_blocker, 2000)


@pytest.fixture(scope="module")
def small_company(django_db_setup, django_db_blocker) -> Iterator[int]:
    yield from _company(django_db_blocker, 300)
