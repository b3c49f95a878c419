"""Each step that the owner of a plan may take: what is written for it, what is done, and what is said then. Pages and API share it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees import access
from employees.models import Action, FeedbackRequest, Goal, Milestone, PracticeCycle, User
from employees.plans import course, forms, practice, services
from employees.plans.errors import PlanError
from employees.plans.forms import PlanForm
from employees.plans.gaps import gaps_of
from employees.plans.learning import take_up
from pathways.models import RoleProfile

Data = Mapping[str, Any]  # Any: what a form has cleaned


@dataclass(frozen=True)
class Taking:
    """Who takes a step on which row: the owner, on a day."""

    row: Any  # Any: an employee for steps of the plan as a whole, else the row of the thing
    by: User
    on: dt.date


@dataclass(frozen=True)
class Step:
    """`form` is None for what one click says; `said` is told when it is done; `of_plan` leads back to the plan and not to the goal.

    What `one_click` sends has no form of its own on a page: what is wrong with it is told as a message.
    """

    act: Callable[[Taking, Data], object]
    said: "str | Promise"
    form: type[PlanForm] | None = None
    of_plan: bool = False
    one_click: bool = False


def profile_named(slug: str | None, on: dt.date) -> RoleProfile | None:
    return RoleProfile.objects.in_force(on).filter(role__slug=slug or "").select_related("role").first()


def learn(taking: Taking, data: Data) -> Action:
    plan, profile = services.plan_of(taking.row), profile_named(data.get("role"), taking.on)
    gaps = gaps_of(taking.row, plan, taking.on, profile)
    return take_up(employee=taking.row, resource=data["resource"], gaps=gaps, on=taking.on, by=taking.by)


def add_goal(taking: Taking, data: Data) -> Goal:
    wanted = profile_named(data.get("role"), taking.on)
    said = {"skill": data["skill"], "level": data["level"], "due_on": data["due_on"], "role": wanted.role if wanted else None}
    return services.add_goal(employee=taking.row, on=taking.on, by=taking.by, **said)


def take_over(taking: Taking, data: Data) -> None:
    plan = services.plan_of(taking.row)
    if plan is None:
        raise PlanError(_("There is no plan yet. Begin with a first goal."))
    course.take_over_version(plan=plan, on=taking.on, by=taking.by)


def of_employee(verb: Callable[..., object], taking: Taking, data: Data) -> object:
    return verb(employee=taking.row, on=taking.on, by=taking.by, **data)


def for_goal(taking: Taking, data: Data) -> Action:
    return services.add_action(employee=taking.row.plan.employee, goal=taking.row, on=taking.on, by=taking.by, **data)


def practise(taking: Taking, data: Data) -> PracticeCycle:
    return practice.begin_cycle(goal=taking.row, start=taking.on, by=taking.by, **data)


def ask(taking: Taking, data: Data) -> FeedbackRequest:
    return practice.ask_feedback(cycle=taking.row, asked=data["colleague"], question=data["question"], on=taking.on, by=taking.by)


def named(verb: Callable[..., object], name: str, *, dated: bool = True) -> Callable[[Taking, Data], object]:
    """Return how a step calls a verb with its row under that name."""

    def act(taking: Taking, data: Data) -> object:
        return verb(**{name: taking.row}, **({"on": taking.on} if dated else {}), by=taking.by, **data)

    return act


GOAL_ADDED = _("It is a goal of your plan now. Say what you will do for it.")
STEPS: Mapping[str, Mapping[str, Step]] = {
    "plan": {
        "goal": Step(
            add_goal, _("It is a goal of your plan now. Say what you will do for it."), forms.GoalForm, of_plan=True, one_click=True
        ),
        "act": Step(partial(of_employee, services.add_action), _("It is in your plan."), forms.ActionForm, of_plan=True),
        "learn": Step(learn, _("It is in your plan. Say by when, if there is a day."), forms.LearningForm, one_click=True),
        "hours": Step(partial(of_employee, services.set_hours), _("Your hours a week are noted."), forms.HoursForm, of_plan=True),
        "version": Step(take_over, _("Your plan follows the framework in force now."), of_plan=True),
    },
    "goal": {
        "accept": Step(named(services.accept_goal, "goal"), _("It is a goal of yours now.")),
        "decline": Step(named(services.decline_goal, "goal"), _("Declined. Whoever proposed it is told."), forms.RemarkForm, of_plan=True),
        "change": Step(named(services.change_goal, "goal"), _("The goal is changed; its history says how."), forms.ChangeGoalForm),
        "drop": Step(named(services.drop_goal, "goal"), _("Dropped. Everything stays in the history."), forms.ReasonForm, of_plan=True),
        "act": Step(for_goal, _("It is in your plan."), forms.ActionForm),
        "milestone": Step(named(services.add_milestone, "goal", dated=False), _("The milestone is set."), forms.MilestoneForm),
        "practise": Step(practise, _("The round has begun. Ask colleagues to watch."), forms.CycleForm),
    },
    "action": {
        "change": Step(named(services.change_action, "action", dated=False), _("It is changed."), forms.ChangeActionForm),
        "finish": Step(named(services.finish_action, "action"), _("Done."), forms.FinishForm),
        "reopen": Step(named(services.reopen_action, "action", dated=False), _("It is open again.")),
        "drop": Step(named(services.drop_action, "action"), _("Dropped. It stays in the history."), forms.RemarkForm),
    },
    "milestone": {
        "reach": Step(named(services.reach_milestone, "milestone"), _("A milestone reached.")),
        "drop": Step(named(services.drop_milestone, "milestone"), _("Dropped. It stays in the history.")),
    },
    "cycle": {
        "reflect": Step(named(practice.reflect, "cycle", dated=False), _("Noted."), forms.ReflectionForm),
        "ask": Step(ask, _("Asked. They are told, and see this request only."), forms.FeedbackForm),
        "close": Step(named(practice.close_cycle, "cycle"), _("The round is closed. Begin the next one."), forms.CloseCycleForm),
    },
    "request": {
        "take-back": Step(named(practice.take_back_request, "request", dated=False), _("You no longer ask.")),
    },
}


def own_rows(thing: str, user: User) -> "QuerySet[Any, Any]":
    """Return the rows of that kind that are the reader's own to change."""
    own = access.of(user).employee
    if own is None:  # asked for as a column, nobody would be every row that has another owner
        return Goal.objects.visible_to(user).none()
    match thing:
        case "goal":
            return Goal.objects.visible_to(user).own(user).select_related("skill", "plan__employee")
        case "action":
            mine = Q(goal__plan__employee=own) | Q(plan__employee=own)
            return Action.objects.visible_to(user).filter(mine).select_related("goal__plan__employee", "plan__employee")
        case "milestone":
            return Milestone.objects.visible_to(user).filter(goal__plan__employee=own).select_related("goal__plan__employee")
        case "cycle":
            return PracticeCycle.objects.visible_to(user).filter(goal__plan__employee=own).select_related("goal__plan__employee")
        case _:
            return FeedbackRequest.objects.visible_to(user).made_by(user).select_related("asked", "cycle__goal__plan__employee")


def goal_of(row: Model) -> Goal | None:
    """Return the goal whose page shows the row; None for what belongs to the plan as a whole."""
    match row:
        case Goal():
            return row
        case Action() | Milestone() | PracticeCycle():
            return row.goal
        case FeedbackRequest():
            return row.cycle.goal
        case _:
            return None


def form_name(thing: str, row: int, step: str) -> str:
    """Return what sets the form of a step apart from all others of a page."""
    return f"{thing}-{row}-{step}"
