"""What may be done with a plan: each verb, what it refuses, and that nothing is ever lost."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from employees.models import Action, AuditEvent, Employee, Goal, Milestone, Notice, Plan, PlanChange, User
from employees.plans import services
from employees.plans.errors import PlanError
from skills.models import Skill
from tests.factories.employees import (
    ActionFactory,
    EmployeeFactory,
    GoalFactory,
    HeldSkillFactory,
    MilestoneFactory,
    PlanFactory,
    PositionFactory,
    UserFactory,
)
from tests.factories.pathways import RoleProfileFactory
from tests.factories.skills import LearningResourceFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)
LATER = dt.date(2027, 3, 1)


@pytest.fixture
def person() -> Employee:
    found: Employee = EmployeeFactory(with_user=True)
    return found


@pytest.fixture
def skill() -> Skill:
    return SkillFactory(name="Triage")


@pytest.fixture
def manager(person: Employee) -> User:
    leads: Employee = EmployeeFactory(with_user=True, first_name="Mira", last_name="Sol")
    PositionFactory(employee=person, manager=leads)
    assert leads.user is not None
    return leads.user


def kinds(plan: Plan) -> list[str]:
    """Return the plan's history, oldest first."""
    return list(plan.changes.order_by("pk").values_list("kind", flat=True))


def added(person: Employee, skill: Skill, level: int = 3, **more: object) -> Goal:
    return services.add_goal(employee=person, skill=skill, level=level, on=DAY, by=person.user, **more)  # type: ignore[arg-type]  # as the verb takes them


# --- Goals ------------------------------------------------------------------------------------


def test_the_first_goal_begins_the_plan_towards_its_role(person: Employee, skill: Skill):
    profile = RoleProfileFactory(name="Charge nurse", rank=3)
    HeldSkillFactory(employee=person, skill=skill, level=1)
    goal = added(person, skill, role=profile.role, due_on=LATER)
    assert (goal.plan.role, goal.plan.version, goal.plan.start) == (profile.role, profile.version, DAY)
    assert (goal.from_level, goal.level, goal.due_on, goal.since, goal.is_open) == (1, 3, LATER, DAY, True)
    assert kinds(goal.plan) == ["begun", "goal-added"]
    assert goal.plan.changes.filter(by=person.user).count() == 2


def test_a_second_goal_leaves_the_plan_its_aim(person: Employee, skill: Skill):
    first = added(person, SkillFactory(), role=RoleProfileFactory().role)
    second = added(person, skill, role=RoleProfileFactory().role)
    assert second.plan == first.plan
    assert second.plan.role == first.plan.role
    assert Plan.objects.filter(employee=person).count() == 1


def test_a_skill_is_one_goal_at_a_time(person: Employee, skill: Skill):
    added(person, skill)
    with pytest.raises(PlanError, match="Triage is in the plan already"):
        added(person, skill, level=4)
    assert Goal.objects.get().level == 3


def test_what_is_held_already_is_no_goal(person: Employee, skill: Skill):
    HeldSkillFactory(employee=person, skill=skill, level=3)
    with pytest.raises(PlanError, match=r"Triage is held at level 3 already\. Expected a level above it."):
        added(person, skill)
    assert not Plan.objects.exists()


def test_a_level_that_the_scale_does_not_know_is_refused(person: Employee, skill: Skill):
    with pytest.raises(PlanError, match=r"Triage has no level 9\. Expected one up to 4\."):
        added(person, skill, level=9)


def test_a_goal_given_up_says_why_and_stays_with_what_was_done_for_it(person: Employee, skill: Skill):
    goal = added(person, skill)
    ActionFactory(goal=goal, done_on=DAY)
    services.drop_goal(goal=goal, why="The ward closes.", on=DAY, by=person.user)
    goal.refresh_from_db()
    assert (goal.dropped_on, goal.actions.count(), goal.is_open) == (DAY, 1, False)
    assert PlanChange.objects.get(kind="goal-dropped").why == "The ward closes."
    again = added(person, skill)
    assert again.pk != goal.pk
    with pytest.raises(PlanError, match="reached or dropped in the meantime"):
        services.drop_goal(goal=goal, why="Twice", on=DAY, by=person.user)


