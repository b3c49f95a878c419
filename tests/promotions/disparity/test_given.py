"""What may be given: counts of any whole kind, rows in any container; what is no count is refused with a sentence."""

import math
from fractions import Fraction

import numpy as np
import pytest

from promotions.disparity import (
    adjust,
    compare_groups,
    compare_strata,
    compare_two,
    differencing_risk,
    power,
    shrink_units,
    suppress,
    time_to_promotion,
    undisclosed,
)
from tests.promotions.disparity.cases import EXAMPLES, inputs

TEAL = (26, 48, 206, 259)
NAMES = ("promoted_focal", "n_focal", "promoted_ref", "n_ref")


@pytest.mark.parametrize("kind", [int, float, np.int8, np.int32, np.uint64, np.float64, Fraction])
def test_counts_may_be_of_any_kind_that_is_whole(kind):
    counts = [kind(count) if kind is not np.int8 else np.int8(count // 4) for count in TEAL]
    plain = compare_two(*map(int, counts))
    found = compare_two(*counts)
    assert found == plain
    assert type(found.n_ref) is int
    assert compare_groups({"a": tuple(counts[:2]), "b": list(counts[2:])}).comparisons["a"].table == plain.table
    assert compare_groups({"a": {"promoted": counts[0], "n": counts[1]}, "b": counts[2:]}).reference == "b"
    assert shrink_units([{"unit": "U", **dict(zip(NAMES, counts, strict=True))}]).shortfall == [pytest.approx(plain.shortfall_pool)]
    nobody = undisclosed(**dict(zip(NAMES, counts, strict=True)), promoted_nd=kind(0), n_nd=kind(0))
    assert nobody.ir_observed == plain.impact_ratio


def test_products_of_narrow_numbers_do_not_overflow():
    narrow = [np.int32(count) for count in (450_000, 4_000_000, 750_000, 6_000_000)]
    assert compare_two(*narrow).shortfall_pool == compare_two(*map(int, narrow)).shortfall_pool == 30_000
    assert power(n_focal=narrow[1], n_ref=narrow[3], rate_ref=np.float32(0.125)).power_at_ratio_080 == 1
    assert compare_strata(np.array([[narrow[:2], narrow[2:]]], dtype=np.int32)).shortfall_stratified > 0


@pytest.mark.parametrize("count", [2.5, math.nan, math.inf, None, "two", -0.5])
def test_what_is_no_count_of_people_is_refused(count):
    for ask in (
        lambda: compare_two(count, 48, 206, 259),
        lambda: compare_groups({"a": (count, 48), "b": (206, 259)}),
        lambda: compare_strata({"a": [[count, 4], [5, 6]]}),
        lambda: power(n_focal=count, n_ref=5, rate_ref=0.5),
        lambda: shrink_units([{"unit": "U", "promoted_focal": count, "n_focal": 9, "promoted_ref": 1, "n_ref": 9}]),
    ):
        with pytest.raises(ValueError, match="is no count of people: give a whole number"):
            ask()


@pytest.mark.parametrize("rate", [-0.1, 1.1, math.nan])
def test_a_rate_lies_between_nobody_and_everybody(rate):
    with pytest.raises(ValueError, match="cannot be: give one from 0 to 1"):
        power(n_focal=5, n_ref=5, rate_ref=rate)


def test_strata_may_be_named_listed_or_an_array():
    tables = EXAMPLES["E13_ucb_stratified"]["inputs"]["tables"]
    named, listed, array = compare_strata(tables), compare_strata(list(tables.values())), compare_strata(np.array(list(tables.values())))
    assert list(named.tables) == list(tables)
    assert named.or_mh == listed.or_mh == array.or_mh
    assert list(listed.tables) == ["1", "2", "3", "4", "5", "6"]


def test_careers_may_be_rows_tuples_or_mappings():
    given = inputs("E19_km_left_truncated")
    plain = time_to_promotion(**given)
    tuples = time_to_promotion([tuple(row) for row in given["rows"]])
    mappings = time_to_promotion([dict(zip(given["columns"], row, strict=True)) for row in given["rows"]])
    assert tuples.published() == mappings.published() == plain.published()


def test_p_may_be_an_array_with_gaps():
    found = adjust(np.array([0.04, math.nan, 0.01]))
    assert found.holm == [0.04, None, 0.02]
    assert (found.holm_reject_05, found.bh_reject_q10) == (2, 2)


def test_tables_may_be_arrays_lists_or_named():
    counts = EXAMPLES["E26_suppression"]["inputs"]["counts"]
    array, plain = suppress(np.array(counts), threshold=5), suppress(counts, threshold=5)
    named = suppress({"rows": list("123"), "cols": list("123"), "counts": counts}, threshold=5)
    assert array.cells == plain.cells == named.cells
    assert suppress([]).primary == []


def test_a_group_that_one_answer_leaves_out_is_nobody_there():
    first, second = {"pop": "all", "women": {"n": np.int32(14), "promoted": 4}}, {"pop": "less"}
    found = differencing_risk(first, second, threshold=15)
    assert (found.diff_women, found.diff_women_promoted, found.block_second) == (14, 4, True)
    assert not differencing_risk(first, second, threshold=10).block_second
    assert not differencing_risk(first, first).block_second
