"""The demo's month before tonight: computed from what was on record by then, and put back to the letter."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from employees.models import Employee, HeldSkill, SkillAssessment, Stale
from promotions.demo import nights
from promotions.demo.nights import A_MONTH
from promotions.models import NightlyRun, Readiness, ReadinessChange
from tests.factories.employees import EmployeeFactory, HeldSkillFactory, SkillAssessmentFactory

pytestmark = pytest.mark.django_db


def held() -> list[tuple]:
    return sorted(HeldSkill.objects.values_list("employee", "skill", "level", "source", "on"))


def test_a_skill_is_held_as_it_was_judged_by_then_and_as_it_is_afterwards():
    today, person = timezone.localdate(), EmployeeFactory()
    day = today - A_MONTH
    skill = SkillAssessmentFactory(employee=person, level=2, source="manager", on=day).skill
    SkillAssessmentFactory(employee=person, skill=skill, level=5, source="self", on=day)  # does not count beside the manager's
    SkillAssessmentFactory(employee=person, skill=skill, level=4, source="manager", on=today)
    HeldSkillFactory(employee=person, skill=skill, level=4, source="manager", on=today)
    fresh = HeldSkillFactory(employee=person, level=1, on=today)
    as_it_is = held()
    later = nights.take_back(day)
    assert held() == [(person.pk, skill.pk, 2, "manager", day)]
    nights.put_back(later)
    assert held() == as_it_is
    assert len(as_it_is) == 2
    assert fresh.skill_id in {row[1] for row in as_it_is}
    assert Stale.objects.filter(employee=person).exists()


def test_the_demo_has_a_month_behind_it():
    call_command("demo", employees=300, verbosity=0, stdout=io.StringIO())
    today = timezone.localdate()
    assert list(NightlyRun.objects.values_list("on", "status")) == [(today - A_MONTH, NightlyRun.Status.SUCCEEDED)]
    assert Readiness.objects.exists()
    coordinator = Employee.objects.get(email="coordinator@demo.example.org")
    newest = SkillAssessment.objects.filter(employee=coordinator, source="manager").latest("on", "pk")
    assert newest.on == today - dt.timedelta(days=12)
    assert coordinator.held_skills.get(skill=newest.skill).level == newest.level
    assert not ReadinessChange.objects.filter(on__gt=today).exists()
