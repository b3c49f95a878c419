"""Whatever happens to a feed on its way: it comes in whole, or nothing at all changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees.feeds.imports import TooManyEndError
from employees.models import Demographics, Employee, Position, ReportingLine, Stale, Unit
from skills.tables import TableErrors
from tests.employees.feeds.conftest import MAPPING, PEOPLE

pytestmark = pytest.mark.django_db

FEED = PEOPLE.lstrip("\n").encode()
BYTES = st.sampled_from([b"", b",", b'"', b"\n", b"\r\n", b"\0", b"\xff", b"=", b"0", b"9999", b"1", b"-", b" ", "é".encode(), b"x" * 200])
DAMAGE = st.lists(st.tuples(st.integers(0, len(FEED)), st.integers(0, 12), BYTES), min_size=1, max_size=4)


def damaged(content: bytes, damage) -> bytes:
    for place, length, instead in damage:
        content = content[:place] + instead + content[place + length :]
    return content


def everything():
    return [list(model.objects.order_by("pk").values_list()) for model in (Unit, Employee, Position, Demographics, ReportingLine, Stale)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=DAMAGE, complete=st.booleans())
def test_a_damaged_feed_comes_in_whole_or_not_at_all(feed, damage, complete):
    feed.tables, feed.mapping = {"people.csv": FEED}, MAPPING
    feed.bring_in(force=True)
    if complete:
        feed.say('company = "Clinic"', 'company = "Clinic"\ncomplete = true')
    before = everything()
    feed.tables = {"people.csv": damaged(FEED, damage)}
    try:
        outcome = feed.bring_in()
    except (TableErrors, TooManyEndError):
        assert everything() == before
    else:
        assert outcome.written or everything() == before
        assert not feed.bring_in().written
