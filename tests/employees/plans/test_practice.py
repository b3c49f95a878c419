"""Practice cycles: one at a time, feedback from named colleagues, closed with words; nothing after the end."""

import datetime as dt

import pytest
from django.utils import timezone

from employees.models import AuditEvent, Employee, FeedbackRequest, Notice, PracticeCycle, User
from employees.plans import practice
from employees.plans.errors import PlanError
from tests.factories.employees import EmployeeFactory, FeedbackRequestFactory, GoalFactory, PracticeCycleFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
UNTIL = TODAY + dt.timedelta(days=28)


@pytest.fixture
def cycle() -> PracticeCycle:
    return PracticeCycleFactory(goal__plan__employee=EmployeeFactory(with_user=True, first_name="Amina", last_name="Diallo"))


@pytest.fixture
def owner(cycle: PracticeCycle) -> User:
    found = cycle.goal.plan.employee.user
    assert found is not None
    return found


@pytest.fixture
def colleague() -> Employee:
    return EmployeeFactory(with_user=True, first_name="Ruth", last_name="Lund")


def test_one_cycle_of_a_goal_at_a_time(cycle: PracticeCycle, owner: User):
    with pytest.raises(PlanError, match="is under way"):
        practice.begin_cycle(goal=cycle.goal, focus="Another", start=TODAY, until=UNTIL, by=owner)
    practice.close_cycle(cycle=cycle, learnt="Slower is better.", adjustment="Ask twice.", on=TODAY, by=owner)
    following = practice.begin_cycle(goal=cycle.goal, focus="Ask twice.", start=TODAY, until=UNTIL, by=owner)
    assert list(cycle.goal.cycles.all()) == [following, cycle]
    assert list(cycle.goal.plan.changes.order_by("pk").values_list("kind", "now", "why")) == [
        ("cycle-closed", "Ask twice.", "Slower is better."),
        ("cycle-begun", "Ask twice.", ""),
    ]


def test_a_goal_that_has_ended_is_practised_no_more(owner: User):
    with pytest.raises(PlanError, match="reached or dropped"):
        practice.begin_cycle(goal=GoalFactory(dropped_on=TODAY), focus="Late", start=TODAY, until=UNTIL, by=owner)


def test_a_colleague_is_asked_told_and_answers(cycle: PracticeCycle, owner: User, colleague: Employee):
    asked = practice.ask_feedback(cycle=cycle, asked=colleague, question="How was it?", on=TODAY, by=owner)
    told = Notice.objects.get(to_person=colleague)
    assert told.subject == "Amina Diallo asks for your feedback"
    assert "Ask before I answer" in told.text
    assert "How was it?" in told.text
    practice.answer_request(request=asked, text="Calm and clear.", on=TODAY, by=colleague.user)
    asked.refresh_from_db()
    assert (asked.text, asked.declined) == ("Calm and clear.", False)
    assert Notice.objects.get(to_person=cycle.goal.plan.employee).subject == "Ruth Lund has given you feedback"
    with pytest.raises(PlanError, match="answered this already"):
        practice.answer_request(request=asked, text="Or not", on=TODAY, by=colleague.user)
    with pytest.raises(PlanError, match="the answer stays"):
        practice.take_back_request(request=asked, by=owner)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == ["shared", "answered"]


def test_a_friendly_no_is_told_as_one(cycle: PracticeCycle, owner: User):
    asked = FeedbackRequestFactory(cycle=cycle)
    practice.answer_request(request=asked, text="", on=TODAY, by=asked.asked.user)
    asked.refresh_from_db()
    assert asked.declined
    assert "gives no feedback this time" in Notice.objects.get().subject


def test_nobody_is_asked_twice_nor_oneself(cycle: PracticeCycle, owner: User, colleague: Employee):
    practice.ask_feedback(cycle=cycle, asked=colleague, question="", on=TODAY, by=owner)
    with pytest.raises(PlanError, match="Ruth Lund has been asked in this cycle already"):
        practice.ask_feedback(cycle=cycle, asked=colleague, question="", on=TODAY, by=owner)
    with pytest.raises(PlanError, match="That is yourself"):
        practice.ask_feedback(cycle=cycle, asked=cycle.goal.plan.employee, question="", on=TODAY, by=owner)


def test_a_request_can_be_taken_back_until_it_is_answered(cycle: PracticeCycle, owner: User):
    practice.take_back_request(request=FeedbackRequestFactory(cycle=cycle), by=owner)
    assert not FeedbackRequest.objects.exists()


def test_nothing_is_added_to_a_closed_cycle(cycle: PracticeCycle, owner: User, colleague: Employee):
    practice.reflect(cycle=cycle, text="Too fast again.", by=owner)
    practice.close_cycle(cycle=cycle, learnt="Slow.", adjustment="", on=TODAY, by=owner)
    for act in (
        lambda: practice.reflect(cycle=cycle, text="Late", by=owner),
        lambda: practice.ask_feedback(cycle=cycle, asked=colleague, question="", on=TODAY, by=owner),
        lambda: practice.close_cycle(cycle=cycle, learnt="Again", adjustment="", on=TODAY, by=owner),
    ):
        with pytest.raises(PlanError, match="has been closed in the meantime"):
            act()
    cycle.refresh_from_db()
    assert (cycle.learnt, cycle.reflections.get().text) == ("Slow.", "Too fast again.")
