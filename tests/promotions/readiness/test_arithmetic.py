"""What one page asks of one person: the sum, the gates and the sentences, and how many queries they cost."""

import datetime as dt

import pytest

from promotions import readiness
from promotions.models.readiness import Gate, Status
from tests.factories.employees import (
    AspirationFactory,
    AssignmentFactory,
    EmployeeFactory,
    HeldCredentialFactory,
    HeldSkillFactory,
    LeaveFactory,
    PerformanceRatingFactory,
    PositionFactory,
)
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TransitionFactory,
)
from tests.factories.promotions import PolicyRuleFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


def explain(employee, target, on=TODAY):
    rules = readiness.load(on, targets=[target.role_id])
    return readiness.explain(readiness.facts_of(employee, on), rules, target.role_id)


@pytest.fixture
def move():
    return TransitionFactory(minimum_months=12, source__name="Nurse", target__name="Senior nurse")


@pytest.fixture
def nurse(move):
    return PositionFactory(role=move.source.role, start=dt.date(2023, 1, 1), employee__hired_on=dt.date(2023, 1, 1)).employee


def everything_asked(move, nurse, times):
    """Ask `times` of each kind of the target, and let the nurse hold each."""
    for _ in range(times):
        requirement = RequirementFactory(profile=move.target, core=True)
        HeldSkillFactory(employee=nurse, skill=requirement.skill)
        asked = CredentialRequirementFactory(profile=move.target)
        HeldCredentialFactory(employee=nurse, credential=asked.credential)
        AssignmentFactory(employee=nurse)
        AspirationFactory(employee=nurse)
    ProjectRequirementFactory(profile=move.target)
    PerformanceRatingFactory(employee=nurse)
    LeaveFactory(employee=nurse, start=dt.date(2023, 3, 1), end=dt.date(2023, 4, 1))
    PolicyRuleFactory(minimum_rating=3)


@pytest.mark.parametrize("times", [1, 30])
def test_one_person_and_role_cost_seven_queries_however_much_is_asked(move, nurse, times, django_assert_num_queries):
    everything_asked(move, nurse, times)
    with django_assert_num_queries(5):
        rules = readiness.load(TODAY, targets=[move.target.role_id])
    with django_assert_num_queries(2):
        facts = readiness.facts_of(nurse, TODAY)
    with django_assert_num_queries(0):
        explanation = readiness.explain(facts, rules, move.target.role_id)
        texts = [explanation.sum_text, explanation.status_sentence, *(gate.sentence for gate in explanation.gates)]
    assert all(texts)
    assert explanation.status == Status.READY
    assert {gate.verdict for gate in explanation.gates} == {Gate.PASS}


def test_the_sum_is_written_out(move, nurse):
    HeldSkillFactory(employee=nurse, level=2, skill=RequirementFactory(profile=move.target, level=3, weight=3).skill)
    HeldSkillFactory(employee=nurse, level=4, skill=RequirementFactory(profile=move.target, level=4, weight=2).skill)
    explanation = explain(nurse, move.target)
    assert explanation.sum_text == "(3 × 2/3 + 2 × 1) ÷ 5 = 0.8000"
    assert explanation.score == 10_000 * explanation.points // explanation.possible == 8000
    assert [line.gap for line in explanation.lines] == [1, 0]


def test_core_comes_first_then_weight_then_name(move, nurse):
    for name, weight, core in [("b", 1, False), ("a", 1, False), ("heavy", 9, False), ("core", 1, True)]:
        RequirementFactory(profile=move.target, skill__name=name, weight=weight, core=core)
    assert [line.name for line in explain(nurse, move.target).lines] == ["core", "heavy", "a", "b"]


def test_a_self_rating_counts_and_is_marked_unverified(move, nurse):
    requirement = RequirementFactory(profile=move.target, level=2)
    HeldSkillFactory(employee=nurse, skill=requirement.skill, level=2, source="self")
    [line] = explain(nurse, move.target).lines
    assert (line.held, line.met, line.verified) == (2, True, False)


def test_a_role_that_is_no_transition_away_is_explained_without_the_clock(nurse):
    far = RoleProfileFactory()
    RequirementFactory(profile=far)
    explanation = explain(nurse, far)
    assert (explanation.score, explanation.status) == (0, Status.DEVELOPING)
    assert {gate.name: gate.verdict for gate in explanation.gates}["time"] == Gate.NOT_ASKED


def test_a_role_without_a_profile_in_force_cannot_be_explained(move, nurse):
    before = dt.date(2019, 12, 31)
    rules = readiness.load(before)
    assert move.target.role_id not in rules.roles
    with pytest.raises(KeyError):
        readiness.explain(readiness.facts_of(nurse, before), rules, move.target.role_id)


def test_each_gate_says_in_a_sentence_what_decides_it(move, nurse):
    everything_asked(move, nurse, 1)
    nurse.credentials.update(expires_on=TODAY)
    sentences = {gate.name: gate.sentence for gate in explain(nurse, move.target).gates}
    assert sentences["core"] == "1 of 1 core requirement met."
    assert sentences["credentials"].endswith("lapsed on 1 June 2024.")
    assert sentences["time"] == "16 full months in the present role since 1 January 2023, less 31 days of leave; 12 asked."
    assert sentences["projects"] == "1 of 1 finished of complexity 2 or more as lead."
    assert sentences["performance"] == "Rated 3 on 1 January 2024; at least 3 asked."


def test_a_clock_that_is_not_there_yet_says_when_it_will_be(move, nurse):
    gate = explain(nurse, move.target, on=dt.date(2023, 12, 31)).gates[2]
    assert gate.verdict == Gate.FAIL
    assert gate.sentence == "11 full months in the present role since 1 January 2023; 12 asked, reached on 1 January 2024."


def test_a_project_done_in_two_parts_counts_once_and_as_led_if_one_part_was(move, nurse):
    ProjectRequirementFactory(profile=move.target, count=2)
    first = AssignmentFactory(employee=nurse, as_lead=False)
    AssignmentFactory(employee=nurse, project=first.project, start=dt.date(2023, 2, 1), as_lead=True)
    [found] = explain(nurse, move.target).gates[3].inputs
    assert (found.needed, found.counted) == (2, 1)


def test_without_any_policy_the_built_in_thresholds_hold(move, nurse):
    explanation = explain(nurse, move.target)
    assert explanation.policy is None
    assert (explanation.thresholds.ready_from, explanation.thresholds.near_from) == (9000, 7000)


def test_a_person_who_left_has_no_targets(move):
    employee = EmployeeFactory(hired_on=dt.date(2020, 1, 1), left_on=TODAY)
    AspirationFactory(employee=employee, role=move.target.role)
    facts = readiness.facts_of(employee, TODAY)
    assert readiness.targets_of(facts, readiness.load(TODAY)) == []
