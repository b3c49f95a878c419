"""What would move a step most: exactly what meeting one input changes, all else as it is."""

import datetime as dt

import pytest

from promotions import readiness
from promotions.models.readiness import Status
from promotions.readiness.levers import Lever, gate_levers, levers_of
from tests.factories.employees import HeldCredentialFactory, HeldSkillFactory, PerformanceRatingFactory, PositionFactory
from tests.factories.pathways import CredentialRequirementFactory, ProjectRequirementFactory, RequirementFactory, TransitionFactory
from tests.factories.promotions import PolicyRuleFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


@pytest.fixture
def move():
    return TransitionFactory(minimum_months=12)


@pytest.fixture
def nurse(move):
    return PositionFactory(role=move.source.role, start=dt.date(2024, 1, 1), employee__hired_on=dt.date(2024, 1, 1)).employee


def explain(nurse, move):
    rules = readiness.load(TODAY, targets=[move.target.role_id])
    return readiness.explain(readiness.facts_of(nurse, TODAY), rules, move.target.role_id)


def levers(nurse, move) -> dict[str, Lever]:
    return {lever.name: lever for lever in levers_of(explain(nurse, move))}


def ask(move, nurse, name, required, held, weight=1, *, core=False):
    asked = RequirementFactory(profile=move.target, skill__name=name, level=required, weight=weight, core=core)
    if held:
        HeldSkillFactory(employee=nurse, skill=asked.skill, level=held)


def test_the_gain_is_what_the_score_really_rises_by(move, nurse):
    ask(move, nurse, "Medicines", 3, 1, weight=2)
    ask(move, nurse, "Teaching", 2, 2)
    before = explain(nurse, move)
    gain = levers(nurse, move)["Medicines"].gain
    nurse.held_skills.update(level=3)
    assert gain == explain(nurse, move).score - before.score > 0


def test_the_last_missing_core_skill_turns_the_gate_and_one_of_two_does_not(move, nurse):
    ask(move, nurse, "Medicines", 3, 1, core=True)
    assert levers(nurse, move)["Medicines"].gate == "core"
    ask(move, nurse, "Rounds", 3, 1, core=True)
    assert {lever.gate for lever in levers(nurse, move).values() if lever.effort} == {""}


def test_a_lever_says_where_the_person_would_then_stand(move, nurse):
    ask(move, nurse, "Medicines", 4, 1, core=True)
    ask(move, nurse, "Teaching", 1, 1)
    assert explain(nurse, move).status == Status.DEVELOPING
    assert levers(nurse, move)["Medicines"].status == Status.NEAR  # the time gate still fails


def test_every_kind_of_gate_has_its_lever(move, nurse):
    PolicyRuleFactory(minimum_rating=3)
    PerformanceRatingFactory(employee=nurse, value=2)
    credential = CredentialRequirementFactory(profile=move.target, credential__name="Life support").credential
    HeldCredentialFactory(employee=nurse, credential=credential, issued_on=dt.date(2020, 1, 1), expires_on=dt.date(2021, 1, 1))
    ProjectRequirementFactory(profile=move.target, complexity=3, count=2)
    found = list(gate_levers(explain(nurse, move)))
    assert {(lever.name, lever.effort_words, lever.gate) for lever in found} == {
        ("12 months in the present role", "by waiting", "time"),
        ("Life support", "1 credential", "credentials"),
        ("Finished projects of complexity 3 or more as lead", "2 projects", "projects"),
        ("A rating of 3 or more", "1 review", "performance"),
    }
    assert next(lever.on for lever in found if lever.gate == "time") == dt.date(2025, 1, 1)


def test_one_of_two_missing_credentials_turns_no_gate(move, nurse):
    CredentialRequirementFactory(profile=move.target)
    CredentialRequirementFactory(profile=move.target)
    assert [lever.gate for lever in gate_levers(explain(nurse, move)) if lever.unit == "credential"] == ["", ""]


def test_the_strongest_three_are_named_and_the_smallest_effort_first(move, nurse):
    ask(move, nurse, "Small", 2, 1)
    ask(move, nurse, "Large", 4, 0, weight=5)
    ask(move, nurse, "Middle", 3, 1, weight=3)
    ask(move, nurse, "Tiny", 10, 9)
    move.minimum_months = None
    move.save()
    assert [lever.name for lever in levers_of(explain(nurse, move))] == ["Small", "Middle", "Large"]


def test_when_everything_is_met_nothing_would_move_it(move, nurse):
    ask(move, nurse, "Small", 2, 2)
    move.minimum_months = None
    move.save()
    assert levers_of(explain(nurse, move)) == []
