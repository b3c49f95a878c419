"""What may be done to a record, what follows from it, and that each change marks the person as stale."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from employees import services
from employees.models import Aspiration, Employee, HeldSkill, Position, Stale, User
from skills.models import Skill
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory, UserFactory
from tests.factories.pathways import FrameworkVersionFactory, RoleProfileFactory
from tests.factories.skills import CredentialFactory, SkillFactory

JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def person(db: None) -> Employee:
    return EmployeeFactory(hired_on=dt.date(2020, 1, 1), user=UserFactory())


@pytest.fixture
def skill(db: None) -> Skill:
    return SkillFactory()


def judge(person: Employee, skill: Skill, source: str, level: int, day: int) -> None:
    services.assess(employee=person, skill=skill, level=level, source=source, on=dt.date(2026, 6, day), by=None)


def held(person: Employee, skill: Skill) -> tuple[int, str, bool]:
    row = HeldSkill.objects.get(employee=person, skill=skill)
    return row.level, row.source, row.verified


def test_the_newest_verified_judgement_counts(person: Employee, skill: Skill) -> None:
    judge(person, skill, "self", 5, 9)
    assert held(person, skill) == (5, "self", False)
    judge(person, skill, "peer", 4, 1)
    assert held(person, skill) == (4, "peer", True)
    judge(person, skill, "manager", 2, 2)
    judge(person, skill, "peer", 4, 8)
    assert held(person, skill) == (2, "manager", True)
    judge(person, skill, "test", 3, 4)
    assert held(person, skill) == (3, "test", True)
    judge(person, skill, "credential", 1, 3)  # older than the test: recorded, but it does not count
    assert held(person, skill) == (3, "test", True)
    assert person.assessments.count() == 6


def test_of_two_judgements_on_one_day_the_later_recorded_counts(person: Employee, skill: Skill) -> None:
    judge(person, skill, "manager", 2, 5)
    judge(person, skill, "manager", 4, 5)
    assert held(person, skill)[0] == 4


def test_a_level_off_every_scale_is_refused_whole(person: Employee, skill: Skill) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(person, skill, "self", 11, 1)
    assert not HeldSkill.objects.exists()
    assert not Stale.objects.exists()


def test_a_judgement_of_a_day_to_come_is_refused(person: Employee, skill: Skill) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(ValueError, match=f"A judgement of {tomorrow} is still to come. Expected the day on which it was made"):
        services.assess(employee=person, skill=skill, level=2, source="manager", on=tomorrow, by=None)
    assert not HeldSkill.objects.exists()


def profiles(*ranks: int | None) -> list:
    version = FrameworkVersionFactory()
    return [RoleProfileFactory(version=version, rank=rank).role for rank in ranks]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [(1, 2, "promotion"), (2, 1, "demotion"), (2, 2, "lateral"), (None, 2, "lateral"), (2, None, "lateral")],
)
def test_a_move_is_named_by_the_roles_ranks(person: Employee, before: int | None, after: int | None, reason: str) -> None:
    first, second = profiles(before, after)
    unit = UnitFactory()
    services.move(employee=person, role=first, unit=unit, manager=None, on=dt.date(2024, 1, 1), by=None)
    services.move(employee=person, role=second, unit=unit, manager=None, on=JUNE, by=None)
    assert list(person.positions.order_by("start").values_list("start", "end", "reason")) == [
        (dt.date(2024, 1, 1), JUNE, "hire"),
        (JUNE, None, reason),
    ]


def test_the_same_role_in_another_unit_is_a_reorganisation(person: Employee) -> None:
    (role,) = profiles(1)
    services.move(employee=person, role=role, unit=UnitFactory(), manager=None, on=dt.date(2024, 1, 1), by=None)
    services.move(employee=person, role=role, unit=UnitFactory(), manager=None, on=JUNE, by=None)
    assert person.positions.get(end=None).reason == Position.Reason.REORGANISATION


def test_who_comes_back_after_a_gap_re_enters(person: Employee) -> None:
    first, second = profiles(1, 2)
    PositionFactory(employee=person, role=first, start=dt.date(2024, 1, 1), end=dt.date(2025, 1, 1))
    services.move(employee=person, role=second, unit=UnitFactory(), manager=None, on=JUNE, by=None)
    assert person.positions.get(end=None).reason == Position.Reason.RE_ENTRY


def test_a_move_told_again_the_same_day_replaces_the_first_telling(person: Employee) -> None:
    first, second, third = profiles(1, 2, 3)
    unit = UnitFactory()
    services.move(employee=person, role=first, unit=unit, manager=None, on=dt.date(2024, 1, 1), by=None)
    services.move(employee=person, role=second, unit=unit, manager=None, on=JUNE, by=None)
    services.move(employee=person, role=third, unit=unit, manager=None, on=JUNE, by=None)
    assert list(person.positions.order_by("start").values_list("role", "end")) == [(first.pk, JUNE), (third.pk, None)]


def test_a_move_rebuilds_the_line_once_committed(person: Employee, django_capture_on_commit_callbacks) -> None:
    manager = EmployeeFactory()
    PositionFactory(employee=manager, start=dt.date(2020, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        services.move(employee=person, role=None, unit=UnitFactory(), manager=manager, on=JUNE, by=None)
    manager.refresh_from_db()
    assert manager.line.right - manager.line.left == 1


def test_leaving_ends_the_position_and_the_account(person: Employee) -> None:
    PositionFactory(employee=person, start=dt.date(2020, 1, 1))
    services.leave_company(employee=person, on=JUNE, by=None)
    person.refresh_from_db()
    assert (person.left_on, person.positions.get().end) == (JUNE, JUNE)
    assert not User.objects.get(employee=person).is_active


def test_an_aspiration_is_private_and_noted_once(person: Employee) -> None:
    (role,) = profiles(4)
    services.aspire(employee=person, role=role, goal="promotion", on=JUNE, by=None)
    services.aspire(employee=person, role=role, goal="expertise", on=dt.date(2026, 7, 1), by=None)
    aspiration = Aspiration.objects.get(employee=person)
    assert (aspiration.goal, aspiration.since, aspiration.shared_on) == ("expertise", JUNE, None)
    services.drop_aspiration(employee=person, role=role, by=None)
    assert not Aspiration.objects.exists()


def test_every_change_marks_the_person(person: Employee, skill: Skill) -> None:
    (role,) = profiles(1)
    for change in (
        lambda: judge(person, skill, "self", 1, 1),
        lambda: services.hold_credential(employee=person, credential=CredentialFactory(), issued_on=JUNE, expires_on=None, by=None),
        lambda: services.rate(employee=person, value=3, on=JUNE, by=None),
        lambda: services.take_leave(employee=person, kind="study", start=JUNE, end=None, by=None),
        lambda: services.move(employee=person, role=role, unit=UnitFactory(), manager=None, on=JUNE, by=None),
        lambda: services.aspire(employee=person, role=role, goal="promotion", on=JUNE, by=None),
        lambda: services.drop_aspiration(employee=person, role=role, by=None),
        lambda: services.leave_company(employee=person, on=JUNE, by=None),
    ):
        Stale.objects.all().delete()
        change()
        assert [mark.employee_id for mark in Stale.objects.all()] == [person.pk]
