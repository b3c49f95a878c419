"""Policy replayed on decisions told one by one."""

import datetime as dt

import pytest

from employees.models import Position
from promotions.models import Decision, PolicyRule
from promotions.reviews import replay
from promotions.reviews.beside import OTHERS, beside
from promotions.reviews.replay import Departure, departure_of, is_ready
from promotions.reviews.scope import Scope
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory
from tests.factories.pathways import RoleProfileFactory
from tests.factories.promotions import CaseFactory, PolicyRuleFactory

PASSED = {"core": "pass", "credentials": "not asked", "time": "fail", "projects": "not asked", "performance": "fail"}
MAY = dt.date(2024, 5, 1)


def frozen(score=9500, **gates):
    return {"score": score, "gates": PASSED | gates}


@pytest.mark.parametrize(
    ("rule", "readiness", "ready"),
    [
        ({"time_counts": False}, frozen(), True),
        ({"time_counts": True}, frozen(), False),
        ({"time_counts": False, "minimum_rating": 3}, frozen(), False),
        ({"time_counts": False, "ready_from": 9600}, frozen(), False),
        ({"time_counts": False, "ready_from": 9500}, frozen(), True),
        ({"time_counts": False}, frozen(core="fail"), False),
        ({"time_counts": False}, frozen(score=None), None),
        ({"time_counts": False}, {}, None),
        ({"time_counts": False}, [], None),
        ({"time_counts": False}, {"score": 9500, "gates": "none"}, None),
    ],
)
def test_ready_by_the_rule_of_the_day(rule, readiness, ready):
    assert is_ready(readiness, PolicyRule(**rule)) is ready


@pytest.mark.parametrize(
    ("score", "outcome", "departure"),
    [
        (9500, "promoted", Departure.NONE),
        (9500, "refused", Departure.REFUSED_READY),
        (8000, "promoted", Departure.PROMOTED_UNREADY),
        (8000, "refused", Departure.NONE),
    ],
)
def test_how_a_decision_departs(score, outcome, departure):
    assert departure_of(frozen(score, time="pass"), outcome, PolicyRule()) == departure


class Story:
    """Decisions in two units below one, by a policy in force since 2020 and a stricter one from June 2024."""

    def __init__(self):
        self.top = UnitFactory()
        self.here, self.there = UnitFactory(parent=self.top), UnitFactory(parent=self.top)
        self.profile = RoleProfileFactory()
        self.policy = PolicyRuleFactory(time_counts=False).version
        self.stricter = PolicyRuleFactory(time_counts=True, version__effective_from=dt.date(2024, 6, 1), version__number=99).version

    def decide(self, unit, outcome, *, score=9500, reason="", on=MAY, policy=None):
        person = EmployeeFactory()
        PositionFactory(employee=person, unit=unit, start=dt.date(2022, 1, 1))
        case = CaseFactory(employee=person, role=self.profile.role, nominated_on=on, policy=policy or self.policy, readiness=frozen(score))
        return Decision.objects.create(case=case, outcome=outcome, on=on, reason=reason)


@pytest.fixture
def story(db):
    return Story()


def answer(unit=None):
    return replay.compute(Scope(unit, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))


def test_departures_are_counted_with_and_without_a_reason(story):
    story.decide(story.here, "promoted")
    story.decide(story.here, "promoted", score=8000)
    story.decide(story.here, "refused", reason="No budget.")
    story.decide(story.there, "refused", reason="   ")
    story.decide(story.there, "refused", score=8000)
    found = answer()
    assert (found["decisions"], found["unknown"]) == (5, 0)
    assert found["departures"] == {"promoted-unready": [1, 0], "refused-ready": [1, 1]}
    assert len(found["cases"]) == 3


def test_a_decision_is_judged_by_the_policy_of_its_own_day_not_by_the_one_the_case_names(story):
    story.decide(story.here, "promoted", on=dt.date(2024, 7, 1))  # time fails, and counts by then
    found = answer()
    assert found["departures"]["promoted-unready"] == [1, 0]
    assert found["other_policy"] == 1


def test_only_the_units_and_days_asked_for(story):
    story.decide(story.here, "refused")
    story.decide(story.there, "refused")
    story.decide(story.here, "refused", on=dt.date(2023, 12, 31))
    assert answer(story.here)["decisions"] == 1
    assert answer(story.top)["decisions"] == 2
    assert answer(UnitFactory())["decisions"] == 0


def test_the_unit_is_the_one_of_the_day_of_nomination(story):
    decision = story.decide(story.here, "refused")
    Position.objects.filter(employee=decision.case.employee).update(end=dt.date(2024, 6, 1))
    PositionFactory(employee=decision.case.employee, unit=story.there, start=dt.date(2024, 6, 1))
    assert answer(story.here)["decisions"] == 1


def test_what_cannot_be_judged_is_told_apart(story):
    case = story.decide(story.here, "refused").case
    case.readiness = {}
    case.save()
    found = answer()
    assert (found["decisions"], found["unknown"], found["cases"]) == (1, 1, [])


def test_parts_beside_the_rest_put_small_ones_together_and_mark_what_lies_above():
    rows = beside({1: [2, 60], 2: [30, 60], 3: [1, 4], 4: [0, 3], 5: [3, 70]})
    assert rows[0]["key"] == 2
    assert rows[-1]["key"] == OTHERS
    assert (rows[-1]["hits"], rows[-1]["all"], rows[-1]["q"]) == (1, 7, None)
    assert [row["key"] for row in rows if row["marked"]] == [2]


def test_no_part_has_an_answer_and_one_alone_is_not_marked():
    assert beside({}) == []
    (row,) = beside({1: [30, 60]})
    assert not row["marked"]


def test_three_of_four_do_not_lead_thirty_of_fifty():
    rows = beside({1: [6, 10], 2: [60, 100], 3: [10, 100], 4: [12, 100]})
    assert rows[0]["key"] == 2
