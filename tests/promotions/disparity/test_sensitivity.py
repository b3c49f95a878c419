"""What a comparison could have shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import power
from promotions.disparity.sensitivity import cohen_h, power_of
from tests.promotions.disparity.cases import law

people = st.integers(2, 5000)


@law
@given(people, people, st.floats(0.02, 0.98))
def test_the_detectable_rate_is_seen_with_the_power_asked_for(n_focal, n_ref, rate):
    found = power(n_focal=n_focal, n_ref=n_ref, rate_ref=rate)
    assert power_of(found.mde_h, n_focal, n_ref) == pytest.approx(0.8, abs=1e-6)
    if found.detectable_rate is None:
        assert power_of(cohen_h(0, rate), n_focal, n_ref) < 0.8
    else:
        assert power_of(cohen_h(found.detectable_rate, rate), n_focal, n_ref) == pytest.approx(0.8, abs=1e-6)


@law
@given(people, people, st.floats(0.02, 0.98))
def test_more_people_see_smaller_gaps(n_focal, n_ref, rate):
    here, there = (power(n_focal=n_focal * times, n_ref=n_ref * times, rate_ref=rate) for times in (1, 2))
    assert there.power_at_ratio_080 >= here.power_at_ratio_080
    assert there.mde_h < here.mde_h
    assert here.n_focal_needed_for_080 == pytest.approx(there.n_focal_needed_for_080)


def test_no_people_and_no_promotion_have_answers():
    assert power(n_focal=0, n_ref=5, rate_ref=0.2).mde_h is None
    nobody_promoted = power(n_focal=50, n_ref=50, rate_ref=0.0)
    assert nobody_promoted.detectable_rate is None
    assert nobody_promoted.n_focal_needed_for_080 is None
