"""Every figure beside a second implementation in fractions and loops (`brute`), on drawn tables, the degenerate ones among them."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import (
    adjust,
    bottleneck,
    compare_groups,
    compare_strata,
    compare_two,
    differ_within,
    power,
    shrink_units,
    time_to_promotion,
)
from tests.promotions.disparity import brute
from tests.promotions.disparity.cases import groups, law, strata, tables

NAMES = ("promoted_focal", "n_focal", "promoted_ref", "n_ref")
spells = st.tuples(st.sampled_from("AB"), st.sampled_from(["Eng", "Ops"]), st.integers(0, 10), st.integers(1, 12), st.integers(0, 2))
people = st.lists(spells.map(lambda row: (*row[:3], row[2] + row[3], row[4])), min_size=1, max_size=24)


def agree(found, expected):
    """Leave out the figures that are the same to nine digits."""
    return {
        name: (found[name], value)
        for name, value in expected.items()
        if not (found[name] is None if value is None else found[name] == pytest.approx(float(value), rel=1e-9, abs=1e-12))
    }


@law
@given(tables(most=30, least=0))
def test_two_groups(counts):
    found, expected = compare_two(*counts, small_pool_tests=False), brute.two_groups(*counts)
    if expected["flip_flop"] is None:  # without one of the groups there is nothing to turn round
        del expected["flip_flop"]
    assert agree(found, expected) == {}
    assert found["power_to_detect_0.80"] == found.power_to_detect_080


@law
@given(tables(most=30))
def test_limits_solve_their_equations(counts):
    a, n1, c, n0 = counts
    found = compare_two(*counts, small_pool_tests=False)
    for promoted, many, low, high in (
        (a, n1, found.wilson_focal_low, found.wilson_focal_high),
        (c, n0, found.wilson_ref_low, found.wilson_ref_high),
    ):
        assert (low == 0) == (promoted == 0)
        assert (high == 1) == (promoted == many)
        assert brute.wilson_holds(promoted, many, low) == pytest.approx(0, abs=1e-9)
        assert brute.wilson_holds(promoted, many, high) == pytest.approx(0, abs=1e-9)
    assert (found.rr_mn_low == 0) == (a == 0)
    assert (found.rr_mn_high == math.inf) == (c == 0)
    for limit in (found.rr_mn_low, found.rr_mn_high):
        if 1e-6 < limit < 1e6:
            assert brute.score(*counts, limit) == pytest.approx(brute.Z**2, rel=1e-4)


@law
@given(tables(most=25))
def test_decisions_that_would_change_the_result(counts):
    found = compare_two(*counts, small_pool_tests=False)
    if found.impact_ratio is not None and found.impact_ratio <= 1:
        enough = brute.fewest_moves(*counts, done=lambda a, n1, c, n0: brute.fisher(a, n1, c, n0) > 0.05)
        assert found.decisions_to_lose_significance == enough
    reached = brute.fewest_moves(*counts, done=lambda a, n1, c, n0: 5 * a * n0 >= 4 * c * n1)
    assert found.decisions_to_reach_080 == reached


@law
@given(tables(most=90, least=0), st.floats(0, 1))
def test_the_verdict_of_two_groups(counts, p):
    a, n1, c, n0 = counts
    found, figures = compare_two(*counts, p=p, small_pool_tests=False), brute.two_groups(*counts)
    told = (figures["impact_ratio"], found.rr_mn_low, figures["shortfall_pool"], n1, n0, a + c)
    assert found.verdict == brute.verdict(p, *told, flip_flop=bool(figures["flip_flop"]))


@law
@given(st.dictionaries(st.sampled_from("abcdef"), groups(least=0), min_size=2))
def test_several_groups(counts):
    found = compare_groups(counts)
    able = [name for name, (_, n) in counts.items() if n >= 10 and 50 * n >= sum(many for _, many in counts.values())]
    assert (found.reference is None) == (not able)
    if found.reference is None:
        return
    best = max(able, key=lambda name: counts[name][0] / counts[name][1])
    assert counts[found.reference][0] * counts[best][1] == counts[best][0] * counts[found.reference][1]
    own = {name: brute.two_groups(*counts[name], *counts[found.reference]) for name in counts if name != found.reference}
    able_to_show = {name: float(row["fisher_p_two_sided"]) for name, row in own.items() if row["min_attainable_p"] <= 0.05}
    holm = dict(zip(able_to_show, brute.holm(list(able_to_show.values())), strict=True))
    floor = found.chi2_p if found.chi2_df > 1 else 0
    for name, row in own.items():
        expected = max(holm.get(name, float(row["fisher_p_two_sided"])), floor)
        assert found.comparisons[name].p_decision == pytest.approx(expected, rel=1e-9)


@law
@given(st.lists(st.tuples(*[groups(most=12, least=0)] * 3), min_size=1, max_size=4))
def test_several_groups_within_strata(rows):
    statistic, degrees, p = differ_within([[a for a, _ in row] for row in rows], [[n for _, n in row] for row in rows])
    expected = brute.general_association(rows)
    assert degrees == (0 if expected is None else np.linalg.matrix_rank(np.array(expected[1], dtype=float)))
    if degrees == 2:
        (d, e), ((v, w), (_, u)) = expected
        assert statistic == pytest.approx(float((d * d * u - 2 * d * e * w + e * e * v) / (v * u - w * w)), rel=1e-6)
        assert p == pytest.approx(math.exp(-statistic / 2))  # chi-square of two degrees


@law
@given(strata())
def test_two_groups_within_strata_are_mantel_and_haenszels_uncorrected(tables):
    found, rows = compare_strata(tables), [[(row[0], sum(row)) for row in table] for table in tables]
    statistic, _, p = differ_within([[a for a, _ in row] for row in rows], [[n for _, n in row] for row in rows])
    assert (statistic, p) == pytest.approx((found.cmh_stat_nocc, found.cmh_p_nocc), rel=1e-9, abs=1e-12)


@law
@given(strata())
def test_strata(tables):
    found = compare_strata(tables)
    sums = brute.strata(tables)
    variance = sums.pop("variance")
    assert agree(found, sums) == {}
    chances = brute.exact_strata(tables)
    observed = chances[sum(table[0][0] for table in tables)]
    limit = float(observed) * (1 + 1e-7)
    assert found.exact_p_two_sided == pytest.approx(float(sum(chance for chance in chances.values() if chance <= limit)), rel=1e-9)
    if found.decided_by == "exact_p_two_sided":
        least = min(chances.values()) * Fraction(10_000_001, 10_000_000)
        assert found.min_attainable_p == pytest.approx(float(sum(chance for chance in chances.values() if chance <= least)), rel=1e-9)
    else:
        furthest = max(abs(x - sum(table[0][0] for table in tables) - sums["shortfall_stratified"]) for x in chances)
        statistic = max(0, furthest - Fraction(1, 2)) ** 2 / variance
        assert found.min_attainable_p == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-6)


@law
@given(strata(most=30, many=3))
def test_the_verdict_within_strata(tables):
    found, sums = compare_strata(tables), brute.strata(tables)
    if found.breslow_day_p is not None and found.breslow_day_p < 0.05:
        assert found.verdict == "Differs between strata"
        return
    kept = [row for row in tables if all(map(sum, row)) and all(map(sum, zip(*row, strict=True)))]
    n1, n0 = (sum(sum(row[side]) for row in kept) for side in (0, 1))
    m = sum(row[0][0] + row[1][0] for row in kept)
    ratio = sums.get("rr_mh", found.rr_mh)
    told = (ratio, found.rr_mh_low, sums["shortfall_stratified"], n1, n0, m)
    assert found.verdict == brute.verdict(found.p_decision, *told, flip_flop=sums["shortfall_stratified"] < 1)


@law
@given(st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.05, 1.0]), max_size=9))
def test_many_comparisons(p):
    found = adjust(p)
    assert found.holm == pytest.approx(brute.holm(p))
    assert found.bh == pytest.approx(brute.benjamini_hochberg(p))
    assert adjust([None, *p, math.nan]).holm == [None, *found.holm, None]


@law
@given(people)
def test_time_to_promotion(rows):
    found = time_to_promotion([(nth, *row) for nth, row in enumerate(rows)])
    for name, group in found.groups.items():
        own = [row[2:] for row in rows if row[0] == name]
        expected = brute.curve(own)
        assert (group.curve.times, group.curve.at_risk, group.curve.events) == tuple(
            [row[place] for row in expected] for place in (0, 1, 2)
        )
        surviving = [float(row[3]) for row in expected]
        assert pytest.approx(surviving, abs=1e-12) == group.curve.S
        assert group.curve.median == next((row[0] for row in expected if 2 * row[3] <= 1), None)
        for (_, _, _, staying, variance), low, high in zip(expected, group.curve.low, group.curve.high, strict=True):
            if 0 < staying < 1:
                reach = brute.Z * math.sqrt(variance) / abs(math.log(staying))
                limits = sorted(float(staying) ** math.exp(sign * reach) for sign in (1, -1))
                assert [low, high] == pytest.approx(limits, rel=1e-9)
        told = (group.shares.promoted, group.shares.left, group.shares.stay)
        assert told == pytest.approx([float(share) for share in brute.incidence(own, 24)], abs=1e-12)


@law
@given(people)
def test_log_rank_of_all_and_within_families(rows):
    found = time_to_promotion([(nth, *row) for nth, row in enumerate(rows)])
    if len(found.groups) < 2:
        return
    coded = [(int(group == "B"), family, *rest) for group, family, *rest in rows]
    families = [[(row[0], *row[2:]) for row in coded if row[1] == name] for name in ("Eng", "Ops")]
    for test, parts in ((found.log_rank, [[(row[0], *row[2:]) for row in coded]]), (found.stratified_log_rank, families)):
        observed, expected, chi2 = brute.log_rank(parts)
        assert (test.observed["B"], test.expected["B"]) == pytest.approx((float(observed), float(expected)))
        assert test.chi2 == pytest.approx(0 if chi2 is None else float(chi2), rel=1e-7, abs=1e-9)
        assert test.p == pytest.approx(1 if chi2 is None else math.erfc(math.sqrt(chi2 / 2)), rel=1e-6)


@law
@given(st.lists(tables(least=0), min_size=1, max_size=8))
def test_units(counts):
    found = shrink_units([{"unit": str(nth), **dict(zip(NAMES, table, strict=True))} for nth, table in enumerate(counts)])
    q, tau2, mu, raw, shrunk = brute.shrunk(counts)
    assert (found.Q, found.tau2, found.mu) == pytest.approx((q, tau2, mu), rel=1e-9, abs=1e-9)
    assert found.raw == pytest.approx(raw, abs=1e-12)
    assert found.shrunk == pytest.approx(shrunk, rel=1e-9, abs=1e-9)
    assert [found.shrunk[int(name)] for name in found.rank_by_shrunk] == pytest.approx(sorted(shrunk), abs=1e-9)


@law
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0.0, 1.5, 40.0, 300.0])), min_size=1, max_size=5))
def test_bottlenecks(counts):
    counts = [(promotions if years else 0, years) for promotions, years in counts]
    found = bottleneck([{"level": f"L{nth}", "promotions": many, "person_years": years} for nth, (many, years) in enumerate(counts)])
    for pace, (many, years) in zip(found, counts, strict=True):
        if not years:
            assert (pace.rate_per_100, pace.rate_low, pace.rate_high, pace.flagged) == (None, None, None, False)
            continue
        assert pace.rate_per_100 == pytest.approx(100 * many / years)
        assert brute.pace(many, years, pace.rate_high, "low") == pytest.approx(0.025, rel=1e-6)
        assert pace.rate_low == 0 if not many else brute.pace(many, years, pace.rate_low, "high") == pytest.approx(0.025, rel=1e-6)
        assert pace.flagged == (pace.rate_ratio_high is not None and pace.rate_ratio_high < 1)


@law
@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.01, 0.99))
def test_power(n1, n0, rate):
    found = power(n_focal=n1, n_ref=n0, rate_ref=rate)
    base = 2 * math.asin(math.sqrt(rate))
    assert found.power_at_ratio_080 == pytest.approx(brute.seen(base - 2 * math.asin(math.sqrt(0.8 * rate)), n1, n0))
    assert brute.seen(found.mde_h, n1, n0) == pytest.approx(0.8)
    if found.detectable_rate is None:  # even at no promotion at all the gap is too small
        assert brute.seen(base, n1, n0) < 0.8
    else:
        assert base - 2 * math.asin(math.sqrt(found.detectable_rate)) == pytest.approx(found.mde_h, abs=1e-6)
        assert found.detectable_ratio == pytest.approx(found.detectable_rate / rate)
    needed = found.n_focal_needed_for_080
    assert brute.seen(base - 2 * math.asin(math.sqrt(0.8 * rate)), needed, needed * n0 / n1) == pytest.approx(0.8)
