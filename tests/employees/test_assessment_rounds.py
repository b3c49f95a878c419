"""Rounds of assessment: rated apart, sealed until both are in, revealed at once; what is revealed counts from then on, and not before."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees import access, assessment_rounds
from employees.assessment_rounds import Rated, RoundError, SavedElsewhereError, differences, newest_differences, side_of
from employees.models import (
    AssessmentRound,
    AuditEvent,
    Employee,
    HeldSkill,
    Notice,
    RatingEvidence,
    RatingSheet,
    SkillAssessment,
    SkillRating,
    Stale,
    User,
)
from employees.models.assessment_rounds import Side
from promotions.personal_data.archive import archive
from promotions.personal_data.rows import Person
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import AssessmentRoundFactory, DelegationFactory, EmployeeFactory, ImpactEntryFactory, RatingSheetFactory

TODAY = timezone.localdate()
SECRET = "Zanzibar"  # stands in what is sealed


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


@pytest.fixture
def opened(ward: Ward) -> AssessmentRound:
    return assessment_rounds.open_round(
        employee=ward.nurse, skills=[ward.care.pk, ward.hygiene.pk], due_on=TODAY + dt.timedelta(days=14), by=ward.lead
    )


def rated(ward: Ward, care: int | None, hygiene: int | None = None, words: str = "") -> dict[int, Rated]:
    return {ward.care.pk: Rated(care, words), ward.hygiene.pk: Rated(hygiene)}


def hand_in(opened: AssessmentRound, side: Side, ratings: dict[int, Rated], by: User, version: int = 0) -> None:
    assessment_rounds.hand_in(assessment_round=opened, side=side, ratings=ratings, version=version, by=by)


def both_rate(ward: Ward, opened: AssessmentRound, own: int, manager: int) -> AssessmentRound:
    hand_in(opened, Side.SELF, rated(ward, own, 2, "By day"), ward.own)
    hand_in(opened, Side.MANAGER, rated(ward, manager, 2, "By night"), ward.lead)
    return AssessmentRound.objects.get(pk=opened.pk)


def test_what_one_side_hands_in_counts_nowhere_before_the_other_is_in(ward: Ward, opened: AssessmentRound):
    for side, by in ((Side.MANAGER, ward.lead), (Side.SELF, ward.own)):
        with transaction.atomic():
            hand_in(opened, side, rated(ward, 4, words=SECRET), by)
            assert not SkillAssessment.objects.exists()
            assert not HeldSkill.objects.exists()
            assert newest_differences(ward.nurse) == []
            assert not Notice.objects.filter(text__contains="4").exclude(text__contains="14").exists()
            transaction.set_rollback(True)


def test_the_queries_show_each_side_its_own_sheet_alone(ward: Ward, opened: AssessmentRound):
    hand_in(opened, Side.MANAGER, rated(ward, 4), ward.lead)
    assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=rated(ward, 2), version=0, by=ward.own)
    assert ward.matron.user is not None
    seen = {
        name: list(SkillRating.objects.visible_to(user).filter(level__isnull=False).values_list("level", flat=True))
        for name, user in (("own", ward.own), ("lead", ward.lead), ("matron", ward.matron.user))
    }
    assert seen == {"own": [2], "lead": [4], "matron": []}


@pytest.mark.parametrize("looking", ["own", "lead"])
def test_the_export_of_my_data_holds_no_rating_that_is_sealed(ward: Ward, opened: AssessmentRound, looking: str):
    mine, other = (ward.own, ward.lead) if looking == "own" else (ward.lead, ward.own)
    side = Side.MANAGER if looking == "own" else Side.SELF
    hand_in(opened, side, rated(ward, 4, words=SECRET), other)
    assert SECRET not in exported(mine)
    hand_in(opened, Side.SELF if looking == "own" else Side.MANAGER, rated(ward, 3), mine)
    assert SECRET in exported(ward.own)


def exported(user: User) -> str:
    from io import BytesIO  # noqa: PLC0415  # for this helper alone
    from zipfile import ZipFile  # noqa: PLC0415  # as above

    with ZipFile(BytesIO(b"".join(archive(Person(user, user.employee))))) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def test_both_in_are_revealed_and_the_manager_s_counts_at_once(ward: Ward, opened: AssessmentRound):
    Stale.objects.all().delete()
    closed = both_rate(ward, opened, 2, 4)
    assert (closed.outcome, closed.closed_at is not None) == ("both", True)
    held = HeldSkill.objects.get(employee=ward.nurse, skill=ward.care)
    assert (held.level, held.source, held.on) == (4, "manager", TODAY)
    judged = SkillAssessment.objects.filter(skill=ward.care).values_list("source", "level", "evidence", "assessor")
    assert set(judged) == {("self", 2, "By day", ward.own.pk), ("manager", 4, "By night", ward.lead.pk)}
    assert Stale.objects.filter(employee=ward.nurse).exists()
    assert [(one.skill, one.own, one.manager, one.levels) for one in differences(closed)] == [(ward.care, 2, 4, 2)]
    assert newest_differences(ward.nurse) == differences(closed)
    assert Notice.objects.filter(to_person=ward.nurse, kind="assessment").count() == 2  # opened, and revealed


def test_what_nobody_could_judge_becomes_no_judgement(ward: Ward, opened: AssessmentRound):
    hand_in(opened, Side.SELF, rated(ward, 1, None), ward.own)
    hand_in(opened, Side.MANAGER, rated(ward, None, 0), ward.lead)
    assert set(SkillAssessment.objects.values_list("skill", "source", "level")) == {
        (ward.care.pk, "self", 1),
        (ward.hygiene.pk, "manager", 0),
    }
    assert differences(AssessmentRound.objects.get()) == []


def test_a_draft_is_kept_whole_and_read_back(ward: Ward, opened: AssessmentRound):
    entry = ImpactEntryFactory(employee=ward.nurse)
    said = {ward.care.pk: Rated(3, "Words", [f"entry-{entry.pk}"])}
    sheet = assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=said, version=0, by=ward.own)
    again = assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=said, version=sheet.version, by=ward.own)
    assert again.version == 2
    assert [(one.level, one.evidence) for one in again.ratings.all()] == [(3, "Words")]
    assert RatingEvidence.objects.get().entry == entry


def test_a_second_window_overwrites_nothing_unseen(ward: Ward, opened: AssessmentRound):
    assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=rated(ward, 3), version=0, by=ward.own)
    with pytest.raises(SavedElsewhereError) as refused:
        assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=rated(ward, 1), version=0, by=ward.own)
    assert refused.value.version == 1
    assert SkillRating.objects.get(skill=ward.care).level == 3


def test_a_skill_that_is_not_of_the_round_is_left_out(ward: Ward, opened: AssessmentRound):
    opened.skills.remove(ward.hygiene)
    assessment_rounds.save(assessment_round=opened, side=Side.SELF, ratings=rated(ward, 3, 3), version=0, by=ward.own)
    assert SkillRating.objects.get().skill == ward.care


def test_handed_in_is_handed_in_until_it_is_taken_back(ward: Ward, opened: AssessmentRound):
    hand_in(opened, Side.SELF, rated(ward, 3), ward.own)
    with pytest.raises(RoundError, match="Take it back"):
        hand_in(opened, Side.SELF, rated(ward, 1), ward.own, version=1)
    assessment_rounds.take_back(assessment_round=opened, by=ward.own)
    hand_in(opened, Side.SELF, rated(ward, 1), ward.own, version=1)
    assert SkillRating.objects.get(skill=ward.care).level == 1
    with pytest.raises(RoundError, match="handed nothing in"):
        assessment_rounds.take_back(assessment_round=opened, by=ward.lead)


def test_nothing_rated_is_not_handed_in(ward: Ward, opened: AssessmentRound):
    with pytest.raises(RoundError, match="No skill is rated"):
        hand_in(opened, Side.SELF, rated(ward, None), ward.own)


def test_of_each_side_one_rates(ward: Ward, opened: AssessmentRound):
    stand_in = EmployeeFactory(with_user=True)
    hand_in(opened, Side.MANAGER, rated(ward, 3), stand_in.user)
    with pytest.raises(RoundError, match="rated for this side already"):
        hand_in(opened, Side.MANAGER, rated(ward, 4), ward.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingSheetFactory(round=opened, side="manager", handed_in_at=timezone.now())


def test_one_side_alone_is_revealed_after_the_last_day_by_who_has_rated(ward: Ward, opened: AssessmentRound):
    hand_in(opened, Side.SELF, rated(ward, 3), ward.own)
    with pytest.raises(RoundError, match="other side has until"):
        assessment_rounds.close(assessment_round=opened, by=ward.own)
    yesterday = TODAY - dt.timedelta(days=1)
    AssessmentRound.objects.update(opened_on=yesterday, due_on=yesterday)
    with pytest.raises(RoundError, match="Only who has rated"):
        assessment_rounds.close(assessment_round=opened, by=ward.lead)
    assessment_rounds.close(assessment_round=opened, by=ward.own)
    assert AssessmentRound.objects.get().outcome == "self"
    held = HeldSkill.objects.get(skill=ward.care)
    assert (held.level, held.verified) == (3, False)
    assert differences(AssessmentRound.objects.get()) == []


def test_a_round_is_called_off_while_nobody_has_rated(ward: Ward, opened: AssessmentRound):
    hand_in(opened, Side.SELF, rated(ward, 3), ward.own)
    with pytest.raises(RoundError, match="One side has rated"):
        assessment_rounds.call_off(assessment_round=opened, by=ward.lead)
    assessment_rounds.take_back(assessment_round=opened, by=ward.own)
    assessment_rounds.call_off(assessment_round=opened, by=ward.lead)
    assert AssessmentRound.objects.get().outcome == "called-off"
    for verb in (assessment_rounds.take_back, assessment_rounds.close, assessment_rounds.call_off):
        with pytest.raises(RoundError, match="over"):
            verb(assessment_round=opened, by=ward.own)


def test_one_round_at_a_time_and_never_an_empty_one(ward: Ward, opened: AssessmentRound):
    due = TODAY + dt.timedelta(days=1)
    with pytest.raises(RoundError, match="open already"):
        assessment_rounds.open_round(employee=ward.nurse, skills=[ward.care.pk], due_on=due, by=ward.own)
    with pytest.raises(RoundError, match="nothing to rate"):
        assessment_rounds.open_round(employee=ward.manager, skills=[], due_on=due, by=ward.own)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentRoundFactory(employee=ward.nurse)


def test_an_agreed_level_counts_with_its_words(ward: Ward, opened: AssessmentRound):
    with pytest.raises(RoundError, match="not revealed"):
        assessment_rounds.agree(assessment_round=opened, skill=ward.care, level=3, text="Talked.", by=ward.lead)
    closed = both_rate(ward, opened, 2, 4)
    assessment_rounds.agree(assessment_round=closed, skill=ward.care, level=3, text="Talked.", by=ward.lead)
    assert HeldSkill.objects.get(skill=ward.care).level == 3


def test_who_rates(ward: Ward):
    def side(person: Employee) -> Side | None:
        return side_of(access.of(User.objects.get(employee=person)), ward.nurse)

    stand_in = EmployeeFactory(with_user=True)
    assert [side(person) for person in (ward.nurse, ward.manager, ward.matron, stand_in)] == [Side.SELF, Side.MANAGER, None, None]
    DelegationFactory(manager=ward.manager, colleague=stand_in, start=TODAY, end=TODAY + dt.timedelta(days=2))
    assert side(stand_in) == Side.MANAGER


def test_the_trail_says_who_did_what_and_no_level(ward: Ward, opened: AssessmentRound):
    both_rate(ward, opened, 2, 4)
    told = AuditEvent.objects.filter(whom=ward.nurse.pk).order_by("pk").values_list("verb", "kind", "who")
    sheet, one = "employees.ratingsheet", "employees.assessmentround"
    assert list(told) == [
        ("started", one, ward.lead.pk),
        ("added", sheet, ward.own.pk),
        ("added", sheet, ward.lead.pk),
        ("added", "employees.skillassessment", ward.lead.pk),
        ("shared", one, ward.lead.pk),
    ]
    assert not AuditEvent.objects.filter(details__has_key="level").exists()


class TestSealing(TestCase):
    """Whatever the two do, in whatever order: nothing is judged while the round is open, and all handed in once it is not."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        deeds=st.lists(st.tuples(st.sampled_from(["save", "hand_in", "take_back", "call_off"]), st.sampled_from(list(Side))), max_size=8)
    )
    def test_nothing_is_judged_before_both_are_in(self, deeds: list[tuple[str, Side]]) -> None:
        ward = open_ward()
        opened = assessment_rounds.open_round(employee=ward.nurse, skills=[ward.care.pk], due_on=TODAY, by=ward.lead)
        by = {Side.SELF: ward.own, Side.MANAGER: ward.lead}
        for name, side in deeds:
            verb = getattr(assessment_rounds, name)
            told: dict[str, Any] = {"assessment_round": opened, "by": by[side]}  # Any: what each verb takes
            if name in ("save", "hand_in"):
                sheet = RatingSheet.objects.filter(round=opened, by=by[side]).first()
                told |= {"side": side, "ratings": {ward.care.pk: Rated(3)}, "version": sheet.version if sheet else 0}
            with suppress(RoundError):
                verb(**told)
            now = AssessmentRound.objects.get(pk=opened.pk)
            in_now = RatingSheet.objects.filter(round=opened, handed_in_at__isnull=False).count()
            assert now.outcome == ("both" if in_now == 2 else now.outcome if now.outcome == "called-off" else "")
            assert SkillAssessment.objects.filter(employee=ward.nurse).count() == (2 if now.outcome == "both" else 0)
