"""Lists page by page: every row once, in order, at the same cost, and filtered as the pages filter."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees import reporting_line
from tests.asking import Asker, asker
from tests.company import LONG_AGO, found_company
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory, UserFactory
from tests.factories.pathways import RoleProfileFactory

ORDERS = {
    "name": lambda row: row["name"],
    "seniority": lambda row: (row["family"]["name"], row["rank"] if row["rank"] is not None else 9999, row["name"]),
    "level": lambda row: (row["rank"] if row["rank"] is not None else 9999, row["name"]),
}


def all_pages(who: Asker, path: str) -> list[dict]:
    rows: list[dict] = []
    while path:
        page = who.json(path)
        rows += page["results"]
        path = (page["next"] or "").partition("/api/v1/")[2]
    return rows


@pytest.fixture
def reader(db: None) -> Asker:
    return asker(UserFactory())


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(["Nurse", "nurse", "Aide", "Émile", "z"]), max_size=9), size=st.integers(1, 4), data=st.data())
def test_every_row_comes_once_and_in_order_whatever_the_size_of_pages(names, size, data):
    first = RoleProfileFactory(name="First")
    for number, name in enumerate(names):
        place = {"level": None} if number % 3 == 0 else {"rank": number % 2 + 1}
        RoleProfileFactory(name=name, version=first.version, track=first.track, **place)
    who, order = asker(UserFactory()), data.draw(st.sampled_from([*ORDERS, *(f"-{name}" for name in ORDERS)]))
    whole = who.json(f"roles/?ordering={order}&page_size=200&family={first.family.slug}")["results"]
    paged = all_pages(who, f"roles/?ordering={order}&page_size={size}&family={first.family.slug}")
    assert paged == whole
    assert len({row["slug"] for row in whole}) == len(names) + 1
    ranks = [row["rank"] or 9999 for row in whole]
    if order in ("level", "-level"):
        assert ranks == sorted(ranks, reverse=order.startswith("-"))


def test_rows_that_come_meanwhile_neither_hide_nor_repeat_others(reader):
    first = RoleProfileFactory(name="M")
    make = partial(RoleProfileFactory, version=first.version, track=first.track)
    make(name="T")
    page = reader.json("roles/?ordering=name&page_size=1")
    make(name="A")
    make(name="P")
    rest = all_pages(reader, page["next"].partition("/api/v1/")[2])
    assert [row["name"] for row in page["results"] + rest] == ["M", "P", "T"]


def test_a_cursor_is_followed_and_not_made(reader):
    first = RoleProfileFactory()
    RoleProfileFactory(version=first.version, track=first.track)
    following = reader.json("roles/?page_size=1")["next"].partition("/api/v1/")[2]
    for path in (
        following.replace("roles/", "families/"),
        following + "&ordering=-name",
        following.replace("cursor=", "cursor=x"),
        "roles/?cursor=W10",
    ):
        answer = reader.get(path)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor"), path


def test_filters_narrow_as_the_pages_do(reader):
    nurse = RoleProfileFactory(name="Staff nurse", rank=2, critical=True)
    lead = RoleProfileFactory(name="Lead", rank=5, version=nurse.version, track__kind="management", track__family=nurse.family)
    RoleProfileFactory(name="Clerk", rank=1, version=nurse.version)
    for query, found in {
        "q=nurse": {nurse},
        f"family={nurse.family.slug}": {nurse, lead},
        "track=management": {lead},
        "rank=5": {lead},
        "critical=true": {nurse},
        "q=nobody": set(),
    }.items():
        assert {row["slug"] for row in reader.json(f"roles/?{query}")["results"]} == {profile.role.slug for profile in found}, query


LISTS = [
    "people/",
    "people/?ordering=unit",
    "team/",
    "team/?reach=line&ordering=-unit",
    "roles/",
    "families/",
    "disputes/?show=all",
    "me/notices/",
    "me/disputes/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(path):
    company = found_company()
    manager = asker(company.users["manager"])
    ward = UnitFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            manager.json(path)
        return len(found)

    manager.json(path)  # the token's first use is noted once
    before = queries()
    for _ in range(30):
        profile = RoleProfileFactory(version=company.role.version)
        PositionFactory(employee=EmployeeFactory(), unit=ward, manager=company.users["manager"].employee, role=profile.role, start=LONG_AGO)
    reporting_line.rebuild(LONG_AGO.today())
    rows = len(manager.json(f"{path}{'&' if '?' in path else '?'}page_size=200")["results"])
    assert queries() == before <= 15
    assert rows >= 30 or not path.startswith(("people", "team", "roles", "families"))