def test_a_goal_moves_with_its_history(person: Employee, skill: Skill):
    goal = added(person, skill, due_on=LATER)
    services.change_goal(goal=goal, level=2, due_on=None, on=DAY, by=person.user, why="More time")
    goal.refresh_from_db()
    assert (goal.level, goal.due_on) == (2, None)
    moved = goal.changes.filter(kind__in=["goal-level", "goal-due"]).order_by("pk")
    assert [(one.was, one.now, one.why) for one in moved] == [("3", "2", "More time"), ("2027-03-01", "", "More time")]


# --- Proposals --------------------------------------------------------------------------------


def test_who_leads_proposes_and_the_owner_decides(person: Employee, skill: Skill, manager: User):
    goal = services.propose_goal(employee=person, skill=skill, level=3, on=DAY, by=manager, why="You are close.")
    assert goal.proposed
    assert not goal.is_open
    told = Notice.objects.get(to_person=person)
    assert told.subject == "Mira Sol proposes a goal: Triage at level 3"
    assert "You are close." in told.text
    services.accept_goal(goal=goal, on=LATER, by=person.user)
    goal.refresh_from_db()
    assert (goal.is_open, goal.since) == (True, LATER)
    assert Notice.objects.get(to_person=manager.employee).subject.startswith(f"{person.name} has taken up your proposal")
    with pytest.raises(PlanError, match="no proposal any more"):
        services.accept_goal(goal=goal, on=DAY, by=person.user)


def test_a_proposal_declined_stays_in_the_history(person: Employee, skill: Skill, manager: User):
    goal = services.propose_goal(employee=person, skill=skill, level=3, on=DAY, by=manager)
    services.decline_goal(goal=goal, why="Not my way.", on=DAY, by=person.user)
    goal.refresh_from_db()
    assert goal.dropped_on == DAY
    assert kinds(goal.plan) == ["begun", "goal-proposed", "goal-declined"]
    assert "Not my way." in Notice.objects.get(to_person=manager.employee).text
    with pytest.raises(PlanError, match="no proposal any more"):
        services.decline_goal(goal=goal, on=DAY, by=person.user)


def test_setting_a_goal_that_is_proposed_takes_it_up(person: Employee, skill: Skill, manager: User):
    proposed = services.propose_goal(employee=person, skill=skill, level=2, on=DAY, by=manager)
    taken = added(person, skill, level=3)
    assert (taken.pk, taken.level, taken.is_open) == (proposed.pk, 3, True)


# --- Hours, actions, milestones ---------------------------------------------------------------


def test_hours_a_week_are_kept_and_told_once(person: Employee):
    for _ in range(2):
        plan = services.set_hours(employee=person, hours_a_week=Decimal("2.5"), on=DAY, by=person.user)
    assert plan.hours_a_week == Decimal("2.5")
    assert kinds(plan) == ["begun", "hours"]


def test_an_action_is_of_a_goal_or_of_the_plan(person: Employee, skill: Skill):
    goal, course = added(person, skill), LearningResourceFactory()
    add = partial(services.add_action, employee=person, on=DAY, by=person.user)
    for_goal = add(kind="course", text="The course", goal=goal, resource=course, hours=6, due_on=LATER)
    for_plan = add(kind="project", text="Ask Ruth for a seat in her project")
    assert (for_goal.whose, for_goal.hours_left, for_plan.whose, for_plan.hours_left) == (goal.plan, 6, goal.plan, 0)
    assert set(Action.objects.of_plan(goal.plan)) == {for_goal, for_plan}


def test_an_action_for_a_goal_of_another_or_one_that_has_ended_is_refused(person: Employee, skill: Skill):
    ended = GoalFactory(plan=added(person, skill).plan, dropped_on=DAY)
    for goal in (GoalFactory(), ended):
        with pytest.raises(PlanError, match="This goal is not open in the plan"):
            services.add_action(employee=person, kind="course", text="Learn", on=DAY, by=person.user, goal=goal)
    assert not Action.objects.exists()


