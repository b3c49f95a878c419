"""The logit ladder on made-up companies whose truth is known."""

import numpy as np
import pytest

from promotions.disparity import individuals, regression_ladder
from promotions.disparity.regression import coded, columns_of


def company(people=3000, gap=0.0, rating_gap=0.0, seed=5):
    """Promotions that depend on level, months and rating; `gap` on being a woman, `rating_gap` on her rating only."""
    rng = np.random.default_rng(seed)
    female, level = rng.integers(0, 2, people), rng.integers(0, 3, people)
    months, manager = rng.integers(1, 60, people), rng.integers(0, 60, people)
    rating = rng.normal(0, 1, people) + rating_gap * female
    chance = 1 / (1 + np.exp(-(-1.2 + 0.3 * level + 0.01 * months + 0.9 * rating + gap * female)))
    return {
        "promoted": (rng.random(people) < chance).astype(int),
        "female": female,
        "level": [f"L{nth}" for nth in level],
        "months": months,
        "rating": [None if nth % 10 == 0 else ("low", "high")[int(value > 0)] for nth, value in enumerate(rating)],
        "manager": manager,
    }


CONTROLS = {"controls": ("level", "months"), "tainted": ("rating",)}


def test_a_gap_that_is_there_is_found_on_every_step():
    found = regression_ladder(company(gap=-0.8), **CONTROLS)
    assert all(step.lr_p < 0.01 and step.odds_ratio < 0.7 for step in (found.unadjusted, found.adjusted, found.with_tainted))
    assert -0.25 < found.adjusted.ame < -0.05
    assert not found.travels_with_ratings


def test_a_gap_that_closes_only_beside_ratings_is_said_to_travel_with_them():
    people = company(people=6000, rating_gap=-0.35)
    people["rating"] = ["low" if value is None else value for value in people["rating"]]
    found = regression_ladder(people, **CONTROLS)
    assert found.adjusted.lr_p < 0.05
    assert found.with_tainted.lr_p > found.adjusted.lr_p


def test_no_gap_is_not_found():
    found = regression_ladder(company(), **CONTROLS)
    assert found.adjusted.lr_p > 0.05
    assert found.adjusted.low < 1 < found.adjusted.high


def test_errors_are_clustered_from_thirty_managers_on():
    people = company()
    assert regression_ladder(people, controls=("level",), clusters="manager").adjusted.clustered
    few = {**people, "manager": [nth % 29 for nth in range(len(people["female"]))]}
    assert not regression_ladder(few, controls=("level",), clusters="manager").adjusted.clustered


def test_too_few_promotions_for_the_parameters_are_refused():
    found = regression_ladder(company(people=60), **CONTROLS)
    assert found.with_tainted.odds_ratio is None
    assert "are too few for 9 parameters: at least 90 are needed" in found.with_tainted.refused


def test_separation_is_refused_where_the_library_only_warns():
    tables = {"a": [[0, 200], [100, 100]], "b": [[0, 150], [60, 90]]}
    found = regression_ladder(tables)
    assert found.adjusted.odds_ratio is None
    assert "no stable answer" in found.adjusted.refused


@pytest.mark.parametrize("tables", [{"a": [[30, 40], [0, 0]]}, {"a": [[0, 0], [30, 40]]}])
def test_one_group_alone_has_nothing_to_compare(tables):
    assert "nothing to compare" in regression_ladder(tables).unadjusted.refused


def test_columns_that_others_already_say_are_left_out():
    people = company()
    twice = {**people, "again": people["level"]}
    assert regression_ladder(twice, controls=("level", "again")).adjusted.coef == pytest.approx(
        regression_ladder(people, controls=("level",)).adjusted.coef
    )


def test_a_control_is_categories_a_line_or_a_spline():
    def many(values):
        return columns_of(coded(values)).shape[1]

    assert many(["a", "b", None, "a"]) == 2  # three categories, one of them missing
    assert many([1, 2, 3, 1, 2]) == 1
    assert many(list(range(40))) == 3  # four knots
    assert many([*range(40), None]) == 4  # and whether it is known


def test_numbers_may_be_categories():
    assert columns_of(coded(np.array([10, 20, 30, 10]), category=True)).toarray().tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]


def test_a_spline_is_straight_beyond_its_outer_knots():
    for column in columns_of(coded([float(number) for number in range(101)])).toarray().T:
        steps = np.diff(column)
        assert np.allclose(steps[:4], steps[0])
        assert np.allclose(steps[96:], steps[-1])


def test_tables_become_people():
    people = individuals({"x": [[1, 2], [3, 0]]})
    assert people == {"promoted": [1, 0, 0, 1, 1, 1], "female": [1, 1, 1, 0, 0, 0], "stratum": ["x"] * 6}


@pytest.mark.parametrize("clusters", [None, "manager"])
def test_every_figure_is_a_librarys(clusters):
    import statsmodels.api as sm  # noqa: PLC0415 # slow to import: only this test pays

    people = company(people=900, gap=-0.6, seed=11)
    found = regression_ladder(people, controls=("level", "months"), clusters=clusters).adjusted
    level = np.array(people["level"])
    most = max(set(people["level"]), key=lambda name: (people["level"].count(name), -ord(name[-1])))
    others = [(level == name).astype(float) for name in sorted(set(people["level"]) - {most})]
    design = np.column_stack([np.ones(900), people["female"], *others, columns_of(coded(people["months"])).toarray()])
    asked = {"disp": 0, "tol": 1e-12}
    plain = sm.Logit(people["promoted"], design).fit(**asked)
    theirs = plain
    if clusters:
        how = {"cov_type": "cluster", "cov_kwds": {"groups": people["manager"], "use_correction": True}}
        theirs = sm.Logit(people["promoted"], design).fit(**asked, **how)
    without = sm.Logit(people["promoted"], np.delete(design, 1, axis=1)).fit(**asked)
    assert (found.coef, found.se) == pytest.approx((theirs.params[1], theirs.bse[1]), rel=1e-6)
    assert found.lr_chi2 == pytest.approx(2 * (plain.llf - without.llf), rel=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(np.exp(theirs.conf_int()[1])), rel=1e-6)
    ours, other = design.copy(), design.copy()
    ours[:, 1], other[:, 1] = 1, 0
    assert found.ame == pytest.approx(float(np.mean(plain.predict(ours) - plain.predict(other))), rel=1e-6)


def test_equal_people_counted_are_people_listed():
    people = company(people=600, gap=-0.5)
    listed = regression_ladder(people, controls=("level",))
    keys = list(zip(people["promoted"], people["female"], people["level"], strict=True))
    rows = sorted(set(keys))
    names = ("promoted", "female", "level")
    counted = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) | {"many": [keys.count(row) for row in rows]}
    found = regression_ladder(counted, controls=("level",), weights="many")
    assert found.published() == pytest.approx(listed.published(), rel=1e-9)
