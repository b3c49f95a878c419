"""Goals are reached by the skill that counts: at the judgement, with history and word to both."""

import datetime as dt

import pytest
from django.utils import timezone

from employees import services
from employees.models import Employee, Goal, Notice, PlanChange
from tests.factories.employees import EmployeeFactory, GoalFactory, PlanFactory, PositionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BEGAN = TODAY - dt.timedelta(days=100)


@pytest.fixture
def goal() -> Goal:
    manager = EmployeeFactory(first_name="Mira", last_name="Sol")
    person = EmployeeFactory(first_name="Amina", last_name="Diallo")
    PositionFactory(employee=person, manager=manager)
    return GoalFactory(plan=PlanFactory(employee=person, start=BEGAN), since=BEGAN, level=3, from_level=1, skill__name="Triage")


def judge(goal: Goal, level: int, source: str = "manager", days_ago: int = 0) -> None:
    person: Employee = goal.plan.employee
    services.assess(employee=person, skill=goal.skill, level=level, source=source, on=TODAY - dt.timedelta(days=days_ago), by=None)
    goal.refresh_from_db()


def test_a_judgement_at_the_level_reaches_the_goal_on_its_day_and_tells_both(goal: Goal):
    judge(goal, 3, days_ago=2)
    assert goal.reached_on == TODAY - dt.timedelta(days=2)
    change = PlanChange.objects.get(kind="goal-reached")
    assert (change.was, change.now, change.goal) == ("1", "3", goal)
    own, led = Notice.objects.order_by("pk")
    assert (own.to_person, own.subject) == (goal.plan.employee, "Goal reached: Triage at level 3")
    assert (str(led.to_person), led.subject) == ("Mira Sol", "Amina Diallo has reached a goal: Triage at level 3")
    assert "your own judgement" not in own.text


def test_a_judgement_below_it_reaches_nothing(goal: Goal):
    judge(goal, 2)
    assert goal.reached_on is None
    assert not Notice.objects.exists()


def test_ones_own_judgement_counts_as_it_does_for_readiness_and_is_called_so(goal: Goal):
    judge(goal, 4, source="self")
    assert goal.reached_on == TODAY
    assert "That is your own judgement so far." in Notice.objects.order_by("pk")[0].text


def test_a_judgement_that_does_not_count_reaches_nothing(goal: Goal):
    judge(goal, 1)
    judge(goal, 4, source="self")
    assert goal.reached_on is None


def test_a_judgement_of_a_day_before_the_goal_reaches_it_on_its_own_first_day(goal: Goal):
    judge(goal, 3, days_ago=200)
    assert goal.reached_on == BEGAN


def test_a_goal_is_reached_once_and_stays_reached(goal: Goal):
    judge(goal, 3, days_ago=5)
    judge(goal, 2, days_ago=1)
    judge(goal, 4)
    assert goal.reached_on == TODAY - dt.timedelta(days=5)
    assert PlanChange.objects.count() == 1


@pytest.mark.parametrize("ended", [{"dropped_on": TODAY}, {"proposed": True}])
def test_goals_dropped_or_only_proposed_are_not_reached(goal: Goal, ended: dict[str, object]):
    Goal.objects.filter(pk=goal.pk).update(**ended)
    judge(goal, 4)
    assert goal.reached_on is None