def test_the_first_action_begins_a_plan(person: Employee):
    services.add_action(employee=person, kind="mentoring", text="Find a mentor", on=DAY, by=person.user)
    assert kinds(Plan.objects.get(employee=person)) == ["begun", "action-added"]


def test_an_action_is_worked_on_done_and_taken_up_again(person: Employee, skill: Skill):
    action = ActionFactory(goal=added(person, skill), hours=10)
    services.change_action(action=action, text="Practise twice", hours=10, hours_done=4, due_on=LATER, by=person.user)
    action.refresh_from_db()
    assert (action.text, action.hours_left, action.due_on) == ("Practise twice", 6, LATER)
    services.finish_action(action=action, on=DAY, by=person.user, outcome="It works.")
    action.refresh_from_db()
    assert (action.done_on, action.outcome, action.hours_left) == (DAY, "It works.", 0)
    with pytest.raises(PlanError, match="done or dropped in the meantime"):
        services.finish_action(action=action, on=DAY, by=person.user)
    services.reopen_action(action=action, by=person.user)
    with pytest.raises(PlanError, match="nothing to take up again"):
        services.reopen_action(action=action, by=person.user)
    services.drop_action(action=action, on=DAY, by=person.user, why="No time")
    with pytest.raises(PlanError, match="done or dropped"):
        services.change_action(action=action, text="x", hours=1, hours_done=0, due_on=None, by=person.user)
    with pytest.raises(PlanError, match="done or dropped"):
        services.drop_action(action=action, on=DAY, by=person.user)
    assert kinds(action.whose)[2:] == ["action-changed", "action-done", "action-reopened", "action-dropped"]


def test_an_unchanged_action_leaves_no_history(person: Employee, skill: Skill):
    action = ActionFactory(goal=added(person, skill), hours=3)
    services.change_action(action=action, text=action.text, hours=3, hours_done=0, due_on=None, by=person.user)
    assert "action-changed" not in kinds(action.whose)


def test_milestones_are_set_reached_and_dropped(person: Employee, skill: Skill):
    goal = added(person, skill)
    first = services.add_milestone(goal=goal, text="Alone", due_on=LATER, by=person.user)
    second = MilestoneFactory(goal=goal)
    services.reach_milestone(milestone=first, on=DAY, by=person.user)
    services.drop_milestone(milestone=second, on=DAY, by=person.user)
    with pytest.raises(PlanError, match="This milestone has been reached or dropped"):
        services.reach_milestone(milestone=second, on=DAY, by=person.user)
    assert Milestone.objects.filter(goal=goal).count() == 2
    assert kinds(goal.plan)[2:] == ["milestone-added", "milestone-reached", "milestone-dropped"]


def test_an_ended_goal_takes_no_milestone(person: Employee):
    with pytest.raises(PlanError, match="reached or dropped"):
        services.add_milestone(goal=GoalFactory(dropped_on=DAY), text="Late", due_on=LATER, by=person.user)


def test_each_change_is_on_the_trail_and_holds_no_words_of_it(person: Employee, skill: Skill):
    goal = added(person, skill)
    services.drop_goal(goal=goal, why="SECRET", on=DAY, by=person.user)
    events = list(AuditEvent.objects.filter(whom=person.pk).order_by("pk"))
    assert [(event.verb, event.kind, event.details["step"]) for event in events] == [
        ("added", "employees.plan", "begun"),
        ("added", "employees.goal", "goal-added"),
        ("ended", "employees.goal", "goal-dropped"),
    ]
    assert "SECRET" not in str([(event.details, event.why) for event in events])


def test_an_account_without_a_record_is_named_by_its_address():
    assert services.name_of(UserFactory(email="hr@example.org")) == "hr@example.org"


def test_no_plan_before_the_first_goal(person: Employee):
    assert services.plan_of(person) is None
    plan = PlanFactory(employee=person)
    assert services.plan_of(person) == plan
