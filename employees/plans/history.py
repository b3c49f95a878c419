"""Writing down what becomes of a plan: its own history, which its readers see, and the audit trail, in the same transaction."""

import datetime as dt

from django.db.models import Model

from employees import trail
from employees.models import Goal, Plan, PlanChange, User
from employees.models.trail import Verb

Kind = PlanChange.Kind
LONGEST = 400  # characters of what stood before and after
VERBS: dict[str, Verb] = {
    Kind.BEGUN: Verb.ADDED,
    Kind.GOAL_ADDED: Verb.ADDED,
    Kind.GOAL_PROPOSED: Verb.ADDED,
    Kind.GOAL_ACCEPTED: Verb.ANSWERED,
    Kind.GOAL_DECLINED: Verb.ANSWERED,
    Kind.GOAL_DROPPED: Verb.ENDED,
    Kind.GOAL_REACHED: Verb.ENDED,
    Kind.ACTION_ADDED: Verb.ADDED,
    Kind.ACTION_DONE: Verb.ENDED,
    Kind.ACTION_DROPPED: Verb.ENDED,
    Kind.MILESTONE_ADDED: Verb.ADDED,
    Kind.MILESTONE_REACHED: Verb.ENDED,
    Kind.MILESTONE_DROPPED: Verb.ENDED,
    Kind.CYCLE_BEGUN: Verb.ADDED,
    Kind.CYCLE_CLOSED: Verb.ENDED,
}


def note(
    kind: Kind, *, of: Model, plan: Plan, by: User | None, goal: Goal | None = None, was: object = "", now: object = "", why: str = ""
) -> PlanChange:
    """Write one change down, in the history of the plan and on the trail: of the row `of`, from `was` to `now`."""
    trail.record(VERBS.get(kind, Verb.CHANGED), of=of, by=by, about=plan.employee_id, step=kind.value)
    return PlanChange.objects.create(plan=plan, goal=goal, kind=kind, was=written(was), now=written(now), why=why, by=by)


def written(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)[:LONGEST]
