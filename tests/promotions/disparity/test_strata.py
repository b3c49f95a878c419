"""Strata put together: laws, edges, the exact test enumerated, and the answers of a library."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given

from promotions.disparity import compare_strata, compare_two
from promotions.disparity.strata import merged
from tests.promotions.disparity.cases import law, strata

SIMPSON = {"north": [[80, 20], [160, 40]], "south": [[10, 190], [3, 57]]}  # equal rates in each, 90 of 300 against 163 of 260 together


def tables_of_margins(table):
    """All tables with the margins of one, as (focal promoted, ways)."""
    (a, b), (c, d) = table
    m, n1, n0 = a + c, a + b, c + d
    return [(x, math.comb(n1, x) * math.comb(n0, m - x)) for x in range(max(0, m - n0), min(m, n1) + 1)]


@law
@given(strata(most=5, many=3))
def test_the_exact_test_is_what_counting_all_tables_gives(tables):
    found = compare_strata(tables)
    kept = [table for place, table in enumerate(tables, 1) if str(place) not in found.dropped]
    ways = {}
    for combination in itertools.product(*map(tables_of_margins, kept)):
        total = sum(x for x, _ in combination)
        ways[total] = ways.get(total, 0) + math.prod(way for _, way in combination)
    observed = ways[sum(table[0][0] for table in kept)]
    everything = sum(ways.values())
    assert found.exact_p_two_sided == pytest.approx(sum(way for way in ways.values() if way <= observed) / everything, rel=1e-9)
    less = sum(way for total, way in ways.items() if total <= sum(table[0][0] for table in kept))
    assert found.exact_p_one_sided_less == pytest.approx(less / everything, rel=1e-9)


def test_the_published_table_on_which_the_verdict_turns():
    # Promotions 0/7 v 4/20, 0/7 v 4/17, 0/8 v 2/15 over three months: sidedness and correction decide.
    found = compare_strata([[[0, 7], [4, 16]], [[0, 7], [4, 13]], [[0, 8], [2, 13]]])
    assert found.exact_p_one_sided_less == pytest.approx(0.0257, abs=5e-5)
    assert found.exact_p_two_sided == pytest.approx(0.0563, abs=5e-5)
    assert found.cmh_p_nocc == pytest.approx(0.032, abs=5e-4)
    assert found.cmh_p_cc == pytest.approx(0.076, abs=5e-4)
    assert found.decided_by == "exact_p_two_sided"  # 2.9 promotions expected


@law
@given(strata())
def test_permuting_strata_changes_nothing(tables):
    here, there = compare_strata(tables), compare_strata(tables[::-1])
    for figure in (
        "cmh_stat_cc",
        "cmh_p_nocc",
        "exact_p_two_sided",
        "or_mh",
        "rr_mh",
        "rr_mh_low",
        "breslow_day_stat",
        "shortfall_stratified",
    ):
        assert here[figure] == (None if there[figure] is None else pytest.approx(there[figure], rel=1e-9, abs=1e-12))
    assert here.verdict == there.verdict


@law
@given(strata())
def test_swapping_the_groups_turns_ratios_over_and_keeps_p(tables):
    here, there = compare_strata(tables), compare_strata([table[::-1] for table in tables])
    assert here.shortfall_stratified == pytest.approx(-there.shortfall_stratified, abs=1e-9)
    for figure in ("cmh_stat_cc", "cmh_stat_nocc", "exact_p_two_sided", "breslow_day_p", "tarone_p"):
        assert here[figure] == (None if there[figure] is None else pytest.approx(there[figure], rel=1e-6, abs=1e-9))
    if here.rr_mh and there.rr_mh:
        assert here.rr_mh == pytest.approx(1 / there.rr_mh)
    if here.or_mh and there.or_mh:
        assert here.or_mh == pytest.approx(1 / there.or_mh)


@law
@given(strata(many=1))
def test_one_stratum_is_the_plain_comparison(tables):
    found = compare_strata(tables)
    if not found.dropped:
        (a, b), (c, d) = tables[0]
        plain = compare_two(a, a + b, c, c + d)
        assert found.exact_p_two_sided == pytest.approx(plain.fisher_p_two_sided, rel=1e-9)
        assert found.shortfall_stratified == pytest.approx(plain.shortfall_pool, abs=1e-9)
        assert found.or_mh == (None if plain.or_sample is None else pytest.approx(plain.or_sample))


@law
@given(strata())
def test_the_pooled_comparison_is_of_everybody(tables):
    found = compare_strata(tables)
    (a, b), (c, d) = np.sum(tables, axis=0)
    assert (found.pooled.promoted_focal, found.pooled.n_focal, found.pooled.promoted_ref, found.pooled.n_ref) == (a, a + b, c, c + d)
    assert merged([part.table for part in found.by_stratum.values()]) == found.pooled.table


@law
@given(strata())
def test_strata_that_say_nothing_are_dropped_and_counted(tables):
    found = compare_strata(tables)
    kept = compare_strata([table for place, table in enumerate(tables, 1) if str(place) not in found.dropped])
    assert kept.cmh_p_cc == pytest.approx(found.cmh_p_cc)
    assert kept.rr_mh == found.rr_mh
    assert found.people_dropped == sum(np.sum(tables[int(name) - 1]) for name in found.dropped)


@pytest.mark.parametrize(
    "tables",
    [[], [[[1, 0], [0, 0]]], [[[0, 0], [0, 0]]], [[[0, 5], [0, 5]]], [[[5, 0], [5, 0]]], [[[0, 5], [5, 0]]], [[[5, 0], [0, 5]]],
     [[[0, 1], [1, 0]], [[1, 0], [0, 1]]], [[[0, 30], [20, 10]], [[0, 9], [4, 40]]]],
)  # fmt: skip
def test_every_degenerate_set_of_strata_has_an_answer(tables):
    found = compare_strata(tables)
    assert 0 <= found.cmh_p_cc <= 1
    assert 0 <= found.exact_p_two_sided <= 1
    numbers = [value for value in found.published().values() if isinstance(value, float)]
    assert not any(math.isnan(value) for value in numbers)


def test_a_gap_of_the_whole_and_of_no_part_is_simpsons_paradox():
    found = compare_strata(SIMPSON)
    assert found.pooled.impact_ratio == pytest.approx(90 / 300 / (163 / 260))
    assert found.pooled.verdict == "Disparity likely"
    assert found.rr_mh == pytest.approx(1)
    assert found.cmh_p_cc == 1
    assert found.verdict == "No evidence"


def test_a_gap_of_every_part_is_likely_and_may_be_small_in_any():
    tables = {name: [[7, 53], [15, 45]] for name in ("a", "b", "c", "d")}
    found = compare_strata(tables)
    assert found.verdict == "Disparity likely"
    assert all(part.verdict != "Disparity likely" for part in found.by_stratum.values())
    assert found.shortfall_stratified == pytest.approx(16)


def test_strata_that_point_in_different_ways_get_no_single_number():
    found = compare_strata({"a": [[10, 90], [40, 60]], "b": [[40, 60], [10, 90]]})
    assert found.verdict == "Differs between strata"
    assert found.breslow_day_p < 0.05


def test_equal_strata_are_as_equal_as_can_be():
    found = compare_strata([[[9, 4], [7, 4]]] * 3)
    assert found.breslow_day_p == pytest.approx(1)
    assert found.tarone_p == pytest.approx(1)


def test_figures_agree_with_a_library_on_strata_of_many_kinds():
    from statsmodels.stats.contingency_tables import StratifiedTable  # noqa: PLC0415 # slow to import: only this test pays

    rng = np.random.default_rng(7)
    for _ in range(20):
        tables = rng.integers(1, 60, size=(4, 2, 2))
        found, theirs = compare_strata(tables.tolist()), StratifiedTable(np.moveaxis(tables, 0, -1).astype(float))
        corrected, plain = theirs.test_null_odds(correction=True), theirs.test_null_odds()
        low, high = theirs.oddsratio_pooled_confint()
        assert found.cmh_stat_nocc == pytest.approx(plain.statistic)
        assert abs(found.shortfall_stratified) < 0.5 or found.cmh_stat_cc == pytest.approx(corrected.statistic)
        assert (found.or_mh, found.or_mh_low, found.or_mh_high) == pytest.approx((theirs.oddsratio_pooled, low, high))
        assert found.rr_mh == pytest.approx(theirs.riskratio_pooled)
        assert found.breslow_day_stat == pytest.approx(theirs.test_equal_odds().statistic)
        assert found.tarone_stat == pytest.approx(theirs.test_equal_odds(adjust=True).statistic)
