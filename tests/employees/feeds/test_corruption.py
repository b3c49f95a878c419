"""Whatever happens to a feed on its way: it comes in whole, or nothing at all changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees.feeds.imports import TooManyEndError
from employees.models import Demographics, Employee, Position, ReportingLine, Stale, Unit
from skills.tables import TableErrors
from tests.employees.feeds.conftest import MAPPING, PEOPLE

pytestmark = pytest.mark.django_db

FEEDS = {
    "people.csv": PEOPLE.lstrip("\n").encode(),
    "titles.csv": b"id,title,start,end\n1,Ward manager,2015-01-01,\n"
    b"2,Nurse,2018-03-01,2019-12-31\n2,Senior nurse,2020-01-01,\n3,Nurse,2020-09-15,\n",
    "units.csv": b"id,unit,start,end\n1,A,2015-01-01,\n2,A,2018-03-01,2020-12-31\n2,B,2021-01-01,\n3,B,2020-09-15,\n",
    "managers.csv": b"unit,manager,start,end\nA,1,2015-01-01,\nB,2,2021-01-01,\n",
    "tree.csv": b"code,name,parent\nA,Ward A,\nB,Ward B,A\nWard 1,Ward 1,A\nKitchen,Kitchen,\n",
}
HISTORIES = """
[people]
title = ""
unit = ""
manager = ""
file = "people.csv"
[title_history]
file = "titles.csv"
number = "id"
[unit_history]
file = "units.csv"
number = "id"
unit = "unit"
[manager_history]
file = "managers.csv"
unit = "unit"
[units]
file = "tree.csv"
"""
BYTES = st.sampled_from(
    [b"", b",", b'"', b"\n", b"\r\n", b"\0", b"\xff", b"=", b"0", b"9999", b"1", b"2", b"-", b" ", "é".encode(), b"x" * 200]
)
DAMAGE = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 12), BYTES), min_size=1, max_size=4)


def damaged(content: bytes, damage) -> bytes:
    for place, length, instead in damage:
        content = content[:place] + instead + content[place + length :]
    return content


def everything():
    return [list(model.objects.order_by("pk").values_list()) for model in (Unit, Employee, Position, Demographics, ReportingLine, Stale)]


def comes_in_whole_or_not_at_all(feed):
    """Bring the feed in and check that it came in whole, or that nothing has changed."""
    before = everything()
    try:
        outcome = feed.bring_in()
    except (TableErrors, TooManyEndError):
        assert everything() == before
    else:
        assert outcome.written or everything() == before
        assert not feed.bring_in().written


quietly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quietly
@given(damage=DAMAGE, complete=st.booleans())
def test_a_damaged_table_of_people(feed, damage, complete):
    feed.mapping = MAPPING.replace('company = "Clinic"', f'company = "Clinic"\ncomplete = {str(complete).lower()}')
    feed.tables = {"people.csv": FEEDS["people.csv"]}
    feed.bring_in(force=True)
    feed.tables = {"people.csv": damaged(FEEDS["people.csv"], damage)}
    comes_in_whole_or_not_at_all(feed)


@quietly
@given(file=st.sampled_from(sorted(FEEDS)), damage=DAMAGE)
def test_damaged_histories(feed, file, damage):
    feed.mapping = MAPPING.replace('[people]\nfile = "people.csv"\n', HISTORIES)
    feed.tables = dict(FEEDS)
    feed.bring_in(force=True)
    feed.tables = FEEDS | {file: damaged(FEEDS[file], damage)}
    comes_in_whole_or_not_at_all(feed)
