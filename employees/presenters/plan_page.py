"""What the page of a development plan shows: what to do next, whether the time suffices, each goal, and what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.forms import Form

from employees.access import Access
from employees.models import Action, Employee, FeedbackRequest, Goal, Milestone, Plan, PracticeCycle
from employees.plans.closing import Gap
from employees.plans.course import Aim, aim_of
from employees.plans.fitting import Fit, Load, fit
from employees.plans.forms import ActionForm, HoursForm
from employees.plans.gaps import gaps_between
from employees.presenters.goal_page import ActionLine, action_line
from employees.presenters.plan_rows import GoalRow, NextThing, Told, due_of, next_thing
from employees.presenters.plan_steps import form_name

RECENTLY = dt.timedelta(days=90)  # a goal reached is celebrated for so long, and stands in the history after
MOST_MISSING = 12


@dataclass(frozen=True)
class PlanPage:
    """`plan` is None before the first goal. `own` and `may_propose` say what the reader may do with it."""

    employee: Employee
    own: bool
    may_propose: bool
    today: dt.date
    plan: Plan | None = None
    aim: Aim = field(default_factory=Aim)
    rows: Sequence[GoalRow] = ()
    proposed: Sequence[GoalRow] = ()
    reached: Sequence[GoalRow] = ()
    ended: int = 0
    loose: Sequence[Action] = ()
    missing: Sequence[Gap] = ()
    fit: Fit | None = None
    waiting: int = 0
    sent: Mapping[str, Form] = field(default_factory=dict)

    @cached_property
    def next(self) -> NextThing | None:
        return next_thing(self.rows, self.loose, self.today)

    @property
    def unestimated(self) -> int:
        """Open actions of which nobody has said how long they take: they are in no sum."""
        actions = [*self.loose, *(action for row in self.rows for action in row.actions)]
        return sum(action.is_open and not action.hours for action in actions)

    @property
    def hours_form(self) -> Form:
        name = form_name("plan", self.employee.pk, "hours")
        return self.sent.get(name) or HoursForm(initial={"hours_a_week": self.plan.hours_a_week if self.plan else None}, name=name)

    @property
    def action_form(self) -> Form:
        name = form_name("plan", self.employee.pk, "act")
        return self.sent.get(name) or ActionForm(name=name)

    @property
    def loose_lines(self) -> list[ActionLine]:
        return [action_line(action, self.sent) for action in self.loose]


def plan_page(employee: Employee, reader: Access, sent: Mapping[str, Form] | None = None) -> PlanPage:
    """Return the plan of somebody whom the reader may see. As many queries for one goal as for thirty."""
    own, today = employee == reader.employee, reader.today
    may_propose = not own and reader.proposes_to(employee)
    waiting = FeedbackRequest.objects.visible_to(reader.user).to(reader.user).waiting().count() if own else 0
    empty = PlanPage(employee, own, may_propose, today, waiting=waiting, sent=sent or {})
    plan = Plan.objects.visible_to(reader.user).open().filter(employee=employee).select_related("employee", "version").first()
    if plan is None:
        return empty
    goals, told = list(Goal.objects.visible_to(reader.user).filter(plan=plan).with_words().order_by("pk")), read(plan, reader)
    rows = [told.row(goal, today) for goal in goals if goal.dropped_on is None]
    active = sorted((row for row in rows if row.goal.is_open), key=lambda row: (row.goal.due_on or dt.date.max, row.goal.pk))
    recent = [row for row in rows if row.goal.reached_on and row.goal.reached_on > today - RECENTLY]
    loose, aim = told.actions.get(None, []), aim_of(plan, today)
    planned = {row.goal.skill_id for row in rows if not row.goal.reached_on}
    return PlanPage(
        employee,
        own,
        may_propose,
        today,
        plan,
        aim,
        active,
        [row for row in rows if row.goal.proposed],
        sorted(recent, key=lambda row: row.goal.reached_on or today, reverse=True),
        len(goals) - len(active) - len(recent) - sum(row.goal.proposed for row in rows),
        loose,
        missing_of(aim, told, planned),
        fit_of(plan, active, loose, today),
        waiting,
        sent or {},
    )


def read(plan: Plan, reader: Access) -> Told:
    """Return all that is done for the plan's goals, without what was dropped. Four queries."""
    actions: dict[int | None, list[Action]] = defaultdict(list)
    kept = Action.objects.visible_to(reader.user).of_plan(plan).filter(dropped_on=None).select_related("resource")
    for action in kept.order_by("due_on", "pk"):
        actions[action.goal_id].append(action)
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.visible_to(reader.user).filter(goal__plan=plan, dropped_on=None):
        milestones[milestone.goal_id].append(milestone)
    cycles = PracticeCycle.objects.visible_to(reader.user).open().filter(goal__plan=plan).with_answers()
    held = {row.skill_id: row for row in plan.employee.held_skills.all()}
    return Told(held, actions, milestones, {cycle.goal_id: cycle for cycle in cycles})


def missing_of(aim: Aim, told: Told, planned: set[int]) -> list[Gap]:
    """Return the gaps to the plan's aim that are no goal yet, the widest first."""
    held = {skill: row.level for skill, row in told.held.items()}
    gaps = gaps_between(held, [(skill.pk, skill.name, level) for skill, level in aim.asked.items() if skill.pk not in planned])
    return sorted(gaps, key=lambda gap: (gap.held - gap.wanted, gap.name))[:MOST_MISSING]


def fit_of(plan: Plan, rows: Sequence[GoalRow], loose: Sequence[Action], today: dt.date) -> Fit:
    """Return whether what is left to do fits into the hours a week, less leave; an action without a day is due with its goal."""
    loads = [Load(action.text, action.hours_left, due_of(action, row)) for row in rows for action in row.actions if action.is_open]
    loads += [Load(action.text, action.hours_left, action.due_on) for action in loose if action.is_open]
    to_come = plan.employee.leaves.filter(Q(end__isnull=True) | Q(end__gt=today)).values_list("start", "end")
    leaves = to_come if any(load.hours and load.due for load in loads) else ()
    return fit(loads, plan.hours_a_week, today, leaves)
