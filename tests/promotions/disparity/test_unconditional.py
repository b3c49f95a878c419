"""Barnard and Boschloo against the probabilities of all tables, at many common rates."""

import math

import pytest
from hypothesis import given

from promotions.disparity import compare_two
from promotions.disparity.counts import TwoByTwo
from promotions.disparity.two_groups import z_pooled
from promotions.disparity.unconditional import barnard_pooled, boschloo_central, small_enough
from tests.promotions.disparity.cases import law, tables


def size_of_z(a, n1, c, n0):
    return abs(z_pooled(TwoByTwo(a, n1, c, n0)))


def chance(n1, n0, rate, extreme):
    return sum(
        math.comb(n1, x) * math.comb(n0, y) * rate ** (x + y) * (1 - rate) ** (n1 + n0 - x - y)
        for x in range(n1 + 1)
        for y in range(n0 + 1)
        if extreme(x, y)
    )


@law
@given(tables(most=5))
def test_barnard_is_the_largest_chance_of_a_table_as_extreme(counts):
    _, n1, _, n0 = counts
    observed = size_of_z(*counts)
    at_rates = [chance(n1, n0, rate / 40, lambda x, y: size_of_z(x, n1, y, n0) >= observed - 1e-9) for rate in range(1, 40)]
    found = barnard_pooled(TwoByTwo(*counts))
    assert found >= max(at_rates) - 1e-9
    assert found <= max(at_rates) + 0.05  # between two of the rates tried here, not far above


@law
@given(tables(most=12))
def test_both_are_at_most_one_and_boschloo_never_exceeds_the_central_fisher(counts):
    table = TwoByTwo(*counts)
    assert 0 < barnard_pooled(table) <= 1
    assert 0 < boschloo_central(table) <= compare_two(*counts, small_pool_tests=False).fisher_p_central + 1e-9


@law
@given(tables(most=12))
def test_swapping_the_groups_changes_neither(counts):
    table = TwoByTwo(*counts)
    assert barnard_pooled(table) == pytest.approx(barnard_pooled(table.swapped), rel=1e-6)
    assert boschloo_central(table) == pytest.approx(boschloo_central(table.swapped), rel=1e-6)


def test_large_pools_are_left_out():
    assert small_enough(TwoByTwo(1, 100, 1, 200))
    assert not small_enough(TwoByTwo(1, 100, 1, 201))
    assert not small_enough(TwoByTwo(0, 0, 1, 200))
    assert compare_two(1, 100, 1, 201).barnard_pooled_p is None
