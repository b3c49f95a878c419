"""The route finder's page: routes with the gap of each move, what nobody has done yet, and a helpful page where there is no route."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pathways.graph_in_force import graph_of
from pathways.models import RoleProfile, Track, Transition
from pathways.rulebook import read, rulebook
from pathways.services.frameworks import copy_version, publish
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.factories.employees import HeldCredentialFactory, HeldSkillFactory, RoleMoveFactory, UserFactory
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TrackFactory,
    TransitionFactory,
)
from tests.factories.promotions import RequisitionFactory

MOST_BYTES = 60_000


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def matron(company: Company) -> RoleProfile:
    """A role two moves above the nurse: it asks more of both skills that the charge nurse is asked, and one of its own."""
    found = RoleProfileFactory(name="Matron", version=company.role.version, track=company.role.track, rank=4)
    TransitionFactory(source=company.target, target=found, kind="promotion", minimum_months=18)
    for asked in company.target.requirements.all():
        RequirementFactory(profile=found, skill=asked.skill, level=asked.level + 1)
    RequirementFactory(profile=found, level=2, skill__name="Budgeting")
    return found


def routes_to(role: RoleProfile, **parameters: str) -> str:
    return f"/routes/?to={role.role.slug}" + "".join(f"&{name}={value}" for name, value in parameters.items())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def legs(page: str) -> list[str]:
    """Return the text of each move of the route that is told in full."""
    return [words(part) for part in re.split(r'<li class="leg(?: leg-never)?">', page)[1:]]


class TestRoutes:
    def test_it_sets_out_from_the_readers_own_role(self, client: Client, company: Company, matron: RoleProfile):
        page = page_of(client, company, "self", routes_to(matron))
        assert "From Staff nurse, where you are now" in page
        assert "You are here" in page
        assert [leg.count("Promotion from Staff nurse") for leg in legs(page)] == [1, 0]

    def test_each_move_asks_only_what_the_moves_before_have_not_brought(self, client: Client, company: Company, matron: RoleProfile):
        first, second = legs(page_of(client, company, "self", routes_to(matron)))
        assert "3 levels to gain in 2 skills" in first  # 3 and 2 asked, 2 of the first held
        assert "2 → 3" in first
        assert "0 → 2" in first
        assert "4 levels to gain in 3 skills, after the moves before" in second
        assert "3 → 4" in second
        assert "Budgeting 0 → 2" in second

    def test_credentials_and_projects_are_asked_once(self, client: Client, company: Company, matron: RoleProfile):
        licence = CredentialRequirementFactory(profile=company.target, credential__name="Licence").credential
        CredentialRequirementFactory(profile=matron, credential=licence)
        held = CredentialRequirementFactory(profile=matron, credential__name="Degree").credential
        HeldCredentialFactory(employee=company.subject, credential=held)
        for role in (company.target, matron):
            ProjectRequirementFactory(profile=role, complexity=3, count=1)
        page = page_of(client, company, "self", routes_to(matron))
        first, second = legs(page)
        assert "To earn: Licence" in first
        assert "1 finished project of complexity 3 or more, as lead" in first
        assert "To earn" not in second
        assert "To finish" not in second
        assert "Degree" not in page

    def test_a_lapsed_credential_is_missing(self, client: Client, company: Company):
        licence = CredentialRequirementFactory(profile=company.target, credential__name="Licence").credential
        HeldCredentialFactory(employee=company.subject, credential=licence, issued_on=dt.date(2020, 1, 1), expires_on=timezone.localdate())
        assert "To earn: Licence" in legs(page_of(client, company, "self", routes_to(company.target)))[0]

    def test_moves_say_who_has_made_them_and_name_nobody(self, client: Client, company: Company, matron: RoleProfile):
        RoleMoveFactory(source=company.role.role, target=company.target.role, people=4)
        first, second = legs(page_of(client, company, "self", routes_to(matron)))
        assert "made by fewer than 5 people" in first
        assert "nobody has made this move yet" in second
        page = words(page_of(client, company, "self", routes_to(matron)))
        assert "1 of 2 not yet" in page

    def test_time_is_what_is_usual_and_what_policy_asks(self, client: Client, company: Company, matron: RoleProfile):
        first, second = legs(page_of(client, company, "self", routes_to(matron)))
        assert "usually after 2 years" in first
        assert "policy asks 1 year" in first
        assert re.search(r"you: \d+ years", first)
        assert "policy asks 1 year 6 months" in second

    def test_open_seats_are_counted(self, client: Client, company: Company, matron: RoleProfile):
        RequisitionFactory(role=matron.role, opened_on=timezone.localdate())
        assert "1 open seat" in legs(page_of(client, company, "self", routes_to(matron)))[1]

    def test_another_start_counts_as_if_all_that_it_asks_were_held(self, client: Client, company: Company, matron: RoleProfile):
        page = page_of(client, company, "self", routes_to(matron, **{"from": company.target.role.slug}))
        assert "Counted as if you held all that Charge nurse asks, besides what you hold." in words(page)
        (leg,) = legs(page)
        assert "4 levels to gain in 3 skills" in leg
        assert "you: " not in leg
        assert "You are here" not in page

    def test_each_route_can_be_told_in_full(self, client: Client, company: Company, matron: RoleProfile):
        sister = RoleProfileFactory(name="Sister", version=matron.version, track=matron.track, rank=3)
        RequirementFactory(profile=sister, level=4, skill__name="Rostering")
        TransitionFactory(source=company.role, target=sister)
        TransitionFactory(source=sister, target=matron)
        page = page_of(client, company, "self", routes_to(matron))
        assert "2 routes, the best first" in page
        assert "Rostering" not in page
        assert "Rostering 0 → 4" in legs(page_of(client, company, "self", routes_to(matron, route="2")))[0]
        assert legs(page_of(client, company, "self", routes_to(matron, route="9"))) == legs(page)

    def test_a_role_without_requirements_is_no_easy_stop(self, client: Client, company: Company):
        bare = RoleProfileFactory(version=company.role.version)
        TransitionFactory(source=company.role, target=bare)
        page = page_of(client, company, "self", routes_to(bare))
        assert "Nobody has written what this role asks" in page
        assert "unknown" in page

    def test_without_an_assessment_the_page_says_what_its_figures_mean(self, client: Client, company: Company):
        company.subject.held_skills.all().delete()
        assert "Nobody has assessed a skill of yours yet" in page_of(client, company, "self", routes_to(company.target))

    def test_somebody_without_a_record_looks_between_two_roles(self, client: Client, company: Company):
        client.force_login(UserFactory())
        assert "From which role to which?" in client.get("/routes/").content.decode()
        page = client.get(routes_to(company.target, **{"from": company.role.role.slug})).content.decode()
        assert "Counted as if you held all that Staff nurse asks." in words(page)
        assert len(legs(page)) == 1


class TestLimits:
    def test_no_manager_roles_on_the_way(self, client: Client, company: Company, matron: RoleProfile):
        Track.objects.filter(pk=company.target.track_id).update(kind=Track.Kind.MANAGEMENT)
        page = page_of(client, company, "self", routes_to(matron, managers="on"))
        assert "every such route is outside your limits" in page
        assert "There is one without “no manager roles”." in page
        assert len(legs(page_of(client, company, "self", routes_to(company.target, managers="on")))) == 1

    def test_no_steps_down(self, client: Client, company: Company):
        Transition.objects.filter(target=company.target).update(kind="step-down")
        assert "There is one with steps down." in page_of(client, company, "self", routes_to(company.target, down="on"))

    def test_within_years(self, client: Client, company: Company, matron: RoleProfile):
        RoleProfile.objects.filter(pk=company.target.pk).update(typical_months=30)
        assert "There is one with more time." in page_of(client, company, "self", routes_to(matron, years="2"))
        assert len(legs(page_of(client, company, "self", routes_to(matron, years="3")))) == 2

    @pytest.mark.parametrize(("name", "value"), [("order", "luck"), ("years", "7"), ("years", "x")])
    def test_a_limit_that_is_none_is_said_and_not_kept(self, client: Client, company: Company, name: str, value: str):
        page = page_of(client, company, "self", routes_to(company.target, **{name: value}))
        assert "field-error" in page
        assert len(legs(page)) == 1

    @pytest.mark.parametrize(
        ("order", "said"), [("skills", "the skill levels"), ("credentials", "the credentials"), ("months", "the time")]
    )
    def test_the_order_is_said(self, client: Client, company: Company, order: str, said: str):
        assert f"Ranked by {said}" in page_of(client, company, "self", routes_to(company.target, order=order))


class TestEnds:
    def test_without_a_target_the_readers_wishes_are_offered(self, client: Client, company: Company):
        page = page_of(client, company, "self", "/routes/")
        assert "Secret wish" in page
        assert "Secret wish" not in page_of(client, company, "manager", "/routes/")

    def test_a_text_that_means_one_role_is_that_role(self, client: Client, company: Company):
        assert "Routes to Charge nurse" in page_of(client, company, "self", "/routes/?to=charge")

    def test_a_text_that_means_several_offers_them(self, client: Client, company: Company):
        page = page_of(client, company, "stranger", "/routes/?to=nurse&order=months")
        assert "Which one do you mean?" in page
        assert f'href="?to={company.target.role.slug}&amp;order=months"' in page
        assert legs(page) == []

    def test_a_text_that_means_none_says_so(self, client: Client, company: Company):
        assert "No role in force has a name, family or code like that" in page_of(client, company, "self", "/routes/?to=astronaut")

    def test_an_end_can_be_chosen_anew(self, client: Client, company: Company):
        page = page_of(client, company, "self", routes_to(company.target, change="to"))
        assert '<input type="search" id="role-to"' in page
        assert '<input type="hidden" name="to"' not in page

    def test_both_ends_the_same(self, client: Client, company: Company):
        assert "You start where you want to go" in page_of(client, company, "self", routes_to(company.role))

    def test_a_draft_is_no_end(self, client: Client, company: Company):
        draft = RoleProfileFactory(version__draft=True, role__slug="unborn")
        assert "No role in force has a name" in page_of(client, company, "self", routes_to(draft))


class TestDeadEnds:
    def test_another_framework(self, client: Client, company: Company):
        page = page_of(client, company, "self", routes_to(RoleProfileFactory(name="Pilot")))
        assert "no written move leads from one framework into another" in page
        assert "Measure yourself against Pilot" in page

    def test_no_way_in_and_what_is_near(self, client: Client, company: Company, matron: RoleProfile):
        Transition.objects.filter(target=matron).delete()
        page = words(page_of(client, company, "self", routes_to(matron)))
        assert "No written move leads to Matron." in page
        assert "Nearest to it within reach Charge nurse asks 3 of the 7 missing skill levels" in page

    def test_no_way_out(self, client: Client, company: Company, matron: RoleProfile):
        Transition.objects.filter(source=company.role).delete()
        page = words(page_of(client, company, "self", routes_to(matron)))
        assert "No written move leads out of Staff nurse." in page
        assert "Roles that lead straight to it Charge nurse" in page


def test_the_graph_is_that_of_the_version_in_force(company: Company, matron: RoleProfile):
    today = timezone.localdate()
    before = graph_of(rulebook(today))
    draft = copy_version(version=company.role.version, by=None)
    Transition.objects.filter(source__version=draft, target__role=matron.role).delete()
    assert graph_of(rulebook(today)).moves == before.moves
    publish(version=draft, effective_from=today, by=None)
    after = graph_of(rulebook(today))
    assert len(after.moves) == len(before.moves) - 1
    assert graph_of(rulebook(today - dt.timedelta(days=1))).moves == before.moves


class TestBudget:
    def cost(self, client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def test_the_number_of_queries_is_within_the_budget_also_when_the_graph_is_read_anew(self, client: Client, company: Company):
        client.force_login(company.users["self"])
        read.cache_clear()
        assert self.cost(client, routes_to(company.target)) <= MOST_QUERIES

    def test_queries_and_weight_stay_with_many_routes(self, client: Client, company: Company, matron: RoleProfile):
        client.force_login(company.users["self"])
        self.cost(client, routes_to(matron))
        few = self.cost(client, routes_to(matron))
        for family in range(12):
            track = TrackFactory(family__framework=matron.version.framework)
            stops = [
                RoleProfileFactory(version=matron.version, track=track, name=f"Specialist practitioner of a long name {family}")
                for _ in range(3)
            ]
            for stop in stops:
                for _ in range(15):
                    RequirementFactory(profile=stop, level=3)
            for source, target in zip([company.role, *stops], [*stops, matron], strict=True):
                TransitionFactory(source=source, target=target)
        read.cache_clear()
        self.cost(client, routes_to(matron))
        assert self.cost(client, routes_to(matron, route="2")) == few
        page = page_of(client, company, "self", routes_to(matron, route="5"))
        assert "5 routes" in page
        assert len(page) < MOST_BYTES


def test_a_skill_held_shortens_the_way(client: Client, company: Company):
    before = page_of(client, company, "self", routes_to(company.target))
    missing = company.target.requirements.get(level=2)
    HeldSkillFactory(employee=company.subject, skill=missing.skill, level=2)
    after = page_of(client, company, "self", routes_to(company.target))
    assert "3 levels to gain" in legs(before)[0]
    assert "1 level to gain" in legs(after)[0]
