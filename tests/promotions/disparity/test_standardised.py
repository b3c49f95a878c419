"""Observed beside expected counts: exact intervals, worked by hand and by law."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import standardised
from promotions.disparity.standardised import poisson_at_most

UNITS = st.lists(st.tuples(st.integers(0, 200), st.floats(0.0, 200.0)), max_size=12)


def test_none_seen_of_many_expected_lies_wholly_below_one():
    (unit,) = standardised([(0, 53.5)])
    assert (unit.ratio, unit.low) == (0.0, 0.0)
    assert unit.high == pytest.approx(3.688879 / 53.5, rel=1e-6)  # −ln 0.025
    assert unit.p_low == pytest.approx(math.exp(-53.5), rel=1e-9)


def test_the_chance_is_the_sum_of_the_poisson_probabilities():
    by_hand = sum(math.exp(-4.0) * 4.0**count / math.factorial(count) for count in range(3))
    assert poisson_at_most(2, 4.0) == pytest.approx(by_hand, rel=1e-12)


def test_too_little_expected_is_not_tested_and_nothing_expected_has_no_ratio():
    few, none = standardised([(0, 4.9), (0, 0.0)])
    assert (few.enough, few.q_low) == (False, None)
    assert few.p_low is not None
    assert (none.ratio, none.low, none.high, none.p_low) == (None, None, None, None)


def test_a_small_unit_without_any_does_not_lead_a_large_one_far_below():
    small, large, *_ = standardised([(0, 1.5), (10, 60.0), (50, 50.0), (40, 41.0), (30, 29.0)])
    assert large.shrunk < small.shrunk


def test_nobody_has_an_answer():
    assert standardised([]) == []


@given(UNITS)
def test_the_interval_holds_the_ratio_and_order_does_not_matter(units):
    found = standardised(units)
    for unit in found:
        if unit.ratio is not None:
            assert unit.low <= unit.ratio <= unit.high
            assert 0 <= unit.p_low <= 1
    backwards = standardised(units[::-1])[::-1]
    assert [one.shrunk for one in found] == pytest.approx([one.shrunk for one in backwards])
