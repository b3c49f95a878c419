"""What the pages of an employee may cost: queries that do not grow with the company, weight, and how much a first visit fetches."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees import reporting_line
from promotions.models import RatingDrift
from tests.company import Company, found_company
from tests.factories.employees import HeldSkillFactory, PositionFactory, RoleCommentFactory, RoleMoveFactory
from tests.factories.pathways import RequirementFactory, RoleProfileFactory, TransitionFactory
from tests.factories.promotions import RequisitionFactory

MOST_QUERIES = 15
MOST_BYTES = 60_000
MOST_REQUESTS = 15
MOST_BYTES_FETCHED = 300_000
ASSET = re.compile(r"""(?:href|src)="/static/([^"]+)\"""")
PAGES = {
    "my path": "/",
    "families": "/families/",
    "family": "/families/{family}/",
    "roles": "/roles/",
    "role": "/roles/{target}/",
    "gap": "/roles/{target}/gap/",
    "gap search": "/gap/?q=nurse",
    "suggestions": "/roles/suggestions/?q=nurse",
    "compare": "/roles/compare/?a={role}&b={target}",
    "routes": "/routes/?to={target}",
    "comments": "/roles/{target}/comments/",
    "plan": "/me/plan/",
    "plan history": "/me/plan/history/",
    "learning": "/learning/?show=all",
    "feedback": "/feedback/",
    "skills": "/me/skills/",
    "conversations": "/conversations/",
    "conversation": "/conversations/{talk}/",
    "credentials": "/me/credentials/",
    "notices": "/me/notices/",
    "disputes": "/disputes/",
}
PAGES_OF_LEADERS = {
    "conversation of a stand-in": ("delegate during", "/conversations/{talk}/"),
    "team board": ("manager", "/team/"),
    "team board, whole line": ("skip-level manager", "/team/?reach=line"),
    "calibration": ("skip-level manager", "/team/calibration/"),
    "calibration of a unit": ("HR partner inside", "/team/calibration/"),
}


@pytest.fixture
def company(client: Client, db: None) -> Company:
    company = found_company()
    client.force_login(company.users["self"])
    return company


def page_of(client: Client, path: str) -> tuple[str, int]:
    """Return the page and the number of queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


def grow(company: Company, times: int) -> None:
    """Add roles, moves, requirements, people, comments and seats round the subject, so many of each."""
    for number in range(times):
        profile = RoleProfileFactory(version=company.role.version, track=company.role.track, rank=3, name=f"Nurse of ward {number}")
        TransitionFactory(source=company.role, target=profile, kind="promotion")
        RequirementFactory(profile=company.target)
        RequirementFactory(profile=profile)
        RoleMoveFactory(source=company.role.role, target=profile.role, people=20)
        RequisitionFactory(role=profile.role)
        RoleCommentFactory(role=company.target.role)
        HeldSkillFactory(employee=company.subject)
        PositionFactory(role=profile.role)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_in_a_larger_company_and_stays_light(client: Client, company: Company, name: str):
    path = PAGES[name].format(
        family=company.role.family.slug,
        role=company.role.role.slug,
        target=company.target.role.slug,
        talk=company.subject.conversations.get().pk,
    )
    grow(company, 1)
    page_of(client, path)  # what is read once a process is read
    _, before = page_of(client, path)
    grow(company, 12)
    page_of(client, path)  # a changed framework is read anew once
    page, after = page_of(client, path)
    assert before == after <= MOST_QUERIES
    assert len(page.encode()) <= MOST_BYTES


def people_under(company: Company, number: int) -> None:
    """Let so many more report to the nurse's manager, each with a rating of how they rate."""
    user = company.user("manager")
    assert user is not None
    manager = user.employee
    for _ in range(number):
        seat = PositionFactory(manager=manager, unit=manager.positions.get().unit, role=company.role.role)
        counts = dict.fromkeys(("with_self", "with_peer", "with_test", "with_credential", "with_manager"), 9)
        RatingDrift.objects.create(manager=seat.employee, people=8, drift=5, low=-20, high=30, on=timezone.localdate(), **counts)
    reporting_line.rebuild(timezone.localdate())


@pytest.mark.parametrize("name", PAGES_OF_LEADERS)
def test_a_page_of_who_leads_costs_the_same_with_eight_people_and_with_many(client: Client, company: Company, name: str):
    persona, path = PAGES_OF_LEADERS[name]
    path = path.format(talk=company.subject.conversations.get().pk)
    client.force_login(company.users[persona])
    people_under(company, 8)
    page_of(client, path)  # what is read once a process is read
    _, before = page_of(client, path)
    people_under(company, 60)
    page, after = page_of(client, path)
    assert before == after <= MOST_QUERIES
    assert len(page.encode()) <= MOST_BYTES


def test_a_first_visit_fetches_little(client: Client, company: Company):
    page, _ = page_of(client, "/")
    assets = {found for name in ASSET.findall(page) if (found := finders.find(name))}
    assert 4 < 1 + len(assets) <= MOST_REQUESTS
    assert len(page.encode()) + sum(Path(asset).stat().st_size for asset in assets) <= MOST_BYTES_FETCHED
