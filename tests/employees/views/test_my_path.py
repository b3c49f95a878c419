"""My path: where am I, where can I go, what is missing; never empty, never a false 100 %."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from employees.models import Employee, HeldSkill
from pathways.models import JobFamily, Role, Transition
from promotions.models import Decision, PolicyRule
from promotions.readiness import facts_of
from tests.company import LONG_AGO, Company, found_company, ladder
from tests.factories.employees import (
    AssignmentFactory,
    EmployeeFactory,
    HeldCredentialFactory,
    HeldSkillFactory,
    PerformanceRatingFactory,
    PositionFactory,
    ProjectFactory,
)
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TrackFactory,
    TransitionFactory,
)
from tests.factories.promotions import (
    ApplicationFactory,
    CaseFactory,
    ReadinessChangeFactory,
    ReadinessFactory,
    RequisitionFactory,
)

MOST_QUERIES = 15
OF_THE_FRAMEWORK = 4  # more, by the page that finds it changed


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
    assert "Since 1 January 2020" in page  # the reorganisation kept the role, so the run is unbroken
    assert f"{months // 12} year" in page
    assert "People usually stay 2 years." in page


def test_the_time_in_the_role_stands_beside_the_usual_one(client: Client, company: Company):
    today = timezone.localdate()
    company.subject.positions.filter(end__isnull=False).delete()
    company.subject.positions.update(start=today - dt.timedelta(days=4 * 366))
    bar = page_of(client, company, "self").split('class="bar"')[1].split("</svg>")[0]
    assert 'width="100"' in bar.split("bar-fill")[1]  # past the usual two years the bar is full,
    assert "M50 0v6" in bar  # and the mark shows where they ended


def test_a_next_step_shows_three_gates_each_with_its_owner_and_day(client: Client, company: Company):
    page = page_of(client, company, "self")
    today = timezone.localdate()
    gates = page.split('aria-label="Three gates to Charge nurse"')[1].split("</ol>")[0]
    assert [gates.count(f">{title}<") for title in ("Criteria", "Seat", "Decision")] == [1, 1, 1]
    assert "0 of 2 requirements met" in gates
    assert "developing · 44 %" in gates
    assert "Core skills: 0 of 1 core requirement met" in gates
    assert f"Yours, assessed by Ada Named-manager · as of {today.day} {today:%b %Y}" in gates
    assert "None is open now" in gates
    assert "Not asked for yet" in gates
    assert "The policy does not say who decides" in gates


def test_an_open_seat_is_told_with_its_unit_and_who_may_see_it(client: Client, company: Company):
    RequisitionFactory(role=company.target.role, unit__name="Beech Ward", external_from=dt.date(2999, 1, 2))
    page = page_of(client, company, "self")
    assert "1 seat open" in page
    assert "Beech Ward: since 1 Jan 2024, insiders alone until 2 Jan 2999" in page


def test_of_many_seats_two_are_named(client: Client, company: Company):
    for _ in range(4):
        RequisitionFactory(role=company.target.role)
    page = page_of(client, company, "self")
    assert "4 seats open" in page
    assert "and 2 more" in page


@pytest.mark.parametrize("shape", ["skills", "projects"])
def test_where_no_seat_is_needed_none_is_asked_for(client: Client, db: None, shape: str):
    person = person_in(shape)
    RequisitionFactory(role=person.readiness.get().role)
    assert person.user is not None
    client.force_login(person.user)
    page = client.get("/").content.decode()
    assert "None is needed" in page
    assert "1 seat open" not in page


def test_a_decision_is_told_with_who_decides_and_its_day(client: Client, company: Company):
    PolicyRule.objects.update(decided_by="the matron")
    case = CaseFactory(employee=company.subject, role=company.target.role, policy=PolicyRule.objects.get().version)
    page = page_of(client, company, "self")
    assert "Nominated, waits for the decision" in page
    assert "Decided by the matron · since 1 Feb 2024" in page
    Decision.objects.create(case=case, outcome="refused", on=dt.date(2024, 3, 4))
    page = page_of(client, company, "self")
    assert "Turned down last time" in page
    assert "Decided by the matron · on 4 Mar 2024" in page


def test_a_case_that_tells_of_an_application_is_not_for_the_manager(client: Client, company: Company):
    path = reverse("person", args=[company.subject.pk])
    seat = RequisitionFactory(role=company.target.role)
    CaseFactory(employee=company.subject, role=company.target.role, requisition=seat)
    assert "Nominated" in page_of(client, company, "manager", path)
    ApplicationFactory(employee=company.subject, requisition=seat)
    assert "Nominated" not in page_of(client, company, "manager", path)
    assert "Nominated" in page_of(client, company, "HR partner inside", path)
    assert "Nominated" in page_of(client, company, "self")


def test_what_would_move_it_most_is_named_with_its_effect(client: Client, company: Company):
    page = page_of(client, company, "self")
    levers = page.split("Would move it most")[1].split("</ul>")[0]
    assert levers.index("2 → 3") < levers.index("0 → 2")  # the smallest effort first
    assert "opens a gate" in levers
    assert "makes it near" in levers


def test_the_three_questions_are_answered_first(client: Client, company: Company):
    page = page_of(client, company, "self")
    glance = page.split('<div class="glance')[1].split('class="path"')[0]
    assert re.findall(r'class="glance-question">([^<]+)<', glance) == ["Where am I", "Where can I go", "What is missing"]
    assert "in this role" in glance
    assert "Charge nurse" in glance
    assert "2 of 2 requirements in all." in glance


def test_when_everything_is_met_nothing_is_said_to_be_missing(client: Client, company: Company):
    for asked in company.target.requirements.all():
        HeldSkill.objects.update_or_create(
            employee=company.subject, skill=asked.skill, defaults={"level": asked.level, "source": "manager", "on": LONG_AGO}
        )
    company.subject.readiness.filter(role=company.target.role).update(score=10000, status=2, ready_since=dt.date(2024, 5, 6))
    page = page_of(client, company, "self")
    assert "Every criterion is met." in page
    assert "ready since 6 May 2024" in page
    assert "Would move it most" not in page
    assert "<strong>Carries over</strong>" in page


# --- What is new ----------------------------------------------------------------------------------


def turned(company: Company, role: Role, old: int | None, new: int | None, days: int = 3) -> None:
    ReadinessChangeFactory(employee=company.subject, role=role, old=old, new=new, on=timezone.localdate() - dt.timedelta(days=days))


def test_a_turn_of_the_last_month_is_told_in_words(client: Client, company: Company):
    turned(company, company.target.role, 2, 0)
    assert "Charge nurse turned from ready to developing" in page_of(client, company, "self")


def test_a_turn_of_long_ago_is_not(client: Client, company: Company):
    turned(company, company.target.role, 2, 0, days=31)
    page = page_of(client, company, "self")
    assert "Nothing has changed" in page


def test_what_came_within_reach_is_told_while_it_is_there(client: Client, company: Company):
    turned(company, company.target.role, 0, 1)
    assert "Now within reach" not in page_of(client, company, "self")  # by today's facts it is developing
    company.subject.held_skills.update(level=3)
    for asked in company.target.requirements.filter(level=2):
        HeldSkillFactory(employee=company.subject, skill=asked.skill, level=2)
    assert "Now within reach" in page_of(client, company, "self")


def test_what_was_judged_earned_and_rated_of_late_is_told(client: Client, company: Company):
    today = timezone.localdate()
    company.subject.held_skills.update(on=today)
    credential = CredentialRequirementFactory(profile=company.target, credential__name="Life support").credential
    HeldCredentialFactory(employee=company.subject, credential=credential, issued_on=today)
    HeldCredentialFactory(employee=company.subject, credential__name="Unasked", issued_on=today)
    PerformanceRatingFactory(employee=company.subject, value=4, on=today)
    page = page_of(client, company, "self")
    assert "was judged at 2 (manager)" in page
    assert "Life support was issued" in page
    assert "A performance rating of 4 was given" in page
    assert "Unasked" not in page


def test_a_credential_about_to_lapse_names_the_day_and_the_routes(client: Client, company: Company):
    day = timezone.localdate() + dt.timedelta(days=20)
    credential = CredentialRequirementFactory(profile=company.target, credential__name="Life support").credential
    HeldCredentialFactory(employee=company.subject, credential=credential, expires_on=day)
    page = page_of(client, company, "self")
    assert f"is held until {day.day} {day:%B %Y}, 20 days from now. Asked by Charge nurse." in page
    CredentialRequirementFactory(profile=company.role, credential=credential)
    assert "Asked by the present role and Charge nurse." in page_of(client, company, "self")


def test_a_private_wish_is_shown_to_its_owner_and_hr_partner_and_not_to_the_manager(client: Client, company: Company):
    path = reverse("person", args=[company.subject.pk])
    assert "Secret wish" in page_of(client, company, "self")
    assert "Secret wish" in page_of(client, company, "HR partner inside", path)
    assert "Secret wish" not in page_of(client, company, "manager", path)
    assert "Secret wish" not in page_of(client, company, "skip-level manager", path)
    company.subject.aspirations.update(shared_on=timezone.localdate())
    assert "Secret wish" in page_of(client, company, "manager", path)


def test_a_turn_towards_a_private_wish_is_not_for_the_manager(client: Client, company: Company):
    path = reverse("person", args=[company.subject.pk])
    turned(company, company.subject.aspirations.get().role, 1, 2)
    assert "Secret wish turned from near to ready" in page_of(client, company, "self")
    assert "Secret wish" not in page_of(client, company, "manager", path)


def test_a_role_without_requirements_has_no_score(client: Client, company: Company):
    page = page_of(client, company, "self")
    assert "No requirement is written, so nothing can be met" in page
    assert "100 %" not in page


def test_a_first_step_without_requirements_says_that_nobody_wrote_them(client: Client, company: Company):
    company.target.requirements.all().delete()
    assert "names no requirement yet. That is not 100 %." in page_of(client, company, "self")


def test_without_any_assessment_no_percentage_is_claimed_and_the_page_says_what_to_do(client: Client, company: Company):
    company.subject.held_skills.all().delete()
    page = page_of(client, company, "self")
    assert "Nobody has assessed a skill here yet" in page
    assert "What to do first" in page
    assert "not assessed yet" in page
    assert not re.search(r"\d %", page)


def test_without_a_way_out_the_page_helps_on(client: Client, company: Company):
    Transition.objects.all().delete()
    company.subject.aspirations.all().delete()
    page = page_of(client, company, "self")
    assert "No move is written" in page
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
    assert "100 %" not in page
    assert "Roles you aspire to" in page  # a wish needs no position on a map
    assert "Secret wish" in page


def test_without_a_position_the_page_says_so(client: Client, company: Company):
    company.subject.positions.all().delete()
    assert "No position today" in page_of(client, company, "self")


def main_of(page: str) -> str:
    return page.partition("<main")[2]


def test_an_account_without_a_record_gets_a_page_that_helps(client: Client, company: Company):
    page = main_of(page_of(client, company, "auditor"))
    assert "Your account has no employee record" in page
    assert f'<a class="button" href="{reverse("hr-mobility")}">Mobility</a>' in page


def test_who_starts_later_reads_the_day_and_may_look_around(client: Client, company: Company):
    company.subject.positions.all().delete()
    Employee.objects.filter(pk=company.subject.pk).update(hired_on=timezone.localdate() + dt.timedelta(days=9))
    page = main_of(page_of(client, company, "self"))
    assert f"You start on {date_format(timezone.localdate() + dt.timedelta(days=9))}" in page
    assert f'<a class="button" href="{reverse("roles")}">Roles</a>' in page
    assert "%" not in page


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
    """Return how many queries one reading of a page takes, signing in and the event in the audit trail not counted."""
    client.force_login(company.users[persona])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return sum(not query["sql"].startswith('INSERT INTO "employees_auditevent"') for query in captured)


@pytest.mark.parametrize("address", ["path", "gap"])
def test_the_number_of_queries_does_not_grow_with_the_family_or_the_company(client: Client, company: Company, address: str):
    person, role = company.subject.pk, company.target.role.slug
    own, other = {
        "path": ("/", reverse("person", args=[person])),
        "gap": (reverse("my-gap", args=[role]), reverse("person-gap", args=[person, role])),
    }[address]
    readers = [("self", own), ("manager", other), ("HR partner inside", other)]
    assert queries_of(client, company, *readers[0]) <= MOST_QUERIES + OF_THE_FRAMEWORK
    before = [queries_of(client, company, *reader) for reader in readers]
    assert max(before) <= MOST_QUERIES
    for rank in range(4, 10):
        other = RoleProfileFactory(version=company.role.version, track=company.role.track, rank=rank)
        TransitionFactory(source=company.role, target=other)
        RequirementFactory(profile=other)
        ReadinessFactory(employee=company.subject, role=other.role, version=other.version)
        for _ in range(5):
            PositionFactory(role=other.role, start=dt.date(2021, 1, 1))
    queries_of(client, company, *readers[0])
    assert [queries_of(client, company, *reader) for reader in readers] == before
    assert max(before) <= MOST_QUERIES, before


def test_bad_view_parameter_is_ignored(client: Client, company: Company):
    assert "map-drawing" in page_of(client, company, "self", "/?view=%00&q=x")
