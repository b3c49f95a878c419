"""Every figure of every worked example (each verified in Python and in R beforehand), to six digits."""

import pytest

from promotions.disparity import (
    adjust,
    compare_strata,
    compare_two,
    differencing_risk,
    hidden_bounds,
    mobility,
    power,
    regression_ladder,
    shrink_units,
    suppress,
    time_to_promotion,
    undisclosed,
)
from tests.promotions.disparity.cases import EXAMPLES, inputs, same

CAREERS = "E19_km_left_truncated"
FUNCTIONS = {
    "two_by_two": compare_two,
    "strata": compare_strata,
    "pvalues": adjust,
    "power": power,
    "survival": time_to_promotion,
    "units": shrink_units,
    "differencing": differencing_risk,
    "undisclosed": undisclosed,
    "metrics": mobility,
}


def answer(name):
    """What our function says to an example."""
    kind = EXAMPLES[name]["inputs"]["type"]
    if kind == "survival_ref":
        return time_to_promotion(**inputs(CAREERS))
    if kind == "logit":
        return regression_ladder(EXAMPLES["E13_ucb_stratified"]["inputs"]["tables"])
    if kind == "table":
        return suppress(**inputs(name))
    return FUNCTIONS[kind](**inputs(name))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "E26_suppression"])
def test_the_example_is_worked_out_to_six_digits(name):
    found, expected = answer(name), EXAMPLES[name]["expected"]
    assert {figure: found[figure] for figure in expected if not same(found[figure], expected[figure])} == {}


def test_the_figures_are_attributes_too():
    found = answer("E01_teal_test")
    assert same(found.rr_mn_low, 0.5034947738)
    assert same(getattr(found, "power_to_detect_0.80"), 0.6197338832)
    assert answer("E20_logrank").lr_observed_B == 5


def test_hiding_one_neighbour_is_not_enough_and_a_rectangle_is():
    expected = EXAMPLES["E26_suppression"]["expected"]
    table = {key: value for key, value in inputs("E26_suppression").items() if key != "threshold"}
    assert list(hidden_bounds(table, ["B-L3"])["B-L3"]) == expected["only_primary"]
    assert list(hidden_bounds(table, ["B-L3", "B-L2"])["B-L3"]) == expected["primary_plus_row_mate"]
    found = answer("E26_suppression")
    assert {cell: list(interval) for cell, interval in found.bounds.items()} == expected["rectangle_B_C_L2_L3"]
    assert found.primary == ["B-L3"]
