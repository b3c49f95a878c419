"""The people a reader may see, a page at a time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees import reporting_line
from tests.company import LONG_AGO, Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.factories.employees import EmployeeFactory, PositionFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


def under_the_manager(company: Company, count: int) -> None:
    seat = company.subject.positions.get(end__isnull=True)
    for _ in range(count):
        PositionFactory(employee=EmployeeFactory(), manager=seat.manager, unit=seat.unit, role=seat.role, start=LONG_AGO)
    reporting_line.rebuild(timezone.localdate())


def test_a_manager_finds_the_line_and_nobody_else(client: Client, company: Company):
    page = page_of(client, company, "manager", "/people/")
    assert "Named-nurse" in page
    assert "Staff nurse" in page
    assert "Named-clerk" not in page
    assert "Named-chief" not in page


@pytest.mark.parametrize(("typed", "found"), [("named-nur", True), ("NURSE", True), ("nobody", False), ("%00", False), ("'; --", False)])
def test_search(client: Client, company: Company, typed: str, found: bool):
    page = page_of(client, company, "manager", f"/people/?q={typed}")
    assert ("Named-nurse" in page) == (found or typed == "%00")
    assert found or typed == "%00" or "Nobody found" in page


@pytest.mark.parametrize("number", ["2", "0", "99", "x", "%00"])
def test_any_page_number_shows_a_page(client: Client, company: Company, number: str):
    assert "<h1>People</h1>" in page_of(client, company, "manager", f"/people/?page={number}")


def test_fifty_a_page_at_the_same_number_of_queries_and_below_60_kilobytes(client: Client, company: Company):
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as few:
        client.get("/people/")
    under_the_manager(company, 80)
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as many:
        response = client.get("/people/")
    assert len(few) == len(many) <= MOST_QUERIES
    assert "Page 1 of 2" in response.content.decode()
    assert response.content.decode().count('<th scope="row">') == 50
    assert len(response.content) < 60_000
