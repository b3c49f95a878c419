"""Several groups: the reference, whether anything differs, and each beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import compare_groups, compare_two
from tests.promotions.disparity.cases import groups, law

THREE = {"a": (10, 100), "b": (20, 100), "c": (30, 100)}


def test_the_reference_is_the_highest_rate_among_groups_large_enough():
    assert compare_groups(THREE).reference == "c"
    assert compare_groups({**THREE, "few": (5, 9)}).reference == "c"  # fewer than ten people
    assert compare_groups({"many": (10, 1000), "little": (12, 19), "other": (2, 100)}).reference == "other"  # below 2 % of the pool: 22
    assert compare_groups({"a": (10, 100), "b": (20, 200)}).reference == "b"  # equal rates: the larger
    assert compare_groups({"a": (0, 3)}).reference is None


def test_a_reference_fixed_beforehand_is_kept():
    found = compare_groups(THREE, "a")
    assert found.reference == "a"
    assert found.reference_fixed
    assert set(found.comparisons) == {"b", "c"}
    with pytest.raises(KeyError, match="no group 'd' to compare with: choose one of a, b, c"):
        compare_groups(THREE, "d")


def test_p_are_adjusted_for_the_number_of_groups():
    found = compare_groups(THREE, "c")
    plain = compare_two(10, 100, 30, 100)
    assert found.comparisons["a"].p_decision == pytest.approx(2 * plain.fisher_p_two_sided)
    assert found.comparisons["b"].p_decision == pytest.approx(compare_two(20, 100, 30, 100).fisher_p_two_sided)


def test_a_reference_chosen_afterwards_also_needs_rates_that_differ_at_all():
    # The lowest against the highest of eight equal groups is the trap: chi-square looks at all of them.
    eight = {str(nth): (promoted, 200) for nth, promoted in enumerate([18, 30, 31, 29, 33, 30, 36, 37])}
    afterwards, beforehand = compare_groups(eight), compare_groups(eight, "7")
    assert afterwards.reference == "7"
    assert afterwards.comparisons["0"].p_decision == max(beforehand.comparisons["0"].p_decision, afterwards.chi2_p)
    assert beforehand.comparisons["0"].p_decision < afterwards.chi2_p


def test_chi_square_worked_out_on_paper():
    # 60 of 300: each group expects 20 and 80. (100 + 0 + 100)/20 + (100 + 0 + 100)/80 = 12.5.
    found = compare_groups(THREE)
    assert found.chi2 == pytest.approx(12.5)
    assert found.chi2_df == 2
    assert found.chi2_p == pytest.approx(0.00193045, rel=1e-5)


@law
@given(st.dictionaries(st.sampled_from("abcdef"), groups(least=0), min_size=1))
def test_everyone_else_is_the_pool_without_the_group(counts):
    found = compare_groups(counts)
    for name, beside in found.everyone_else.items():
        assert (beside.promoted_focal, beside.n_focal) == counts[name]
        assert beside.n_focal + beside.n_ref == sum(people for _, people in counts.values())


@law
@given(st.dictionaries(st.sampled_from("abcdef"), groups(least=0), min_size=1))
def test_the_order_of_groups_does_not_matter(counts):
    here, there = compare_groups(counts), compare_groups(dict(sorted(counts.items(), reverse=True)))
    assert here.reference == there.reference
    assert here.chi2 == pytest.approx(there.chi2)
    assert {name: found.verdict for name, found in here.comparisons.items()} == {
        name: found.verdict for name, found in there.comparisons.items()
    }


def test_no_group_one_group_and_empty_groups_have_answers():
    assert compare_groups({}).comparisons == {}
    assert compare_groups({"a": (0, 0)}).chi2_p == 1
    assert compare_groups({"a": (0, 0), "b": {"promoted": 3, "n": 20}}).comparisons["a"].verdict == "Not enough data"


def test_more_promoted_than_people_is_refused():
    with pytest.raises(ValueError, match="Of 3 people in a, 4 cannot"):
        compare_groups({"a": (4, 3)})
