"""What the page of one goal shows: where the skill stands, what is done for it, its milestones, and practice in cycles."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.forms import Form

from employees.access import Access
from employees.models import Action, FeedbackRequest, Goal, Milestone, PracticeCycle
from employees.plans import forms
from employees.plans.forms import PlanForm
from employees.presenters.plan_rows import GoalRow
from employees.presenters.plan_steps import form_name

USUAL_ROUND = dt.timedelta(days=28)
OF_THE_GOAL: Mapping[str, type[PlanForm]] = {
    "act": forms.ActionForm,
    "milestone": forms.MilestoneForm,
    "change": forms.ChangeGoalForm,
    "drop": forms.ReasonForm,
    "decline": forms.RemarkForm,
    "practise": forms.CycleForm,
}
OF_THE_CYCLE: Mapping[str, type[PlanForm]] = {
    "reflect": forms.ReflectionForm,
    "ask": forms.FeedbackForm,
    "close": forms.CloseCycleForm,
}


@dataclass(frozen=True)
class ActionLine:
    """An action with the forms to change it and to say that it is done."""

    action: Action
    change: Form
    finish: Form


@dataclass(frozen=True)
class GoalPage:
    """`cycles` are newest first. `sent` holds a form that was sent and refused, by the name of its step."""

    row: GoalRow
    own: bool
    descriptor: str
    levels: Sequence[tuple[int, str]]
    cycles: Sequence[PracticeCycle]
    today: dt.date
    sent: Mapping[str, Form] = field(default_factory=dict)

    @property
    def goal(self) -> Goal:
        return self.row.goal

    @property
    def open_cycle(self) -> PracticeCycle | None:
        return next((cycle for cycle in self.cycles if cycle.closed_on is None), None)

    @property
    def former_cycles(self) -> list[PracticeCycle]:
        return [cycle for cycle in self.cycles if cycle.closed_on]

    @property
    def lines(self) -> list[ActionLine]:
        return [action_line(action, self.sent) for action in self.row.actions]

    @property
    def forms(self) -> dict[str, Form]:
        """The forms of the goal and of its open cycle by step, empty or as somebody sent them."""
        focus = self.cycles[0].adjustment if self.cycles else ""
        initial: dict[str, dict[str, object]] = {
            "change": {"level": self.goal.level, "due_on": self.goal.due_on},
            "practise": {"focus": focus, "until": self.today + USUAL_ROUND},
        }
        goal = {step: self.form("goal", self.goal.pk, step, form(initial=initial.get(step))) for step, form in OF_THE_GOAL.items()}
        cycle = self.open_cycle
        return goal | ({step: self.form("cycle", cycle.pk, step, form()) for step, form in OF_THE_CYCLE.items()} if cycle else {})

    def form(self, thing: str, row: int, step: str, empty: PlanForm) -> Form:
        name = form_name(thing, row, step)
        empty.auto_id = f"{name}_%s"
        return self.sent.get(name, empty)


def action_line(action: Action, sent: Mapping[str, Form]) -> ActionLine:
    change, finish = (form_name("action", action.pk, step) for step in ("change", "finish"))
    initial = {name: getattr(action, name) for name in ("kind", "text", "hours", "hours_done", "due_on")}
    return ActionLine(
        action,
        sent.get(change, forms.ChangeActionForm(initial=initial, name=change)),
        sent.get(finish, forms.FinishForm(name=finish)),
    )


def goal_page(goal: Goal, reader: Access, sent: Mapping[str, Form] | None = None) -> GoalPage:
    """Return the page of a goal that comes `with_words`, in a plan that the reader may open."""
    employee = goal.plan.employee
    held = employee.held_skills.filter(skill=goal.skill_id).first()
    actions = list(goal.actions.select_related("resource").filter(dropped_on=None).order_by("done_on", "due_on", "pk"))
    milestones = list(Milestone.objects.visible_to(reader.user).filter(goal=goal, dropped_on=None))
    asked = Prefetch("requests", queryset=FeedbackRequest.objects.visible_to(reader.user).select_related("asked"))
    cycles = PracticeCycle.objects.visible_to(reader.user).filter(goal=goal).prefetch_related("reflections", asked)
    row = GoalRow(goal, held, reader.today, sorted(actions, key=lambda one: one.done_on is not None), milestones)
    own = employee == reader.employee
    words, levels = words_of(goal)
    return GoalPage(row, own, words, levels, list(cycles), reader.today, sent or {})


def words_of(goal: Goal) -> tuple[str, list[tuple[int, str]]]:
    """Return what the level aimed at means, and the levels of the skill by name."""
    descriptors = goal.skill.descriptors.filter(level=goal.level).values_list("description", flat=True)
    return descriptors.first() or "", list(goal.skill.scale.levels.values_list("level", "name"))
