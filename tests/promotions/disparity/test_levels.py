"""Bottlenecks by level."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import bottleneck
from promotions.disparity.levels import garwood, rate_ratio_interval
from tests.promotions.disparity.cases import law

FAMILY = [
    {"level": "L3", "promotions": 30, "person_years": 200.0, "median_months": 30.0, "expected_months": 24.0},
    {"level": "L4", "promotions": 5, "person_years": 150.0, "median_months": 61.0, "expected_months": 40.0},
    {"level": "L5", "promotions": 12, "person_years": 90.0, "median_months": None, "expected_months": 36.0},
]


def poisson_tail(count, mean):
    """P(X ≤ count)."""
    return sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count + 1))


@law
@given(st.integers(0, 60))
def test_garwoods_limits_leave_their_tails(count):
    low, high = garwood(count)
    assert poisson_tail(count, high) == pytest.approx(0.025)
    assert low == 0 if count == 0 else 1 - poisson_tail(count - 1, low) == pytest.approx(0.025)


@law
@given(st.integers(0, 40), st.integers(0, 40), st.floats(1, 500), st.floats(1, 500))
def test_swapping_levels_turns_the_ratio_over(count, other, years, other_years):
    low, high = rate_ratio_interval(count, years, other, other_years)
    turned_low, turned_high = rate_ratio_interval(other, other_years, count, years)
    if low is not None:
        assert low == pytest.approx(1 / turned_high if turned_high else math.inf, rel=1e-6)
        assert high == pytest.approx(1 / turned_low if turned_low else math.inf, rel=1e-6)


def test_the_slow_level_is_flagged_for_both_reasons():
    slow = bottleneck(FAMILY)[1]
    assert slow.flagged
    assert slow.reasons == ("SLOWER_THAN_FAMILY", "LATER_THAN_EXPECTED")  # 61 months against 1.5 × 40
    assert slow.rate_per_100 == pytest.approx(100 * 5 / 150)
    assert slow.rate_ratio == pytest.approx((5 / 150) / (42 / 290))


def test_the_other_levels_are_not():
    assert [pace.flagged for pace in bottleneck(FAMILY)] == [False, True, False]


def test_a_single_level_nobody_and_no_promotion_have_answers():
    assert bottleneck([]) == []
    alone = bottleneck(FAMILY[:1])[0]
    assert (alone.rate_ratio, alone.rate_ratio_high, alone.flagged) == (None, None, False)
    nobody = bottleneck([{"level": "L1", "promotions": 0, "person_years": 0}, FAMILY[0]])[0]
    assert (nobody.rate_per_100, nobody.rate_low, nobody.rate_ratio) == (None, None, None)
    none_anywhere = bottleneck([{"level": name, "promotions": 0, "person_years": 50} for name in "ab"])[0]
    assert (none_anywhere.rate_per_100, none_anywhere.rate_ratio, none_anywhere.flagged) == (0, None, False)
