"""What may be done with a plan, its goals, actions and milestones. Each verb is one transaction, and nothing is ever deleted.

The owner decides; whoever leads them proposes. Who may call which verb is for `employees.access` and the pages to say.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import outbox
from employees.models import Action, Employee, Goal, HeldSkill, Milestone, Notice, Plan, User
from employees.plans.errors import PlanError
from employees.plans.history import Kind, note
from pathways.models import Role, RoleProfile
from skills.models import LearningResource, ProficiencyLevel, Skill

# --- The plan ---------------------------------------------------------------------------------


def plan_of(employee: Employee) -> Plan | None:
    """Return the person's present plan; None before the first goal."""
    return Plan.objects.open().filter(employee=employee).first()


@transaction.atomic
def begin(*, employee: Employee, on: dt.date, by: User | None, role: Role | None = None) -> Plan:
    """Return the present plan, locked until the transaction ends; begin one, towards that role, when there is none."""
    profile = profile_of(role, on)
    told = {"start": on, "role": profile.role if profile else None, "version": profile.version if profile else None}
    plan, is_new = Plan.objects.get_or_create(employee=employee, end=None, defaults=told)
    if is_new:
        note(Kind.BEGUN, of=plan, plan=plan, by=by, now=profile.name if profile else "")
    return locked(plan)


def locked(plan: Plan) -> Plan:
    """Read the plan anew and hold it: what two people do to one plan happens one after the other."""
    return Plan.objects.select_for_update(of=("self",)).select_related("employee").get(pk=plan.pk)


def profile_of(role: Role | None, on: dt.date) -> RoleProfile | None:
    """Return what the rules in force say of a role; None for one that they do not describe."""
    profiles = RoleProfile.objects.in_force(on).select_related("role", "version")
    return profiles.filter(role=role).first() if role else None


@transaction.atomic
def set_hours(*, employee: Employee, hours_a_week: Decimal | None, on: dt.date, by: User | None) -> Plan:
    plan = begin(employee=employee, on=on, by=by)
    if plan.hours_a_week != hours_a_week:
        note(Kind.HOURS, of=plan, plan=plan, by=by, was=plan.hours_a_week, now=hours_a_week)
        Plan.objects.filter(pk=plan.pk).update(hours_a_week=hours_a_week)
        plan.hours_a_week = hours_a_week
    return plan


# --- Goals ------------------------------------------------------------------------------------


@transaction.atomic
def add_goal(
    *, employee: Employee, skill: Skill, level: int, on: dt.date, by: User | None, due_on: dt.date | None = None, role: Role | None = None
) -> Goal:
    """Set the goal to hold the skill at that level. The first one begins the plan, towards `role`.

    Raises `PlanError` when the skill is held so already, or is a goal already; a proposal of it becomes the owner's own.
    """
    plan = begin(employee=employee, on=on, by=by, role=role)
    proposed = Goal.objects.proposed().filter(plan=plan, skill=skill).first()
    if proposed:
        _check_level(skill, level, held_level(employee, skill))
        Goal.objects.filter(pk=proposed.pk).update(level=level, due_on=due_on or proposed.due_on)
        return accept_goal(goal=proposed, on=on, by=by)
    goal = _goal(plan, skill, level, on, due_on, proposed=False)
    note(Kind.GOAL_ADDED, of=goal, plan=plan, goal=goal, by=by, was=goal.from_level, now=level)
    return goal


@transaction.atomic
def propose_goal(
    *, employee: Employee, skill: Skill, level: int, on: dt.date, by: User | None, due_on: dt.date | None = None, why: str = ""
) -> Goal:
    """Lay a goal before the person, who decides. They are told."""
    plan = begin(employee=employee, on=on, by=by)
    goal = _goal(plan, skill, level, on, due_on, proposed=True)
    note(Kind.GOAL_PROPOSED, of=goal, plan=plan, goal=goal, by=by, was=goal.from_level, now=level, why=why)
    tell("goal_proposed", {"goal": goal, "by": name_of(by), "why": why}, to=employee, about=employee, on=on)
    return goal


@transaction.atomic
def accept_goal(*, goal: Goal, on: dt.date, by: User | None) -> Goal:
    plan = locked(goal.plan)
    if not Goal.objects.proposed().filter(pk=goal.pk).update(proposed=False, since=on):
        raise PlanError(_("This is no proposal any more. Look at the plan as it is now."))
    goal.refresh_from_db()
    note(Kind.GOAL_ACCEPTED, of=goal, plan=plan, goal=goal, by=by, now=goal.level)
    _tell_proposer("goal_accepted", goal, "", on)
    return goal


