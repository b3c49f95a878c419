"""The verdict, rule by rule from the top."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import Rules, capped, compare_two
from promotions.disparity.verdicts import Evidence, Finding, decide
from tests.promotions.disparity.cases import law, tables

CLEAR = Evidence(p=0.001, ratio=0.7, below_threshold=True, below_moderate=True, low=0.5, shortfall=12, flip_flop=False, enough=True)


def changed(**parts):
    return decide(Evidence(**{**CLEAR.__dict__, **parts}))


@pytest.mark.parametrize(
    ("parts", "verdict", "reason"),
    [
        ({}, "Disparity likely", "RATIO_BELOW_0.80_AND_SIGNIFICANT"),
        ({"enough": False}, "Watch", "SIGNIFICANT_SMALL_SAMPLE"),
        ({"flip_flop": True}, "Watch", "SIGNIFICANT_BUT_FLIP_FLOP"),
        ({"ratio": 0.85, "below_threshold": False}, "Watch", "SIGNIFICANT_MODERATE_GAP"),
        ({"ratio": 0.95, "below_threshold": False, "below_moderate": False}, "Watch", "SIGNIFICANT_SMALL_GAP"),
        ({"p": 0.06, "enough": False}, "Not enough data", "FLOOR"),
        ({"p": 0.06, "low": 0.8}, "No evidence", "GAP_RULED_OUT"),
        ({"p": 0.20}, "Watch", "RATIO_BELOW_0.80_CHANCE_POSSIBLE"),
        ({"p": 0.21}, "Not enough data", "CI_INCLUDES_0.80"),
        ({"p": 0.20, "shortfall": 1.9}, "Not enough data", "CI_INCLUDES_0.80"),
        ({"p": 0.20, "flip_flop": True}, "Not enough data", "CI_INCLUDES_0.80"),
        ({"p": 0.001, "ratio": 1.4, "below_threshold": False, "low": 1.1}, "No evidence", "GAP_RULED_OUT"),
        ({"p": 1.0, "ratio": None, "below_threshold": False, "low": None}, "Not enough data", "CI_INCLUDES_0.80"),
    ],
)
def test_each_rule_in_its_turn(parts, verdict, reason):
    assert changed(**parts) == Finding(verdict, reason)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((0, 9, 20, 40), "SIGNIFICANT_SMALL_SAMPLE"),  # nine people
        ((40, 250, 160, 800), "CI_INCLUDES_0.80"),
        ((850, 10_000, 1_000, 10_000), "SIGNIFICANT_MODERATE_GAP"),
        ((9_500, 100_000, 10_000, 100_000), "SIGNIFICANT_SMALL_GAP"),
    ],
)
def test_counts_that_lead_there(counts, reason):
    assert compare_two(*counts).reason == reason


@law
@given(tables(most=120))
def test_what_says_no_evidence_has_an_interval_above_four_fifths(counts):
    found = compare_two(*counts, small_pool_tests=False)
    assert found.verdict != "No evidence" or found.rr_mn_low >= 0.8
    if found.verdict == "Disparity likely":
        assert found.p_decision <= 0.05
        assert found.impact_ratio < 0.8
        assert not found.flip_flop


@law
@given(tables(most=60), st.floats(0, 1))
def test_a_larger_p_never_makes_a_verdict_graver(counts, p):
    found = compare_two(*counts, small_pool_tests=False)
    if p >= found.p_decision:
        assert found.verdict == "Disparity likely" or found.judged(p).verdict != "Disparity likely"


@pytest.mark.parametrize(
    ("verdict", "coverage", "capped_at"),
    [
        ("Disparity likely", 0.80, "Disparity likely"),
        ("Disparity likely", 0.79, "Watch"),
        ("Disparity likely", 0.49, "Not enough data"),
        ("Watch", 0.79, "Watch"),
        ("No evidence", 0.79, "Not enough data"),
        ("Not enough data", 0.1, "Not enough data"),
        ("Hidden", 0.1, "Hidden"),
    ],
)
def test_coverage_caps_what_may_be_said(verdict, coverage, capped_at):
    assert capped(Finding(verdict, "X"), coverage).verdict == capped_at


def test_the_rules_of_thumb_are_configurable():
    stricter = Rules(ratio_percent=90, moderate_percent=95)
    assert compare_two(850, 10_000, 1_000, 10_000, rules=stricter).verdict == "Disparity likely"
