"""My path: where am I, where can I go, what is missing; never empty, never a false 100 %."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees.models import Employee
from pathways.models import JobFamily, Transition
from promotions.readiness import facts_of
from tests.company import LONG_AGO, Company, found_company, ladder
from tests.factories.employees import AssignmentFactory, EmployeeFactory, HeldSkillFactory, PositionFactory, ProjectFactory
from tests.factories.pathways import ProjectRequirementFactory, RequirementFactory, RoleProfileFactory, TrackFactory, TransitionFactory
from tests.factories.promotions import ReadinessFactory, RequisitionFactory

MOST_QUERIES = 15


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


def page_of(client: Client, company: Company, persona: str, path: str = "/") -> str:
    user = company.user(persona)
    assert user is not None
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_says_where_i_am_and_since_when(client: Client, company: Company):
    page = page_of(client, company, "self")
    months = facts_of(company.subject, timezone.localdate()).months
    assert "<h1>Staff nurse</h1>" in page
    assert "since 1 January 2020" in page  # the reorganisation kept the role, so the run is unbroken
    assert f"{months // 12} year" in page
    assert "People usually stay 2 years." in page


def test_shows_the_stored_readiness_with_its_gates_and_what_would_move_it(client: Client, company: Company):
    page = page_of(client, company, "self")
    assert "Charge nurse" in page
    assert "44 %" in page
    assert "a core requirement is not met yet" in page
    assert "Would move it most" in page
    assert "2 → 3" in page


def test_an_open_seat_is_counted(client: Client, company: Company):
    RequisitionFactory(role=company.target.role)
    assert "1 seat open now" in page_of(client, company, "self")


def test_a_private_wish_is_shown_to_its_owner_and_hr_partner_and_not_to_the_manager(client: Client, company: Company):
    path = reverse("person", args=[company.subject.pk])
    assert "Secret wish" in page_of(client, company, "self")
    assert "Secret wish" in page_of(client, company, "HR partner inside", path)
    assert "Secret wish" not in page_of(client, company, "manager", path)
    assert "Secret wish" not in page_of(client, company, "skip-level manager", path)
    company.subject.aspirations.update(shared_on=timezone.localdate())
    assert "Secret wish" in page_of(client, company, "manager", path)


def test_a_role_without_requirements_has_no_score(client: Client, company: Company):
    page = page_of(client, company, "self")
    assert "That is not 100 %." in page
    assert "no requirements written" in page


def test_a_move_that_no_run_has_seen_says_so(client: Client, company: Company):
    company.subject.readiness.all().delete()
    page = page_of(client, company, "self")
    assert "computed tonight" in page
    assert "The nightly run has not looked at this move yet." in page


def test_without_any_assessment_the_numbers_are_explained(client: Client, company: Company):
    company.subject.held_skills.all().delete()
    assert "missing information, not a judgement" in page_of(client, company, "self")


def test_without_a_way_out_the_page_helps_on(client: Client, company: Company):
    Transition.objects.all().delete()
    company.subject.readiness.all().delete()
    page = page_of(client, company, "self")
    assert "No move is written from this role." in page
    assert "Choose a role to compare with" in page


@pytest.mark.parametrize("role", ["none", "undescribed"])
def test_a_title_that_no_framework_describes_gets_a_page_that_helps(client: Client, company: Company, role: str):
    if role == "none":
        company.subject.positions.update(role=None, title="Ward clerk III")
    else:
        company.role.version.profiles.filter(role=company.role.role).update(version=RoleProfileFactory(version__draft=True).version)
    page = page_of(client, company, "self")
    assert "This position is on no map yet" in page
    assert "100" not in page


def test_without_a_position_the_page_says_so(client: Client, company: Company):
    company.subject.positions.all().delete()
    assert "No position today" in page_of(client, company, "self")


def test_an_account_without_a_record_gets_a_page_that_helps(client: Client, company: Company):
    page = page_of(client, company, "auditor")
    assert "Your account has no employee record" in page
    assert reverse("hr-mobility") in page


def test_changed_rules_are_told(client: Client, company: Company):
    company.subject.readiness.update(version=RoleProfileFactory().version)
    assert "The framework has changed since these numbers were computed." in page_of(client, company, "self")


def test_the_list_says_the_same_as_the_map(client: Client, company: Company):
    assert "map-drawing" in page_of(client, company, "self")
    page = page_of(client, company, "self", "/?view=list")
    assert "map-drawing" not in page
    assert "You are here:" in page
    assert "developing · 44 % · promotion · never made so far" in page


def person_in(shape: str) -> Employee:
    """Return somebody in the lower of two roles of a family of that shape, with a row towards the higher."""
    lower, higher = ladder(shape)
    if shape == JobFamily.Shape.DUAL_LADDER:
        management = TrackFactory(family=lower.family, name="Management", kind="management", order=1)
        TransitionFactory(source=lower, target=RoleProfileFactory(version=lower.version, track=management, rank=3, name="Ward manager"))
    ProjectRequirementFactory(profile=higher, complexity=2, count=2)
    person = EmployeeFactory(with_user=True)
    PositionFactory(employee=person, role=lower.role, start=LONG_AGO)
    ReadinessFactory(employee=person, role=higher.role, version=higher.version)
    HeldSkillFactory(employee=person, skill=higher.requirements.all()[0].skill, level=1)
    AssignmentFactory(employee=person, project=ProjectFactory(name="New ward", complexity=3))
    return person


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        ("ladder", "map-ladder"),
        ("dual-ladder", "map-dual-ladder"),
        ("lattice", "map-lattice"),
        ("skills", 'class="bands"'),
        ("projects", "New ward"),
    ],
)
def test_each_shape_is_drawn_as_what_it_is_within_the_budget(client: Client, db: None, shape: str, drawn: str):
    person = person_in(shape)
    assert person.user is not None
    client.force_login(person.user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/")
    assert drawn in response.content.decode()
    assert "You are here:" in response.content.decode()
    assert len(queries) <= MOST_QUERIES


def queries_of(client: Client, company: Company, persona: str, path: str) -> int:
    """Return how many queries one reading of a page takes, signing in not counted."""
    client.force_login(company.users[persona])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["path", "gap"])
def test_the_number_of_queries_does_not_grow_with_the_family_or_the_company(client: Client, company: Company, address: str):
    person, role = company.subject.pk, company.target.role.slug
    own, other = {
        "path": ("/", reverse("person", args=[person])),
        "gap": (reverse("my-gap", args=[role]), reverse("person-gap", args=[person, role])),
    }[address]
    readers = [("self", own), ("manager", other), ("HR partner inside", other)]
    before = [queries_of(client, company, *reader) for reader in readers]
    for rank in range(4, 10):
        other = RoleProfileFactory(version=company.role.version, track=company.role.track, rank=rank)
        TransitionFactory(source=company.role, target=other)
        RequirementFactory(profile=other)
        ReadinessFactory(employee=company.subject, role=other.role, version=other.version)
        for _ in range(5):
            PositionFactory(role=other.role, start=dt.date(2021, 1, 1))
    assert [queries_of(client, company, *reader) for reader in readers] == before
    assert max(before) <= MOST_QUERIES, before


def test_bad_view_parameter_is_ignored(client: Client, company: Company):
    assert "map-drawing" in page_of(client, company, "self", "/?view=%00&q=x")
