"""Goals shared with mentors: chosen one by one by their owner, taken back at any time; nothing else of the record is shown."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees import services
from employees.models import Action, AuditEvent, Employee, Goal, Mentorship, Milestone, User
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES
from tests.factories.employees import EmployeeFactory, GoalFactory, MentorshipFactory, PlanFactory

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def kept(company: Company) -> Goal:
    return Goal.objects.get(shared_on=None)


def as_persona(client: Client, company: Company, persona: str) -> Client:
    client.force_login(company.users[persona])
    return client


def seen_by_mentor(client: Client, company: Company) -> str:
    return as_persona(client, company, "mentor").get(f"/me/mentoring/{company.subject.pk}/").content.decode()


def test_the_mentor_sees_exactly_what_was_shared(client: Client, company: Company, kept: Goal):
    shared = Goal.objects.exclude(pk=kept.pk).get()
    Action.objects.create(goal=shared, kind="practice", text="Twice a week")
    Milestone.objects.create(goal=shared, text="First time alone", due_on=TODAY)
    Action.objects.create(goal=kept, kind="practice", text="Not told")
    page = seen_by_mentor(client, company)
    assert "Shared goal" in page
    assert "Twice a week" in page
    assert "First time alone" in page
    assert "Goal kept back" not in page
    assert "Not told" not in page


def test_sharing_and_taking_back_are_the_owners_own_and_leave_a_trail(client: Client, company: Company, kept: Goal):
    address = f"/me/mentoring/goals/{kept.pk}/"
    own = as_persona(Client(), company, "self")
    assert own.post(f"{address}share/").status_code == 302
    kept.refresh_from_db()
    assert kept.shared_on == TODAY
    assert "Goal kept back" in seen_by_mentor(client, company)
    assert own.post(f"{address}keep-private/").status_code == 302
    assert "Goal kept back" not in seen_by_mentor(client, company)
    events = AuditEvent.objects.filter(kind="employees.goal", object_id=str(kept.pk)).order_by("pk")
    assert [(event.verb, event.whom) for event in events] == [("shared", company.subject.pk), ("changed", company.subject.pk)]


@pytest.mark.parametrize("persona", ["mentor", "manager", "HR partner inside", "stranger", "administrator"])
def test_nobody_else_shares_a_goal(client: Client, company: Company, kept: Goal, persona: str):
    assert as_persona(client, company, persona).post(f"/me/mentoring/goals/{kept.pk}/share/").status_code == 404
    with pytest.raises(PermissionDenied):
        services.share_goal(goal=kept, on=TODAY, by=company.users[persona])
    kept.refresh_from_db()
    assert kept.shared_on is None


def test_a_step_that_is_none_and_one_by_get_do_nothing(client: Client, company: Company, kept: Goal):
    own = as_persona(client, company, "self")
    assert own.post(f"/me/mentoring/goals/{kept.pk}/publish/").status_code == 404
    assert own.get(f"/me/mentoring/goals/{kept.pk}/share/").status_code == 405
    kept.refresh_from_db()
    assert kept.shared_on is None


def test_the_page_says_to_whom_each_goal_shows(client: Client, company: Company):
    page = as_persona(client, company, "self").get("/me/mentoring/").content.decode()
    assert "Named-mentor" in page
    assert page.count("Share no longer") == page.count("Share with my mentors") == 1
    assert "No mentor sees it." in page


@pytest.mark.parametrize("change", ["mentoring ended", "mentoring to come", "plan ended", "mentee left", "mentor left"])
def test_what_was_shared_closes_with_the_mentoring_and_the_plan(client: Client, company: Company, change: str):
    nurse, mentor = company.subject, Employee.objects.get(number="mentor")
    match change:
        case "mentoring ended":
            Mentorship.objects.update(end=TODAY)
        case "mentoring to come":
            Mentorship.objects.update(start=TODAY + dt.timedelta(days=1))
        case "plan ended":
            nurse.plans.update(end=TODAY)
        case "mentee left":
            Employee.objects.filter(pk=nurse.pk).update(left_on=TODAY)
        case "mentor left":
            Employee.objects.filter(pk=mentor.pk).update(left_on=TODAY)
    assert "Shared goal" not in seen_by_mentor(client, company)
    assert not Goal.objects.shared_with(User.objects.get(pk=company.users["mentor"].pk)).exists()


def test_the_look_stands_on_the_mentees_trail(client: Client, company: Company):
    seen_by_mentor(client, company)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.whom, event.who) == ("looked", company.subject.pk, company.users["mentor"].pk)


def test_queries_do_not_grow_with_pairs_and_goals(client: Client, company: Company):
    mentor, counts = Employee.objects.get(number="mentor"), []
    client.force_login(company.users["mentor"])
    for more in (0, 30):
        for _ in range(more):
            plan = PlanFactory()
            MentorshipFactory(mentor=mentor, mentee=plan.employee)
            GoalFactory(plan=plan, shared_on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/me/mentoring/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


class TheLaw(TestCase):
    """Whatever pairs, plans and marks there are, a mentor is shown those goals alone that are shared, planned and mentored today."""

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([None, YESTERDAY, TODAY]),  # shared since
                st.sampled_from([None, TODAY, TODAY + dt.timedelta(days=9)]),  # end of the plan
                st.sampled_from([TODAY - dt.timedelta(days=30), TODAY, TODAY + dt.timedelta(days=1)]),  # start of mentoring
                st.booleans(),  # whether the reader is the mentor
            ),
            max_size=6,
        )
    )
    def test_a_mentor_sees_what_is_shared_today(self, told: list[tuple[dt.date | None, dt.date | None, dt.date, bool]]) -> None:
        reader, other = EmployeeFactory(with_user=True), EmployeeFactory()
        expected = set()
        for shared_on, plan_ends, start, is_mine in told:
            goal = GoalFactory(plan__end=plan_ends, shared_on=shared_on)
            MentorshipFactory(mentor=reader if is_mine else other, mentee=goal.plan.employee, start=start)
            if shared_on and plan_ends != TODAY and start <= TODAY and is_mine:
                expected.add(goal.pk)
        assert set(Goal.objects.visible_to(reader.user).values_list("pk", flat=True)) == expected
