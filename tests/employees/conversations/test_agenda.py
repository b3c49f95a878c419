"""The prepared agenda: each point with why it is there, what presses first, nothing twice, and nothing that one side may not know."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from employees import assessment_rounds, services
from employees.assessment_rounds import Rated
from employees.conversations.agenda import (
    MOST,
    MOST_OF_A_KIND,
    AgendaFacts,
    Differing,
    Disputed,
    GoalDue,
    Kind,
    Lapsing,
    Missing,
    Promised,
    Result,
    Turn,
    Wish,
    prepared,
)
from employees.conversations.prompts import FOR_EMPLOYEE, FOR_MANAGER
from employees.models.assessment_rounds import Side
from promotions.preparing import facts_for
from tests.employees.ward import Ward
from tests.factories.employees import (
    AspirationFactory,
    DisputeFactory,
    GoalFactory,
    HeldCredentialFactory,
    ImpactEntryFactory,
    PlanFactory,
    PromiseFactory,
)
from tests.factories.pathways import RequirementFactory, RoleProfileFactory
from tests.factories.promotions import ReadinessFactory

TODAY = timezone.localdate()
A_DAY = dt.timedelta(days=1)


def only(**facts: object):
    return prepared(AgendaFacts(today=TODAY, **facts))  # type: ignore[arg-type]  # one kind of facts a test


def test_what_is_owed_comes_first_and_what_is_due_much_later_not_at_all():
    late = Promised(1, "Find cover", "manager", TODAY - A_DAY)
    found = only(promises=[Promised(2, "In a year", "manager", TODAY + 365 * A_DAY), late], lapsing=[Lapsing(3, "Licence", TODAY + A_DAY)])
    assert [(point.kind, point.text) for point in found] == [(Kind.PROMISE, "Find cover"), (Kind.CREDENTIAL, "Licence")]
    assert "overdue since" in found[0].why


def test_a_way_of_several_turns_is_one_and_what_came_back_is_none():
    def turn(role: int, days: int, old: int | None, new: int | None) -> Turn:
        return Turn(role, f"Role {role}", f"role-{role}", TODAY - days * A_DAY, old, new, ["developing", "ready"])

    found = only(turns=[turn(1, 9, 0, 1), turn(1, 2, 1, 2), turn(2, 9, 0, 1), turn(2, 1, 1, 0), turn(3, 1, None, 1), turn(4, 1, 1, None)])
    assert [point.text for point in found] == ["Role 1: from developing to ready"]


def test_a_skill_is_named_once_core_ones_first():
    gaps = [
        Missing(1, "Care", 1, 2, "Sister", "sister"),
        Missing(2, "Hygiene", 0, 3, "Sister", "sister", weight=3),
        Missing(3, "Safety", 1, 2, "Sister", "sister", core=True),
        Missing(2, "Hygiene", 0, 4, "Matron", "matron"),
    ]
    assert [point.text for point in only(gaps=gaps)] == ["Gap: Safety", "Gap: Hygiene", "Gap: Care"]


def test_time_is_a_point_only_past_the_usual():
    assert only(role="Nurse", months=20, usual=24) == []
    assert [point.kind for point in only(role="Nurse", months=30, usual=24)] == [Kind.TIME]


days = st.integers(-400, 400).map(lambda n: TODAY + dt.timedelta(days=n))
numbers = st.integers(1, 9)
names = st.text(min_size=1, max_size=8)
FACTS = st.builds(
    AgendaFacts,
    today=st.just(TODAY),
    since=st.none() | days,
    promises=st.lists(st.builds(Promised, numbers, names, st.sampled_from(["employee", "manager"]), days), unique_by=lambda one: one.id),
    disputes=st.lists(st.builds(Disputed, numbers, names), unique_by=lambda one: one.id),
    lapsing=st.lists(st.builds(Lapsing, numbers, names, days), unique_by=lambda one: one.id),
    results=st.lists(st.builds(Result, numbers, names, days), unique_by=lambda one: one.id),
    differences=st.lists(st.builds(Differing, st.just(1), numbers, names, numbers, numbers), unique_by=lambda one: one.skill),
    goals=st.lists(st.builds(GoalDue, numbers, names, days), unique_by=lambda one: one.id),
    turns=st.lists(
        st.builds(Turn, numbers, names, names, days, st.none() | st.integers(0, 2), st.none() | st.integers(0, 2), st.just(["a", "b"]))
    ),
    wishes=st.lists(st.builds(Wish, numbers, names, names, names, st.integers(0, 60)), unique_by=lambda one: one.role),
    gaps=st.lists(st.builds(Missing, numbers, names, st.just(0), numbers, names, names)),
    months=st.integers(0, 99),
    usual=st.integers(0, 99),
)


@given(FACTS)
def test_whatever_the_facts_no_point_stands_twice_and_each_says_why(facts: AgendaFacts):
    found = prepared(facts)
    keys = [point.key for point in found]
    assert len(keys) == len(set(keys)) <= MOST
    assert all(point.why and point.text and len(point.key) <= 60 for point in found)
    for kind in Kind:
        assert sum(point.kind == kind for point in found) <= MOST_OF_A_KIND
    assert [list(Kind).index(point.kind) for point in found] == sorted(list(Kind).index(point.kind) for point in found)
    assert prepared(facts) == found


def test_every_kind_of_point_has_its_questions_for_both_sides():
    for kind in Kind:
        assert len(FOR_MANAGER[kind]) >= 2
        assert len(FOR_EMPLOYEE[kind]) >= 2


# --- From the record ------------------------------------------------------------------------------


def kinds(ward: Ward) -> dict[Kind, str]:
    return {point.kind: point.text for point in prepared(facts_for(ward.nurse, TODAY - 30 * A_DAY, TODAY))}


def test_each_fact_of_the_record_becomes_its_point(ward: Ward):
    PromiseFactory(employee=ward.nurse, due_on=TODAY - A_DAY)
    DisputeFactory(employee=ward.nurse, skill=ward.care)
    HeldCredentialFactory(employee=ward.nurse, credential__name="Licence", expires_on=TODAY + A_DAY, issued_on=TODAY - 300 * A_DAY)
    ImpactEntryFactory(employee=ward.nurse, on=TODAY - 3 * A_DAY, value="Nobody waits")
    GoalFactory(plan=PlanFactory(employee=ward.nurse), skill=ward.care, due_on=TODAY - A_DAY)
    assert kinds(ward) == {
        Kind.PROMISE: "Find cover for the course days",
        Kind.DISPUTE: "In dispute: Care",
        Kind.CREDENTIAL: "Licence",
        Kind.RESULT: "Nobody waits",
        Kind.GOAL: "Goal: Care",
    }


def test_a_result_from_before_the_last_talk_and_a_draft_are_no_news(ward: Ward):
    ImpactEntryFactory(employee=ward.nurse, on=TODAY - 60 * A_DAY)
    ImpactEntryFactory(employee=ward.nurse, on=TODAY - 3 * A_DAY, draft=True)
    assert kinds(ward) == {}


@pytest.mark.parametrize("shared", [True, False])
def test_a_wish_kept_private_is_in_nothing_of_it(ward: Ward, shared: bool):
    wished = RoleProfileFactory(name="Secret wish", version=ward.profile.version)
    RequirementFactory(profile=wished, level=3, skill__name="Secret skill")
    AspirationFactory(employee=ward.nurse, role=wished.role, since=TODAY - A_DAY, shared_on=TODAY if shared else None)
    ReadinessFactory(employee=ward.nurse, role=wished.role, score=100, met=0, total=1, version=wished.version)
    found = kinds(ward)
    assert (Kind.WISH in found, Kind.GAP in found) == (shared, shared)
    assert ("Secret" in str(found)) is shared


def test_ratings_that_are_sealed_are_no_difference_to_talk_about(ward: Ward):
    opened = assessment_rounds.open_round(employee=ward.nurse, skills=[ward.care.pk], due_on=TODAY, by=ward.lead)
    assessment_rounds.hand_in(assessment_round=opened, side=Side.MANAGER, ratings={ward.care.pk: Rated(4)}, version=0, by=ward.lead)
    assert Kind.DIFFERENCE not in kinds(ward)
    assessment_rounds.hand_in(assessment_round=opened, side=Side.SELF, ratings={ward.care.pk: Rated(2)}, version=0, by=ward.own)
    assert kinds(ward)[Kind.DIFFERENCE] == "Seen differently: Care"


def test_the_record_is_read_in_the_same_number_of_queries_however_much_it_holds(ward: Ward, django_assert_max_num_queries):
    for _ in range(12):
        PromiseFactory(employee=ward.nurse, due_on=TODAY)
        ImpactEntryFactory(employee=ward.nurse, on=TODAY)
    facts_for(ward.nurse, None, TODAY)  # the rulebook is read once a process
    with django_assert_max_num_queries(5):
        facts_for(ward.nurse, None, TODAY)


def test_what_is_judged_later_closes_the_gap(ward: Ward):
    step = RoleProfileFactory(name="Sister", version=ward.profile.version)
    RequirementFactory(profile=step, level=3, skill=ward.care)
    AspirationFactory(employee=ward.nurse, role=step.role, since=TODAY, shared_on=TODAY)
    ReadinessFactory(employee=ward.nurse, role=step.role, score=100, met=0, total=1, version=step.version)
    assert kinds(ward)[Kind.GAP] == "Gap: Care"
    services.assess(employee=ward.nurse, skill=ward.care, level=3, source="manager", on=TODAY, by=ward.lead)
    assert Kind.GAP not in kinds(ward)