@transaction.atomic
def decline_goal(*, goal: Goal, on: dt.date, by: User | None, why: str = "") -> None:
    plan = locked(goal.plan)
    if not Goal.objects.proposed().filter(pk=goal.pk).update(dropped_on=on):
        raise PlanError(_("This is no proposal any more. Look at the plan as it is now."))
    note(Kind.GOAL_DECLINED, of=goal, plan=plan, goal=goal, by=by, now=goal.level, why=why)
    _tell_proposer("goal_declined", goal, why, on)


@transaction.atomic
def change_goal(*, goal: Goal, level: int, due_on: dt.date | None, on: dt.date, by: User | None, why: str = "") -> None:
    """Aim at another level, or at another day."""
    plan, goal = locked(goal.plan), _still_open(goal)
    _check_level(goal.skill, level, held_level(plan.employee, goal.skill))
    if level != goal.level:
        note(Kind.GOAL_LEVEL, of=goal, plan=plan, goal=goal, by=by, was=goal.level, now=level, why=why)
    if due_on != goal.due_on:
        note(Kind.GOAL_DUE, of=goal, plan=plan, goal=goal, by=by, was=goal.due_on, now=due_on, why=why)
    Goal.objects.filter(pk=goal.pk).update(level=level, due_on=due_on)


@transaction.atomic
def drop_goal(*, goal: Goal, why: str, on: dt.date, by: User | None) -> None:
    """Give a goal up, for a reason. It stays in the plan's history with everything that was done for it."""
    plan, goal = locked(goal.plan), _still_open(goal)
    Goal.objects.filter(pk=goal.pk).update(dropped_on=on)
    note(Kind.GOAL_DROPPED, of=goal, plan=plan, goal=goal, by=by, was=goal.level, why=why)


def held_level(employee: Employee, skill: Skill) -> int:
    """Return the level that counts; 0 for a skill nobody has judged."""
    held: int | None = HeldSkill.objects.filter(employee=employee, skill=skill).values_list("level", flat=True).first()
    return held or 0


def _goal(plan: Plan, skill: Skill, level: int, on: dt.date, due_on: dt.date | None, *, proposed: bool) -> Goal:
    held = held_level(plan.employee, skill)
    _check_level(skill, level, held)
    if Goal.objects.filter(plan=plan, skill=skill, reached_on=None, dropped_on=None).exists():
        raise PlanError(_("%(skill)s is in the plan already. Change that goal instead.") % {"skill": skill.name})
    return Goal.objects.create(plan=plan, skill=skill, level=level, from_level=held, since=on, due_on=due_on, proposed=proposed)


def _check_level(skill: Skill, level: int, held: int) -> None:
    if level <= held:
        told = {"skill": skill.name, "held": held}
        raise PlanError(_("%(skill)s is held at level %(held)s already. Expected a level above it.") % told)
    known = set(ProficiencyLevel.objects.filter(scale=skill.scale_id).values_list("level", flat=True))
    if known and level not in known:
        told = {"skill": skill.name, "level": level, "highest": max(known)}
        raise PlanError(_("%(skill)s has no level %(level)s. Expected one up to %(highest)s.") % told)


def _still_open(goal: Goal) -> Goal:
    found = Goal.objects.open().filter(pk=goal.pk).select_related("skill").first()
    if found is None:
        raise PlanError(_("This goal has been reached or dropped in the meantime. Look at the plan as it is now."))
    return found


# --- Actions ----------------------------------------------------------------------------------


@transaction.atomic
def add_action(
    *,
    employee: Employee,
    kind: str,
    text: str,
    on: dt.date,
    by: User | None,
    goal: Goal | None = None,
    resource: LearningResource | None = None,
    hours: int | None = None,
    due_on: dt.date | None = None,
) -> Action:
    """Take on something to do, for a goal of the person's or for their plan as a whole, which begins when there is none."""
    plan = begin(employee=employee, on=on, by=by)
    if goal and (goal.plan_id != plan.pk or not Goal.objects.open().filter(pk=goal.pk).exists()):
        raise PlanError(_("This goal is not open in the plan. Choose another, or none."))
    whose = {"goal": goal} if goal else {"plan": plan}
    action = Action.objects.create(kind=kind, text=text, resource=resource, hours=hours, due_on=due_on, **whose)
    note(Kind.ACTION_ADDED, of=action, plan=plan, goal=goal, by=by, now=text)
    return action


