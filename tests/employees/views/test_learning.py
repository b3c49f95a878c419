"""The catalogue: ranked by what closes the reader's gaps, the same by SQL and by hand; found, filtered, planned."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DatabaseCase

from employees.models import Action, Employee, Goal, Plan
from employees.plans.closing import Gap, closing
from employees.plans.learning import catalogue, closing_of
from skills.models import LearningResource, Skill
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES
from tests.factories.employees import GoalFactory, HeldSkillFactory
from tests.factories.skills import LearningOutcomeFactory, LearningResourceFactory, SkillFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Employee:
    return company.subject


@pytest.fixture
def triage(nurse: Employee) -> Skill:
    """A skill that the nurse holds at 1 and wants at 3."""
    Goal.objects.all().delete()
    skill: Skill = SkillFactory(name="Triage")
    HeldSkillFactory(employee=nurse, skill=skill, level=1)
    GoalFactory(plan=nurse.plans.get(), skill=skill, level=3)
    return skill


@pytest.fixture
def own(client: Client, company: Company) -> Client:
    client.force_login(company.users["self"])
    return client


def resource(name: str, brings: dict[Skill, int], **more: object) -> LearningResource:
    found: LearningResource = LearningResourceFactory(name=name, **more)
    for skill, level in brings.items():
        LearningOutcomeFactory(resource=found, skill=skill, level=level)
    return found


def names(client: Client, question: str = "") -> list[str]:
    page = client.get(f"/learning/{question}").context["page"]
    return [row.resource.name for row in page.rows]


# --- The arithmetic ---------------------------------------------------------------------------


def test_what_is_closed_is_no_more_than_what_is_wanted():
    gap = Gap(1, "Triage", held=1, wanted=3)
    found = closing({1: 4, 2: 4}, [gap, Gap(2, "Other", 4, 5)], 10, Decimal(200))
    assert [(part.gap.name, part.levels) for part in found.parts] == [("Triage", 2)]
    assert (found.levels, float(found.per_hour or 0), float(found.per_cost or 0)) == (2, 0.2, 0.01)
    nothing_said = closing({1: 4}, [gap], None, None)
    assert (nothing_said.per_hour, nothing_said.per_cost) == (None, None)


class TheRank(DatabaseCase):
    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.dictionaries(st.integers(0, 2), st.integers(1, 5), max_size=3),  # what it brings, by number of the skill
                st.none() | st.integers(0, 30),
                st.none() | st.integers(0, 500),
            ),
            max_size=5,
        ),
        st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=3, max_size=3),
    )
    def test_sql_ranks_as_the_arithmetic_does_whatever_comes_first(self, told, asked):
        skills = SkillFactory.create_batch(3)
        gaps = [Gap(skill.pk, skill.name, held, wanted) for skill, (held, wanted) in zip(skills, asked, strict=True) if wanted > held]
        for number, (brings, hours, cost) in enumerate(told):
            money = {"cost": cost, "currency": "GBP" if cost is not None else ""}
            resource(f"{number}", {skills[at]: level for at, level in brings.items()}, hours=hours, **money)
        ranked = list(catalogue(gaps, useful=False))
        by_hand = {one.pk: closing_of(one, gaps) for one in ranked}
        assert [one.levels for one in ranked] == [by_hand[one.pk].levels for one in ranked]
        rates = {one.pk: by_hand[one.pk].per_hour for one in ranked}
        keys = [(rates[one.pk] is None, -(rates[one.pk] or 0), -by_hand[one.pk].levels, one.name, one.pk) for one in ranked]
        assert keys == sorted(keys)
        assert [one.pk for one in catalogue(gaps)] == [one.pk for one in ranked if by_hand[one.pk].levels]
        assert [one.pk for one in catalogue(list(reversed(gaps)), useful=False)] == [one.pk for one in ranked]


# --- The page ---------------------------------------------------------------------------------


def test_the_best_in_an_hour_comes_first_with_its_arithmetic(own: Client, triage: Skill):
    resource("Long", {triage: 3}, hours=20, cost=100, currency="GBP")
    resource("Short", {triage: 2}, hours=5, cost=0, currency="GBP")
    resource("Of no use", {triage: 1}, hours=1)
    assert names(own) == ["Short", "Long"]
    assert names(own, "?sort=-levels-for-100") == ["Long", "Short"]
    page = own.get("/learning/").content.decode()
    assert 'Triage <span class="number nowrap">1 → 3</span>' in page
    assert "Triage: brings to 3, wanted 3, held 1: the lower of both less what is held is 2." in page
    assert "2 ÷ 20 hours × 10 = 1.00" in page
    assert "2 ÷ 100.00 GBP × 100 = 2.00" in page


def test_it_is_found_by_words_format_and_cost(own: Client, triage: Skill):
    resource("Course", {triage: 3}, hours=8, provider="Northfield")
    resource("Shadowing", {triage: 3}, hours=9, format="on-the-job", cost=0, currency="GBP")
    resource("Other", {}, hours=1)
    assert names(own, "?q=northfield") == ["Course"]
    assert names(own, "?q=triage") == ["Course", "Shadowing"]
    assert names(own, "?format=on-the-job") == ["Shadowing"]
    assert names(own, "?free=yes") == ["Shadowing"]
    assert names(own, "?show=all&q=other") == ["Other"]
    assert names(own, "?format=nonsense&sort=nonsense&page=99") == ["Course", "Shadowing"]
    assert "Nothing found" in own.get("/learning/?q=quantum").content.decode()


def test_it_is_ranked_for_any_role(own: Client, company: Company, triage: Skill):
    asked = company.target.requirements.get(level=2).skill
    resource("For the role", {asked: 2}, hours=2)
    assert names(own, f"?role={company.target.role.slug}") == ["For the role"]
    assert own.get("/learning/?role=nowhere").status_code == 404


def test_without_a_plan_the_next_step_up_ranks(own: Client, company: Company):
    Plan.objects.all().delete()
    resource("Step", {company.target.requirements.get(level=2).skill: 2}, hours=2)
    assert names(own) == ["Step"]


def test_who_has_no_gaps_reads_the_whole_catalogue(client: Client, company: Company):
    resource("Anything", {}, hours=2)
    client.force_login(company.users["auditor"])
    assert names(client) == ["Anything"]


def test_it_is_a_file_with_the_same_rows(own: Client, triage: Skill):
    resource("Course", {triage: 3}, hours=8, cost=Decimal("120.50"), currency="EUR")
    lines = b"".join(own.get("/learning/learning.csv")).decode().splitlines()
    assert lines[1] == "Course,Triage 1 → 3,2.50,8,1.66,120.50 EUR,,course"


# --- Into the plan ----------------------------------------------------------------------------


def test_it_goes_into_the_plan_for_the_goal_that_it_helps(own: Client, triage: Skill):
    course = resource("Course", {triage: 3}, hours=8)
    own.post("/me/plan/learn/", {"resource": course.pk})
    action = Action.objects.get()
    assert (action.goal.skill if action.goal else None, action.kind, action.text, action.hours) == (triage, "course", "Course", 8)
    assert "in my plan" in own.get("/learning/").content.decode()
    assert "Course is in the plan already." in own.post("/me/plan/learn/", {"resource": course.pk}, follow=True).content.decode()
    assert Action.objects.count() == 1


def test_a_gap_that_is_no_goal_yet_becomes_one(own: Client, company: Company, nurse: Employee):
    asked = company.target.requirements.get(level=2).skill
    shadowing = resource("Shadowing", {asked: 2}, format="on-the-job")
    own.post("/me/plan/learn/", {"resource": shadowing.pk, "role": company.target.role.slug})
    goal = nurse.plans.get().goals.get(skill=asked)
    assert (goal.level, goal.actions.get().kind) == (2, "practice")


def test_what_closes_no_gap_goes_into_the_plan_as_a_whole(own: Client, nurse: Employee):
    own.post("/me/plan/learn/", {"resource": resource("Anything", {}).pk})
    assert Action.objects.get().plan == nurse.plans.get()


def test_what_is_not_there_or_nobodys_is_not_planned(own: Client, client: Client, company: Company):
    answer = own.post("/me/plan/learn/", {"resource": 987654321}, follow=True)
    assert "The catalogue has no such resource." in answer.content.decode()
    client.force_login(company.users["auditor"])
    assert client.post("/me/plan/learn/", {"resource": resource("Anything", {}).pk}).status_code == 404
    assert not Action.objects.exists()


def test_the_catalogue_costs_the_same_for_one_resource_and_thirty(own: Client, triage: Skill):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            own.get("/learning/")
        return len(queries)

    resource("First", {triage: 3}, hours=2)
    few = cost()
    for number in range(30):
        resource(f"Course {number}", {triage: 3, SkillFactory(): 2}, hours=2)
    assert cost() == few <= MOST_QUERIES
