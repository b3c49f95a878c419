"""The course of a plan: the role it aims at, and the framework version whose words it keeps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import Employee, Goal, Plan, User
from employees.plans.errors import PlanError
from employees.plans.history import Kind, note
from employees.plans.reaching import note_reached_by_level
from employees.plans.services import begin, locked, profile_of
from pathways.models import FrameworkVersion, Requirement, Role, RoleProfile
from skills.models import Skill


@dataclass(frozen=True)
class Difference:
    """What the plan's version and the one in force ask of one skill; None where a version does not ask for it."""

    skill: Skill
    was: int | None
    now: int | None


@dataclass(frozen=True)
class Outdated:
    """A plan whose framework has moved on. `profile` is None when the rules in force no longer describe the role."""

    version: FrameworkVersion
    profile: RoleProfile | None
    differences: list[Difference]


@dataclass(frozen=True)
class Aim:
    """The role that a plan aims at, by the version that the plan keeps; `profile` is None when that describes none."""

    profile: RoleProfile | None = None
    asked: Mapping[Skill, int] = field(default_factory=dict)
    outdated: Outdated | None = None


@transaction.atomic
def set_target(*, employee: Employee, role: Role, why: str, on: dt.date, by: User | None) -> Plan:
    """Aim the plan at a role. A change of aim needs a reason; goals stay until their owner drops them.

    Raises `PlanError` for a role that no rule in force describes, and for the role it aims at already.
    """
    profile = profile_of(role, on)
    if profile is None:
        raise PlanError(_("No framework in force describes this role. Choose another."))
    plan = begin(employee=employee, on=on, by=by, role=role)
    if plan.role_id == role.pk:
        return plan
    former = name_of_target(plan, on)
    if former and not why:
        raise PlanError(_("Say why the course changes: the plan keeps it with its history."))
    note(Kind.TARGET, of=plan, plan=plan, by=by, was=former, now=profile.name, why=why or _("The first aim of the plan."))
    return _aim(plan, role, profile.version)


@transaction.atomic
def take_over_version(*, plan: Plan, on: dt.date, by: User | None) -> Plan:
    """Follow the framework in force: goals that asked what the former version asked now ask what this one does."""
    plan, found = locked(plan), outdated(plan, on)
    if found is None or found.profile is None:
        raise PlanError(_("The plan follows the framework in force already, or there is none for its role. Choose another role."))
    for difference in found.differences:
        _follow(plan, difference, on, by)
    note(Kind.VERSION, of=plan, plan=plan, by=by, was=plan.version, now=found.profile.version)
    assert plan.role is not None  # noqa: S101  # `outdated` found its rules
    return _aim(plan, plan.role, found.profile.version)


def _aim(plan: Plan, role: Role, version: FrameworkVersion) -> Plan:
    plan.role, plan.version = role, version
    plan.save(update_fields=["role", "version"])
    return plan


def _follow(plan: Plan, difference: Difference, on: dt.date, by: User | None) -> None:
    """Bring the goal for this skill along, if it is the one the former version asked for."""
    if difference.was is None or difference.now is None:
        return
    for goal in Goal.objects.filter(plan=plan, skill=difference.skill, level=difference.was, reached_on=None, dropped_on=None):
        note(Kind.GOAL_LEVEL, of=goal, plan=plan, goal=goal, by=by, was=goal.level, now=difference.now)
        goal.level = difference.now
        goal.save(update_fields=["level"])
    note_reached_by_level(plan.employee, difference.skill, on)


def outdated(plan: Plan, on: dt.date) -> Outdated | None:
    """Return what the framework in force asks otherwise than the version that the plan keeps; None while they are the same."""
    return aim_of(plan, on).outdated


def aim_of(plan: Plan, on: dt.date) -> Aim:
    """Return what the plan aims at as its version describes it, and how the framework has moved on. Three queries at most."""
    if plan.role_id is None or plan.version is None:
        return Aim()
    current = FrameworkVersion.objects.in_force(on).filter(framework=plan.version.framework_id)
    in_force = current.select_related("framework").first()
    asked = _described(plan.role_id, {plan.version.pk, in_force.pk if in_force else plan.version.pk})
    by_version = {profile.version_id: (profile, skills) for profile, skills in asked.items()}
    profile, kept = by_version.get(plan.version_id or 0, (None, {}))
    if in_force is None or in_force.pk == plan.version_id:
        return Aim(profile, kept)
    newer, now = by_version.get(in_force.pk, (None, {}))
    return Aim(profile, kept, Outdated(in_force, newer, differences(kept, now)))


def _described(role: int, versions: set[int]) -> dict[RoleProfile, dict[Skill, int]]:
    """Return what these versions ask of a role. Mostly one query: a role that asks for nothing is rare."""
    rows = Requirement.objects.filter(profile__role=role, profile__version__in=versions)
    found: dict[RoleProfile, dict[Skill, int]] = {}
    for row in rows.select_related("skill", "profile__version", "profile__role"):
        found.setdefault(row.profile, {})[row.skill] = row.level
    if {profile.version_id for profile in found} == versions:
        return found
    described = RoleProfile.objects.filter(role=role, version__in=versions).select_related("version", "role")
    return {profile: found.get(profile, {}) for profile in described}


def differences(was: Mapping[Skill, int], now: Mapping[Skill, int]) -> list[Difference]:
    """Return the skills of which two versions ask otherwise, by name."""
    found = (Difference(skill, was.get(skill), now.get(skill)) for skill in {**was, **now})
    return sorted((one for one in found if one.was != one.now), key=lambda one: (one.skill.name, one.skill.pk))


def name_of_target(plan: Plan, on: dt.date) -> str:
    """Return what the role the plan aims at is called: by the plan's version, by the rules in force, else by its code."""
    if plan.role is None:
        return ""
    named = RoleProfile.objects.filter(role=plan.role, version=plan.version).first() or profile_of(plan.role, on)
    return named.name if named else plan.role.code
