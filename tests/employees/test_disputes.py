"""Disputes: raised once at a time, answered once, the correction made with the answer, the history kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from employees import disputes, reporting_line
from employees.disputes import DisputeError
from employees.models import Dispute, HeldSkill, Stale, User
from tests.factories.employees import (
    DisputeFactory,
    EmployeeFactory,
    GrantFactory,
    HeldCredentialFactory,
    PerformanceRatingFactory,
    PositionFactory,
    UnitFactory,
    UserFactory,
)
from tests.factories.skills import CredentialFactory, SkillFactory

pytestmark = pytest.mark.django_db
JUNE = dt.date(2024, 6, 1)


def raise_one(employee, *, by=None, **named):
    said = {"stood": "level 2", "wrong": "It is more.", "wanted": "level 3", "by": by or UserFactory()}
    return disputes.raise_dispute(employee=employee, **(said | named))


def steps(dispute: Dispute) -> list[str]:
    return list(dispute.steps.values_list("kind", flat=True))


def test_it_keeps_what_was_on_record_and_what_should_be():
    person, skill = EmployeeFactory(), SkillFactory(name="Medicines")
    raised = raise_one(person, kind="skill", skill=skill.pk, wanted_level=3)
    assert (raised.stood, raised.wanted, raised.wanted_level, raised.about, raised.key) == (
        "level 2",
        "level 3",
        3,
        "Medicines",
        f"skill-{skill.pk}",
    )
    assert raised.is_open


def test_one_input_is_disputed_once_at_a_time():
    first = DisputeFactory()
    with pytest.raises(DisputeError, match="disputed this already"):
        raise_one(first.employee, kind="skill", skill=first.skill_id, wanted_level=4)
    raise_one(first.employee, kind="skill", skill=SkillFactory().pk, wanted_level=4)
    raise_one(EmployeeFactory(), kind="skill", skill=first.skill_id, wanted_level=4)
    disputes.withdraw(dispute=first, by=UserFactory())
    raise_one(first.employee, kind="skill", skill=first.skill_id, wanted_level=4)


@pytest.mark.parametrize("kind", ["skill", "credential", "time"])
def test_the_database_holds_it_too(kind: str):
    kinds: dict[str, dict[str, object]] = {
        "skill": {"skill": SkillFactory()},
        "credential": {"skill": None, "credential": CredentialFactory(), "wanted_level": None},
        "time": {"skill": None, "wanted_level": None},
    }
    named = kinds[kind]
    person = EmployeeFactory()
    DisputeFactory(employee=person, kind=kind, **named)
    with pytest.raises(IntegrityError), transaction.atomic():
        DisputeFactory(employee=person, kind=kind, **named)


@pytest.mark.parametrize("wrong", [{"skill": None}, {"wanted_level": None}, {"kind": "time"}, {"wrong": ""}, {"wanted_level": 11}])
def test_a_dispute_that_names_no_input_or_says_nothing_is_not_stored(wrong):
    with pytest.raises(IntegrityError):
        DisputeFactory(**wrong)


def test_a_corrected_skill_is_judged_anew_and_computed_anew():
    raised, manager = DisputeFactory(), UserFactory()
    disputes.correct_skill(dispute=raised, level=3, text="Seen on two rounds.", on=JUNE, by=manager)
    judged = raised.employee.assessments.get()
    assert (judged.level, judged.source, judged.assessor, judged.evidence, judged.on) == (
        3,
        "manager",
        manager,
        "Seen on two rounds.",
        JUNE,
    )
    assert HeldSkill.objects.get(employee=raised.employee).level == 3
    assert Stale.objects.filter(employee=raised.employee).exists()
    raised.refresh_from_db()
    assert not raised.is_open
    assert steps(raised) == ["corrected"]


def test_a_corrected_credential_is_entered_and_one_of_the_same_day_is_put_right():
    person, credential = EmployeeFactory(), CredentialFactory()
    HeldCredentialFactory(employee=person, credential=credential, issued_on=JUNE, expires_on=dt.date(2024, 7, 1), number="A1")
    raised = raise_one(person, kind="credential", credential=credential.pk)
    disputes.correct_credential(dispute=raised, issued_on=JUNE, expires_on=dt.date(2026, 6, 1), text="Seen the card.", by=UserFactory())
    held = person.credentials.get()
    assert (held.expires_on, held.number) == (dt.date(2026, 6, 1), "A1")


def test_a_corrected_rating_is_a_new_one():
    raised = raise_one(EmployeeFactory(), kind="rating")
    disputes.correct_rating(dispute=raised, value=4, text="The second half counted.", on=JUNE, by=UserFactory())
    assert raised.employee.ratings.get().value == 4


def test_a_second_rating_of_a_day_is_refused_and_the_dispute_stays_open():
    raised = raise_one(EmployeeFactory(), kind="rating")
    PerformanceRatingFactory(employee=raised.employee, on=JUNE)
    with pytest.raises(DisputeError, match="Answer tomorrow"):
        disputes.correct_rating(dispute=raised, value=4, text="Yes.", on=JUNE, by=UserFactory())
    raised.refresh_from_db()
    assert raised.is_open


@pytest.mark.parametrize("kind", ["time", "projects"])
def test_what_another_record_keeps_is_corrected_there(kind: str):
    raised = raise_one(EmployeeFactory(), kind=kind)
    disputes.correct_at_source(dispute=raised, text="HR has entered the leave.", by=UserFactory())
    assert steps(raised) == ["corrected"]


def test_the_history_only_grows():
    raised, manager = DisputeFactory(), UserFactory()
    disputes.remark(dispute=raised, text="Which rounds?", by=manager)
    disputes.remark(dispute=raised, text="Those of March.", by=UserFactory())
    disputes.decline(dispute=raised, text="They were watched by nobody.", by=manager)
    assert steps(raised) == ["remark", "remark", "declined"]
    assert raised.steps.last().by == manager


@pytest.mark.parametrize("late", ["decline", "withdraw", "remark", "correct"])
def test_nothing_is_said_to_a_closed_dispute(late: str):
    raised, manager = DisputeFactory(), UserFactory()
    disputes.decline(dispute=raised, text="No.", by=manager)
    said = {
        "decline": lambda: disputes.decline(dispute=raised, text="No.", by=manager),
        "withdraw": lambda: disputes.withdraw(dispute=raised, by=manager),
        "remark": lambda: disputes.remark(dispute=raised, text="But.", by=manager),
        "correct": lambda: disputes.correct_skill(dispute=raised, level=3, text="Yes.", on=JUNE, by=manager),
    }
    with pytest.raises(DisputeError, match="closed in the meantime"):
        said[late]()
    assert steps(raised) == ["declined"]
    assert not raised.employee.assessments.exists()


# --- Who answers ----------------------------------------------------------------------------------


@pytest.fixture
def ward():
    """Chief → manager → nurse; another manager beside; a partner of the ward."""
    unit, today = UnitFactory(), timezone.localdate()
    people = {name: EmployeeFactory(number=name, with_user=True) for name in ("chief", "manager", "other", "nurse")}
    for name, manager in (("chief", None), ("manager", "chief"), ("other", "chief"), ("nurse", "manager")):
        PositionFactory(employee=people[name], unit=unit, manager=people[manager] if manager else None)
    reporting_line.rebuild(today)
    GrantFactory(user=UserFactory(email="partner@example.org"), duty="hr-partner", unit=unit)
    return people


def answered_by(email: str) -> set[str]:
    user = User.objects.get(email=email)
    return set(Dispute.objects.visible_to(user).answered_by(user).values_list("employee__number", flat=True))


def test_the_line_answers_and_the_partner_only_for_whom_nobody_leads(ward):
    for person in ward.values():
        DisputeFactory(employee=person)
    assert answered_by(ward["manager"].email) == {"nurse"}
    assert answered_by(ward["chief"].email) == {"manager", "other", "nurse"}
    assert answered_by(ward["other"].email) == answered_by(ward["nurse"].email) == set()
    assert answered_by("partner@example.org") == {"chief"}


def test_nobody_answers_their_own_dispute_even_as_partner(ward):
    DisputeFactory(employee=ward["chief"])
    GrantFactory(user=ward["chief"].user, duty="hr-partner", unit=ward["chief"].positions.get().unit)
    assert answered_by(ward["chief"].email) == set()


def test_a_new_manager_takes_over(ward):
    DisputeFactory(employee=ward["nurse"])
    ward["nurse"].positions.update(manager=ward["other"])
    reporting_line.rebuild(timezone.localdate())
    assert answered_by(ward["manager"].email) == set()
    assert answered_by(ward["other"].email) == {"nurse"}


def told(employee) -> list[str]:
    return list(employee.notices.order_by("pk").values_list("subject", flat=True))


def test_each_side_is_told_what_the_other_did(ward):
    nurse, manager = ward["nurse"], ward["manager"]
    raised = raise_one(nurse, kind="skill", skill=SkillFactory(name="Medicines").pk, wanted_level=3, by=nurse.user)
    disputes.remark(dispute=raised, text="Which rounds?", by=manager.user)
    disputes.remark(dispute=raised, text="Those of March.", by=nurse.user)
    disputes.correct_skill(dispute=raised, level=3, text="Seen.", on=JUNE, by=manager.user)
    assert told(manager) == [f"{nurse.name} disputes: Medicines", "Something was added to a dispute: Medicines"]
    assert told(nurse) == [
        "Something was added to a dispute: Medicines",
        "Your dispute was answered, and the input corrected: Medicines",
    ]
    assert told(ward["chief"]) == []


def test_declining_and_withdrawing_are_told_too(ward):
    nurse, manager = ward["nurse"], ward["manager"]
    disputes.decline(dispute=DisputeFactory(employee=nurse, skill__name="Rounds"), text="No.", by=manager.user)
    disputes.withdraw(dispute=DisputeFactory(employee=nurse, skill__name="Wards"), by=nurse.user)
    assert told(nurse) == ["Your dispute was declined: Rounds"]
    assert told(manager) == [f"{nurse.name} withdrew a dispute: Wards"]


def test_where_nobody_leads_nobody_is_told(ward):
    raise_one(ward["chief"], kind="time", by=ward["chief"].user)
    assert not any(told(person) for person in ward.values())
