"""The course of a plan: a new aim says why, and a newer framework is taken over by its owner's word alone."""

import datetime as dt

import pytest
from django.utils import timezone

from employees.models import Employee, Goal, Plan, User
from employees.plans import course
from employees.plans.errors import PlanError
from pathways.models import RoleProfile
from tests.factories.employees import EmployeeFactory, GoalFactory, HeldSkillFactory, PlanFactory
from tests.factories.pathways import FrameworkVersionFactory, RequirementFactory, RoleFactory, RoleProfileFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def person() -> Employee:
    found: Employee = EmployeeFactory(with_user=True)
    return found


@pytest.fixture
def owner(person: Employee) -> User:
    assert person.user is not None
    return person.user


def aim(person: Employee, role: object, why: str = "") -> Plan:
    return course.set_target(employee=person, role=role, why=why, on=TODAY, by=person.user)  # type: ignore[arg-type]  # as the verb takes them


def test_the_first_aim_needs_no_reason_and_a_change_does(person: Employee):
    first, second = RoleProfileFactory(name="Charge nurse"), RoleProfileFactory(name="Educator")
    plan = aim(person, first.role)
    assert (plan.role, plan.version) == (first.role, first.version)
    with pytest.raises(PlanError, match="Say why the course changes"):
        aim(person, second.role)
    goal = GoalFactory(plan=plan)
    plan = aim(person, second.role, "I like teaching more.")
    assert (plan.role, plan.version) == (second.role, second.version)
    change = plan.changes.get(kind="target")
    assert (change.was, change.now, change.why) == ("Charge nurse", "Educator", "I like teaching more.")
    goal.refresh_from_db()
    assert goal.is_open


def test_the_same_aim_again_changes_nothing(person: Employee):
    profile = RoleProfileFactory()
    aim(person, profile.role)
    before = Plan.objects.get().changes.count()
    aim(person, profile.role)
    assert Plan.objects.get().changes.count() == before


def test_a_role_that_nobody_describes_is_no_aim(person: Employee):
    with pytest.raises(PlanError, match="No framework in force describes this role"):
        aim(person, RoleFactory())
    assert not Plan.objects.exists()


# --- A newer framework ------------------------------------------------------------------------


@pytest.fixture
def former() -> RoleProfile:
    return RoleProfileFactory(name="Charge nurse", version__effective_from=TODAY - dt.timedelta(days=300))


@pytest.fixture
def newer(former: RoleProfile) -> RoleProfile:
    version = FrameworkVersionFactory(framework=former.version.framework, number=99, effective_from=TODAY - dt.timedelta(days=3))
    return RoleProfileFactory(name="Charge nurse", version=version, role=former.role, track=former.track)


@pytest.fixture
def plan(person: Employee, former: RoleProfile) -> Plan:
    return PlanFactory(employee=person, role=former.role, version=former.version)


def test_a_plan_under_the_version_in_force_is_not_outdated(plan: Plan):
    assert course.outdated(plan, TODAY) is None
    assert course.outdated(PlanFactory(), TODAY) is None


def test_what_the_framework_in_force_asks_otherwise_is_named(plan: Plan, former: RoleProfile, newer: RoleProfile):
    gone, more, new, same = (SkillFactory(name=name) for name in ("Gone", "More", "New", "Same"))
    for profile, asked in ((former, {gone: 2, more: 2, same: 3}), (newer, {more: 4, new: 1, same: 3})):
        for skill, level in asked.items():
            RequirementFactory(profile=profile, skill=skill, level=level)
    found = course.outdated(plan, TODAY)
    assert found is not None
    assert [(one.skill.name, one.was, one.now) for one in found.differences] == [("Gone", 2, None), ("More", 2, 4), ("New", None, 1)]


def test_taking_over_moves_the_goals_that_followed_the_former_version(plan: Plan, former: RoleProfile, newer: RoleProfile, owner: User):
    followed, own, lowered = (SkillFactory(name=name) for name in ("Followed", "Own", "Lowered"))
    for profile, levels in ((former, (2, 2, 4)), (newer, (3, 3, 2))):
        for skill, level in zip((followed, own, lowered), levels, strict=True):
            RequirementFactory(profile=profile, skill=skill, level=level)
    HeldSkillFactory(employee=plan.employee, skill=lowered, level=2)
    for skill, level in ((followed, 2), (own, 4), (lowered, 4)):
        GoalFactory(plan=plan, skill=skill, level=level)
    course.take_over_version(plan=plan, on=TODAY, by=owner)
    plan.refresh_from_db()
    found = dict(Goal.objects.values_list("skill__name", "level"))
    assert (plan.version, found) == (newer.version, {"Followed": 3, "Own": 4, "Lowered": 2})
    assert Goal.objects.get(skill=lowered).reached_on == TODAY
    assert plan.changes.filter(kind="version").get().now == str(newer.version)
    with pytest.raises(PlanError, match="follows the framework in force already"):
        course.take_over_version(plan=plan, on=TODAY, by=owner)


def test_a_role_that_is_no_longer_described_is_said_and_not_taken_over(plan: Plan, former: RoleProfile, owner: User):
    FrameworkVersionFactory(framework=former.version.framework, number=99, effective_from=TODAY)
    found = course.outdated(plan, TODAY)
    assert found is not None
    assert found.profile is None
    with pytest.raises(PlanError, match="or there is none for its role"):
        course.take_over_version(plan=plan, on=TODAY, by=owner)
