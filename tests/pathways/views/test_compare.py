"""Two roles side by side: chosen by search, told from the framework and the reader's own record alone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pathways.models import RoleProfile
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.employees.views.test_routes import words
from tests.factories.employees import RoleMoveFactory, UserFactory
from tests.factories.pathways import CredentialRequirementFactory, RequirementFactory, RoleProfileFactory, TransitionFactory

MOST_BYTES = 60_000


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


def beside(company: Company, **parameters: str) -> str:
    query = {"a": company.role.role.slug, "b": company.target.role.slug} | parameters
    return "/roles/compare/?" + "&".join(f"{name}={value}" for name, value in query.items())


def test_the_readers_own_role_is_one_side(client: Client, company: Company):
    page = page_of(client, company, "self", f"/roles/compare/?b={company.target.role.slug}")
    assert "Staff nurse and Charge nurse" in page


def test_terms_stand_side_by_side(client: Client, company: Company):
    RoleProfile.objects.filter(pk=company.target.pk).update(pay_from=Decimal(40000), pay_to=Decimal(52000), currency="GBP")
    page = words(page_of(client, company, "self", beside(company)))
    assert "Usual time in it 2 years not written down" in page
    assert "Pay range not published 40,000 to 52,000 GBP" in page
    assert "You hold, as asked 0 of 1 skills 0 of 2 skills" in page


def test_the_moves_between_say_who_made_them(client: Client, company: Company):
    RoleMoveFactory(source=company.role.role, target=company.target.role, people=6)
    page = words(page_of(client, company, "self", beside(company)))
    assert "Staff nurse → Charge nurse Promotion · made by 6 people · policy asks 1 year" in page
    assert "Charge nurse → Staff nurse No move is written" in page


def test_neighbours_are_told_apart(client: Client, company: Company):
    common = RoleProfileFactory(name="Educator", version=company.role.version)
    for source in (company.role, company.target):
        TransitionFactory(source=source, target=common)
    TransitionFactory(source=company.target, target=RoleProfileFactory(name="Matron", version=company.role.version))
    page = words(page_of(client, company, "self", beside(company)))
    assert "Leads to none Educator Matron" in page
    assert "Reached from none none none" in page


def test_the_level_held_stands_beside_what_both_ask(client: Client, company: Company):
    page = words(page_of(client, company, "self", beside(company)))
    skill = company.target.requirements.get(level=3).skill.name
    assert f"{skill} not asked 3 core 2" in page


def test_somebody_without_a_record_sees_the_roles_alone(client: Client, company: Company):
    client.force_login(UserFactory())
    page = client.get(beside(company)).content.decode()
    assert "Charge nurse" in page
    assert "You hold" not in page


@pytest.mark.parametrize(
    ("parameters", "said"),
    [({"b": "nurse"}, "Which one do you mean?"), ({"b": "astronaut"}, "Try one word of it"), ({"b": ""}, "Two roles side by side")],
)
def test_a_side_is_found_by_search(client: Client, company: Company, parameters: dict[str, str], said: str):
    page = page_of(client, company, "self", beside(company, **parameters))
    assert said in page
    assert 'id="skills"' not in page


def test_one_role_twice_is_no_comparison(client: Client, company: Company):
    assert "That is one role" in page_of(client, company, "self", beside(company, b=company.role.role.slug))


def test_roles_without_requirements_say_so(client: Client, company: Company):
    bare = [RoleProfileFactory(version=company.role.version) for _ in range(2)]
    page = page_of(client, company, "self", beside(company, a=bare[0].role.slug, b=bare[1].role.slug))
    assert "names no required skill for either role yet" in page
    assert "no skill is asked in writing" in page


def test_queries_and_weight_stay_with_many_requirements_and_moves(client: Client, company: Company):
    client.force_login(company.users["self"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(beside(company)).status_code == 200
        return len(queries)

    TransitionFactory(source=company.target)
    few = cost()
    for profile in (company.role, company.target):
        for _ in range(35):
            RequirementFactory(profile=profile)
        CredentialRequirementFactory(profile=profile)
        for _ in range(20):
            TransitionFactory(source=profile)
            TransitionFactory(target=profile, source=RoleProfileFactory(version=profile.version))
    assert cost() == few <= MOST_QUERIES
    assert len(client.get(beside(company)).content) < MOST_BYTES
