"""The gap page: what is missing, what carries over, and the sum that anybody can redo by hand."""

import re
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees import access
from employees.presenters.gap_page import gap_page
from promotions import readiness
from promotions.readiness.levers import levers_of
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, OF_THE_FRAMEWORK, page_of
from tests.factories.employees import HeldSkillFactory
from tests.factories.pathways import CredentialRequirementFactory, RequirementFactory, RoleProfileFactory
from tests.factories.skills import SkillDescriptorFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def path(company: Company) -> str:
    return reverse("my-gap", args=[company.target.role.slug])


def test_the_sum_on_the_page_can_be_redone_by_hand(client: Client, company: Company, path: str):
    page = page_of(client, company, "self", path)
    found = re.search(r"\(([^()]+)\) ÷ (\d+) = (0\.\d{4})", page)
    assert found is not None
    terms = [Fraction(weight) * Fraction(share) for weight, share in (term.split(" × ") for term in found[1].split(" + "))]
    assert sum(terms) / int(found[2]) * 10000 // 1 == int(found[3].replace(".", "")) == 4444
    assert "44 %" in page


def test_it_shows_the_engines_own_figures(client: Client, company: Company, path: str):
    today = timezone.localdate()
    rules = readiness.load(today, targets=[company.target.role_id])
    explained = readiness.explain(readiness.facts_of(company.subject, today), rules, company.target.role_id)
    page = page_of(client, company, "self", path)
    assert explained.sum_text in page
    for gate in explained.gates:
        assert gate.sentence in page
    assert explained.version_name in page
    assert explained.policy_name in page


def test_each_skill_says_who_judged_it_when_and_on_what_evidence(client: Client, company: Company, path: str):
    page = page_of(client, company, "self", path)
    assert "Named-manager" in page
    assert "1 Jan 2024" in page
    assert "Led two rounds." in page
    assert "never assessed" in page
    assert "2 of 3" in page


def test_descriptors_stand_in_plain_words(client: Client, company: Company, path: str):
    asked = company.target.requirements.get(level=3)
    SkillDescriptorFactory(skill=asked.skill, level=3, description="Leads:\n- a shift\n- a ward")
    page = page_of(client, company, "self", path)
    assert "<li>a shift</li>" in page
    assert "What practitioner means" in page


def test_what_is_met_carries_over(client: Client, company: Company, path: str):
    asked = company.target.requirements.get(level=2)
    HeldSkillFactory(employee=company.subject, skill=asked.skill, level=2)
    page = page_of(client, company, "self", path)
    assert "You already hold 1 of 2 at the level asked, and 1 more in part." in page


def test_a_stored_row_that_agrees_is_named(client: Client, company: Company, path: str):
    row = company.subject.readiness.filter(role=company.target.role)
    row.update(performance=0)
    assert "The same is stored for" in page_of(client, company, "self", path)


def test_a_stored_row_that_differs_is_said(client: Client, company: Company, path: str):
    company.subject.readiness.filter(role=company.target.role).update(score=9100, met=1)
    page = page_of(client, company, "self", path)
    assert "Something has changed since" in page
    assert ": developing · 91 %. Something has changed since" in page


def test_a_role_without_requirements_has_no_score_and_no_sum(client: Client, company: Company):
    bare = RoleProfileFactory(version=company.role.version)
    page = page_of(client, company, "self", reverse("my-gap", args=[bare.role.slug]))
    assert "No score" in page
    assert "there is no score, and surely not 100 %" in page
    assert "÷" not in page


def test_a_manager_reads_the_gap_of_somebody_in_the_line(client: Client, company: Company):
    path = reverse("person-gap", args=[company.subject.pk, company.target.role.slug])
    page = page_of(client, company, "manager", path)
    assert "Ada Named-nurse, measured against" in page


def test_a_wish_kept_private_leaves_no_trace_for_the_manager(client: Client, company: Company):
    wish = company.subject.aspirations.get().role
    path = reverse("person-gap", args=[company.subject.pk, wish.slug])
    assert "tored for" not in page_of(client, company, "manager", path)
    assert "tored for" in page_of(client, company, "self", reverse("my-gap", args=[wish.slug]))


@pytest.mark.parametrize("slug", ["no-such-role", "draft"])
def test_a_role_that_no_rule_in_force_describes_is_404(client: Client, company: Company, slug: str):
    draft = RoleProfileFactory(version__draft=True, role__slug="draft")
    assert draft.role.slug == "draft"
    client.force_login(company.users["self"])
    assert client.get(reverse("my-gap", args=[slug])).status_code == 404


def test_the_number_of_queries_is_within_the_budget_and_does_not_grow(client: Client, company: Company, path: str):
    client.force_login(company.users["self"])
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _ in range(20):
        RequirementFactory(profile=company.target)
        CredentialRequirementFactory(profile=company.target)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(few) == len(many) <= MOST_QUERIES + OF_THE_FRAMEWORK  # both read the framework anew


def test_what_a_requirement_is_worth_is_the_same_here_and_on_my_path(company: Company):
    reader = access.of(company.users["self"])
    page = gap_page(company.subject, company.target.role.slug, reader)
    worth = {line.line.name: line.gain for line in page.lines if not line.line.met}
    levers = {lever.name: lever.gain for lever in levers_of(page.explanation) if lever.name in worth}
    assert levers
    assert levers == {name: worth[name] for name in levers}