@transaction.atomic
def change_action(
    *, action: Action, text: str, hours: int | None, hours_done: int, due_on: dt.date | None, by: User | None, kind: str | None = None
) -> None:
    """Say anew what it is, how long it takes, how much of that is done, and until when."""
    plan = locked(action.whose)
    new = {"text": text, "kind": kind or action.kind, "hours": hours, "hours_done": hours_done, "due_on": due_on}
    was = {name: getattr(action, name) for name in new}
    if not Action.objects.open().filter(pk=action.pk).update(**new):
        raise PlanError(ENDED)
    if was != new:
        note(Kind.ACTION_CHANGED, of=action, plan=plan, goal=action.goal, by=by, was=_said(was), now=_said(new))


@transaction.atomic
def finish_action(*, action: Action, on: dt.date, by: User | None, outcome: str = "") -> None:
    """Note that it is done, and what came of it."""
    plan = locked(action.whose)
    if not Action.objects.open().filter(pk=action.pk).update(done_on=on, outcome=outcome):
        raise PlanError(ENDED)
    note(Kind.ACTION_DONE, of=action, plan=plan, goal=action.goal, by=by, now=action.text, why=outcome)


@transaction.atomic
def reopen_action(*, action: Action, by: User | None) -> None:
    """Take up again what was done or dropped."""
    plan = locked(action.whose)
    if not Action.objects.filter(pk=action.pk).exclude(done_on=None, dropped_on=None).update(done_on=None, dropped_on=None):
        raise PlanError(_("This action is open. There is nothing to take up again."))
    note(Kind.ACTION_REOPENED, of=action, plan=plan, goal=action.goal, by=by, now=action.text)


@transaction.atomic
def drop_action(*, action: Action, on: dt.date, by: User | None, why: str = "") -> None:
    plan = locked(action.whose)
    if not Action.objects.open().filter(pk=action.pk).update(dropped_on=on):
        raise PlanError(ENDED)
    note(Kind.ACTION_DROPPED, of=action, plan=plan, goal=action.goal, by=by, was=action.text, why=why)


ENDED = gettext_lazy("This has been done or dropped in the meantime. Look at the plan as it is now.")


def _said(values: Mapping[str, object]) -> str:
    """Return what is said of an action in one line: text, hours, day."""
    hours = f"{values['hours_done']}/{values['hours']} h" if values["hours"] else ""
    return " · ".join(filter(None, (str(values["text"])[:300], hours, str(values["due_on"] or ""))))


# --- Milestones -------------------------------------------------------------------------------


@transaction.atomic
def add_milestone(*, goal: Goal, text: str, due_on: dt.date, by: User | None) -> Milestone:
    plan, goal = locked(goal.plan), _still_open(goal)
    milestone = Milestone.objects.create(goal=goal, text=text, due_on=due_on)
    note(Kind.MILESTONE_ADDED, of=milestone, plan=plan, goal=goal, by=by, now=text)
    return milestone


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: dt.date, by: User | None) -> None:
    _end_milestone(Kind.MILESTONE_REACHED, milestone, by, reached_on=on)


@transaction.atomic
def drop_milestone(*, milestone: Milestone, on: dt.date, by: User | None) -> None:
    _end_milestone(Kind.MILESTONE_DROPPED, milestone, by, dropped_on=on)


def _end_milestone(kind: Kind, milestone: Milestone, by: User | None, **ended: dt.date) -> None:
    plan = locked(milestone.goal.plan)
    if not Milestone.objects.open().filter(pk=milestone.pk).update(**ended):
        raise PlanError(_("This milestone has been reached or dropped in the meantime. Look at the plan as it is now."))
    note(kind, of=milestone, plan=plan, goal=milestone.goal, by=by, now=milestone.text)


# --- Telling ----------------------------------------------------------------------------------


def tell(template: str, context: dict[str, object], *, to: Employee, about: Employee | None, on: dt.date) -> None:
    outbox.compose(template, context, to=to, about=about, kind=Notice.Kind.PLAN, on=on).save()


def _tell_proposer(template: str, goal: Goal, why: str, on: dt.date) -> None:
    """Tell whoever proposed the goal what the owner decided, if they are still with the company."""
    proposal = goal.changes.filter(kind=Kind.GOAL_PROPOSED).select_related("by__employee").first()
    proposer = getattr(proposal.by, "employee", None) if proposal and proposal.by else None
    if proposer and proposer.employed(on):
        owner = goal.plan.employee
        tell(template, {"goal": goal, "owner": owner, "why": why}, to=proposer, about=owner, on=on)


def name_of(account: User | None) -> str:
    """Return who that is: the person's name, or the account's address where it has no record."""
    if account is None:
        return "Pathways"
    person: Employee | None = getattr(account, "employee", None)
    return person.name if person else account.email
