"""The people a reader may see, a page at a time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees import reporting_line
from employees.models import Employee
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


def test_the_list_is_sorted_by_what_its_reader_asks_for(client: Client, company: Company):
    under_the_manager(company, 3)
    for sort in ("name", "-name", "number", "unit", "-in-it-since"):
        page = page_of(client, company, "manager", f"/people/?sort={sort}")
        assert page.count("aria-sort=") == 1, sort
    numbers = list(Employee.objects.visible_to(company.users["manager"]).order_by("-number").values_list("number", flat=True))
    page = page_of(client, company, "manager", "/people/?sort=-number")
    assert [page.index(f'data-label="Number">{number}<') for number in numbers] == sorted(
        page.index(f'data-label="Number">{number}<') for number in numbers
    )


def test_the_file_holds_those_and_only_those_of_the_list(client: Client, company: Company):
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as few:
        lines = b"".join(client.get("/people/people.csv?q=nurse")).decode().splitlines()
    assert lines[0] == "Name,Number,Role,Unit,In it since"
    assert any("Named-nurse" in line and "Staff nurse" in line for line in lines)
    assert not any("Named-clerk" in line for line in lines)
    under_the_manager(company, 30)
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as many:
        assert len(b"".join(client.get("/people/people.csv")).splitlines()) > 30
    assert len(few) == len(many) <= MOST_QUERIES
