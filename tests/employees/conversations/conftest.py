"""A nurse and the manager, with a conversation planned in three days."""

import datetime as dt

import pytest
from django.utils import timezone

from employees.conversations import scheduling
from employees.models import Conversation
from tests.employees.ward import Ward, open_ward


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


@pytest.fixture
def at() -> dt.datetime:
    return (timezone.now() + dt.timedelta(days=3)).replace(second=0, microsecond=0)


@pytest.fixture
def talk(ward: Ward, at: dt.datetime) -> Conversation:
    return scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, place="Ward office", by=ward.lead)
