"""What somebody lacks: for the goals they set, for the role their plan aims at, or for one they are looking at."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from employees.models import Employee, Goal, HeldSkill, Plan
from employees.plans.closing import Gap
from pathways.models import Requirement, RoleProfile
from skills.models import Skill

Wanted = tuple[int, str, int]  # skill, name, level


def held_levels(employee: Employee) -> dict[int, int]:
    """Return skill → the level that counts. One query."""
    return dict(HeldSkill.objects.filter(employee=employee).values_list("skill", "level"))


def planned_skills(employee: Employee) -> frozenset[int]:
    """Return the skills that are a goal of the person's plan, or proposed as one. One query."""
    waiting = Goal.objects.filter(plan__employee=employee, plan__end=None, reached_on=None, dropped_on=None)
    return frozenset(waiting.values_list("skill", flat=True))


def gaps_between(held: dict[int, int], wanted: Iterable[Wanted]) -> list[Gap]:
    """Return a gap for each skill that is wanted above what is held, at the highest level wanted, by name."""
    highest: dict[int, Gap] = {}
    for skill, name, level in wanted:
        has, known = held.get(skill, 0), highest.get(skill)
        if level > has and (known is None or level > known.wanted):
            highest[skill] = Gap(skill, name, has, level)
    return sorted(highest.values(), key=lambda gap: (gap.name, gap.skill))


def gaps_of(employee: Employee, plan: Plan | None, on: dt.date, profile: RoleProfile | None = None) -> list[Gap]:
    """Return the gaps to that role; without one those of the plan's goals and aim, and without these those of the next steps up."""
    return gaps_between(held_levels(employee), asked_by(profile) if profile else wanted_of(employee, plan, on))


def wanted_of(employee: Employee, plan: Plan | None, on: dt.date) -> list[Wanted]:
    goals = Goal.objects.open().filter(plan=plan).values_list("skill", "skill__name", "level") if plan else []
    aim = RoleProfile.objects.filter(role=plan.role_id, version=plan.version_id) if plan and plan.role_id else None
    wanted = [*goals, *(asked_by_any(aim) if aim is not None else [])]
    return wanted or asked_by_any(next_steps(employee, on))


def next_steps(employee: Employee, on: dt.date) -> "Iterable[RoleProfile]":
    position = employee.positions.on(on).first()
    steps = RoleProfile.objects.in_force(on)
    if position is None or position.role_id is None:
        return steps.none()
    up = {"transitions_in__source__role": position.role_id, "transitions_in__kind": "promotion"}
    return steps.one_move_from(position.role_id, on).filter(**up)


def asked_by(profile: RoleProfile) -> list[Wanted]:
    return asked_by_any([profile.pk])


def asked_by_any(profiles: Iterable[RoleProfile | int]) -> list[Wanted]:
    return list(Requirement.objects.filter(profile__in=profiles).order_by().values_list("skill", "skill__name", "level"))


@dataclass(frozen=True)
class SkillChoice:
    """A skill with its levels by name, and the one that somebody holds."""

    skill: Skill
    levels: list[tuple[int, str]]
    held: int


def skill_choice(employee: Employee, number: str) -> SkillChoice | None:
    """Return the skill of that id as a choice of levels for somebody; None for what is no skill's id."""
    skill = Skill.objects.select_related("scale").filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    if skill is None:
        return None
    return SkillChoice(skill, list(skill.scale.levels.values_list("level", "name")), held_levels(employee).get(skill.pk, 0))
