"""What is compared with what, and what a night leaves."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from employees.models import Employee, User
from promotions.calibration.comparing import KINDS, all_sums
from promotions.calibration.job import refresh
from promotions.models import NightlyRun, RatingDrift, UsualDifference
from skills.models import Skill
from tests.factories.employees import EmployeeFactory, PositionFactory, SkillAssessmentFactory, UserFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def manager(name: str = "Lee") -> Employee:
    found: Employee = EmployeeFactory(last_name=name, user=UserFactory())
    return found


def judged(person: Employee, skill: Skill, source: str, level: int, by: User | None = None, days: int = 10) -> None:
    SkillAssessmentFactory(employee=person, skill=skill, source=source, level=level, assessor=by, on=TODAY - days * DAY)


def compared() -> set[tuple[int, int, str, int, int]]:
    """Return manager, person, kind of evidence, sum of differences and number of comparisons."""
    sums = all_sums(TODAY)
    columns = (sums.manager.tolist(), sums.person.tolist(), [KINDS[kind] for kind in sums.kind], sums.total.tolist(), sums.number.tolist())
    return set(zip(*columns, strict=True))


def test_a_rating_is_compared_with_the_newest_of_each_kind():
    lee, nurse, skill, other = manager(), EmployeeFactory(), SkillFactory(), SkillFactory()
    judged(nurse, skill, "manager", 1, lee.user, days=90)
    judged(nurse, skill, "manager", 4, lee.user)
    judged(nurse, skill, "self", 5, days=20)
    judged(nurse, skill, "self", 3)
    judged(nurse, skill, "test", 2, days=300)
    judged(nurse, other, "manager", 3, lee.user)
    judged(nurse, other, "self", 1)
    judged(EmployeeFactory(), other, "manager", 3, lee.user)  # with nothing beside it
    assert compared() == {(lee.pk, nurse.pk, "self", 1 + 2, 2), (lee.pk, nurse.pk, "test", 2, 1)}


def test_two_managers_are_each_others_evidence():
    lee, kim, nurse, skill = manager(), manager("Kim"), EmployeeFactory(), SkillFactory()
    judged(nurse, skill, "manager", 2, lee.user, days=200)
    judged(nurse, skill, "manager", 4, kim.user)
    assert compared() == {(lee.pk, nurse.pk, "manager", -2, 1), (kim.pk, nurse.pk, "manager", 2, 1)}


def test_what_is_old_or_signed_by_nobody_is_not_compared():
    lee, nurse, skill, other = manager(), EmployeeFactory(), SkillFactory(), SkillFactory()
    judged(nurse, skill, "manager", 4, lee.user)
    judged(nurse, skill, "self", 3, days=600)
    judged(nurse, other, "manager", 4)
    judged(nurse, other, "self", 1)
    assert compared() == set()


def ward(name: str, shift: int, people: int = 6, **fields: object) -> Employee:
    """Return a manager whose ratings lie so much above what their people say of themselves."""
    lead: Employee = EmployeeFactory(last_name=name, user=UserFactory(), **fields)
    skills = SkillFactory.create_batch(3)
    for person in range(people):
        nurse = PositionFactory(manager=lead).employee
        for place, skill in enumerate(skills):
            judged(nurse, skill, "self", 2 + (person + place) % 2)
            judged(nurse, skill, "manager", 3 + shift, lead.user)
    return lead


@pytest.fixture
def wards() -> list[Employee]:
    return [ward(name, shift) for name, shift in (("Ash", 0), ("Birch", 0), ("Cedar", 0), ("Elm", 0), ("Fir", 0), ("Oak", 2))]


def test_a_night_finds_who_rates_higher_and_leaves_the_same_twice(wards: list[Employee]):
    few = ward("Yew", 2, people=4)
    for _ in range(2):
        call_command("nightly", stdout=StringIO())
        found = {row.manager.last_name: row for row in RatingDrift.objects.select_related("manager")}
        assert set(found) == {"Ash", "Birch", "Cedar", "Elm", "Fir", "Oak"}
        assert found["Oak"].low > 0
        assert found["Ash"].low < found["Ash"].drift < found["Oak"].drift
        assert (found["Oak"].people, found["Oak"].with_self, found["Oak"].with_test) == (6, 18, 0)
        assert not RatingDrift.objects.filter(manager=few).exists()
    usual = UsualDifference.objects.get(kind="self")
    assert (usual.number, usual.difference) == (6 * 18 + 12, round(100 * (120 * 0.5 + (18 + 12) * 2) / 120))
    assert UsualDifference.objects.get(kind="test").difference is None
    run = NightlyRun.objects.filter(job="drift").latest("pk")
    assert (run.status, run.facts_written) == ("succeeded", 6)


def test_who_has_left_is_in_no_list(wards: list[Employee]):
    Employee.objects.filter(pk=wards[0].pk).update(left_on=TODAY)
    assert refresh(TODAY) == 5
    assert not RatingDrift.objects.filter(manager=wards[0]).exists()


def test_ratings_gone_meanwhile_leave_nothing(wards: list[Employee]):
    refresh(TODAY)
    assert refresh(TODAY + 700 * DAY) == 0
    assert not RatingDrift.objects.exists()
