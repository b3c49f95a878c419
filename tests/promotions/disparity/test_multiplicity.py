"""Adjusting for many comparisons."""

import math

from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import adjust
from tests.promotions.disparity.cases import law

chances = st.lists(st.floats(0, 1), max_size=12)


@law
@given(chances)
def test_holm_never_lowers_and_bh_lies_between(p):
    found = adjust(p)
    assert all(raw <= bh <= holm <= 1 for raw, bh, holm in zip(p, found.bh, found.holm, strict=True))


@law
@given(chances, st.randoms())
def test_the_order_given_does_not_matter(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    here, there = adjust(p), adjust([p[place] for place in order])
    assert [here.holm[place] for place in order] == there.holm
    assert [here.bh[place] for place in order] == there.bh


@law
@given(chances)
def test_smaller_p_stay_smaller(p):
    found = adjust(p)
    for adjusted in (found.holm, found.bh):
        ranked = [value for _, value in sorted(zip(p, adjusted, strict=True))]
        assert ranked == sorted(ranked)


def test_what_is_missing_stays_missing_and_does_not_count():
    found = adjust([0.01, None, 0.04, math.nan])
    assert found.holm == [0.02, None, 0.04, None]
    assert found.bh == [0.02, None, 0.04, None]
    assert adjust([]).holm == []
