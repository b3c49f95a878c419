"""Goals are reached by the skill that counts, never by a click: when a judgement brings it to the level of the goal."""

import datetime as dt

from employees import outbox
from employees.models import Employee, Goal, HeldSkill, Notice, SkillAssessment
from employees.plans.history import Kind, note
from skills.models import Skill


def note_reached(*, employee: Employee, skill: Skill, level: int, source: str, on: dt.date) -> None:
    """Mark the open goals of the person for this skill that the level held now satisfies, and tell the person and who leads them."""
    for goal in Goal.objects.open().filter(plan__employee=employee, plan__end=None, skill=skill, level__lte=level).select_related("plan"):
        goal.reached_on = max(on, goal.since)
        goal.save(update_fields=["reached_on"])
        note(Kind.GOAL_REACHED, of=goal, plan=goal.plan, goal=goal, by=None, was=goal.from_level, now=level)
        _tell(goal, goal.reached_on, employee, skill, verified=source != SkillAssessment.Source.SELF)


def note_reached_by_level(employee: Employee, skill: Skill, on: dt.date) -> None:
    """The same where the goal has moved, and not the skill."""
    held = HeldSkill.objects.filter(employee=employee, skill=skill).first()
    if held:
        note_reached(employee=employee, skill=skill, level=held.level, source=held.source, on=on)


def _tell(goal: Goal, on: dt.date, employee: Employee, skill: Skill, *, verified: bool) -> None:
    told = {"goal": goal, "skill": skill, "owner": employee, "verified": verified}
    kind = {"kind": Notice.Kind.PLAN, "about": employee, "on": on}
    outbox.compose("goal_reached", told, to=employee, **kind).save()
    position = employee.positions.on(on).select_related("manager").first()
    if position and position.manager:
        outbox.compose("goal_reached_manager", told, to=position.manager, **kind).save()
