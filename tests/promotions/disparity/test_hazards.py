"""The log-rank test and Cox's model: against a library, and against the likelihood written out person by person."""

import math

import numpy as np
import pytest

from promotions.disparity import time_to_promotion
from promotions.disparity.careers import careers
from promotions.disparity.hazards import cox, log_rank
from tests.promotions.disparity.cases import inputs

ROWS = inputs("E19_km_left_truncated")["rows"]


def drawn(people=120, groups="AB", seed=3):
    rng = np.random.default_rng(seed)
    start, length = rng.integers(0, 10, people), rng.integers(1, 25, people)
    where, how = rng.integers(0, len(groups), people), rng.integers(0, 3, people)
    return [(nth, groups[where[nth]], "EO"[nth % 2], start[nth], start[nth] + length[nth], how[nth]) for nth in range(people)]


def efron(rows, of, changing=lambda month: 0.0):
    """Efron's log likelihood of one covariate, 1 in group B, that adds `changing` of the rank of the month."""
    value, months = 0.0, sorted({row[4] for row in rows if row[5] == 1})
    for rank, month in enumerate(months, 1):
        slope = of + changing(rank)
        risk = [math.exp(slope * (row[1] == "B")) for row in rows if row[3] < month <= row[4]]
        tied = [math.exp(slope * (row[1] == "B")) for row in rows if row[4] == month and row[5] == 1]
        value += sum(map(math.log, tied))
        value -= sum(math.log(sum(risk) - nth / len(tied) * sum(tied)) for nth in range(len(tied)))
    return value


@pytest.mark.parametrize("rows", [ROWS, drawn()])
def test_the_coefficient_is_where_the_likelihood_is_greatest(rows):
    found = cox(careers(rows))
    best, step = found.coef["B"], 1e-3
    here = efron(rows, best)
    assert found.log_likelihood == pytest.approx(here)
    assert efron(rows, best - step) < here > efron(rows, best + step)
    curvature = (efron(rows, best - step) - 2 * here + efron(rows, best + step)) / step**2
    assert found.se["B"] == pytest.approx(math.sqrt(-1 / curvature), rel=1e-4)
    assert found.hr["B"] == pytest.approx(math.exp(best))
    assert found.hr_low["B"] < found.hr["B"] < found.hr_high["B"]


def test_changing_hazards_are_a_score_test_of_group_by_time():
    rows, step = drawn(), 1e-3
    found = cox(careers(rows))
    best = found.coef["B"]

    def at(first, second):
        return efron(rows, best + first, lambda rank: second * rank)

    score = (at(0, step) - at(0, -step)) / (2 * step)
    plain = -(at(step, 0) - 2 * at(0, 0) + at(-step, 0)) / step**2
    twice = -(at(0, step) - 2 * at(0, 0) + at(0, -step)) / step**2
    both = -(at(step, step) - at(step, -step) - at(-step, step) + at(-step, -step)) / (4 * step**2)
    statistic = score**2 / (twice - both**2 / plain)
    assert found.schoenfeld_p == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-3)


def test_hazards_that_cross_are_noticed():
    early = [(nth, "A", "E", 0, 1 + nth % 5, 1) for nth in range(60)] + [(100 + nth, "A", "E", 0, 40, 0) for nth in range(60)]
    late = [(200 + nth, "B", "E", 0, 25 + nth % 5, 1) for nth in range(60)] + [(300 + nth, "B", "E", 0, 40, 0) for nth in range(60)]
    found = time_to_promotion(early + late)
    assert found.cox_changes
    assert found.differences["B"].low > 0  # at 24 months nobody of B has been promoted yet


def test_no_difference_is_not_taken_for_change():
    assert not time_to_promotion(drawn(people=300)).cox_changes


def test_ties_and_late_entries_agree_with_a_library():
    from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415 # slow to import: only this test pays

    rows = drawn(groups="ABC")
    group = np.array([row[1] for row in rows])
    theirs = PHReg(
        np.array([row[4] for row in rows], dtype=float),
        np.column_stack([group == "B", group == "C"]).astype(float),
        status=np.array([row[5] == 1 for row in rows], dtype=float),
        entry=np.array([row[3] for row in rows]) + 1e-6,  # without it somebody who enters in a month is at risk in it
        strata=np.array([row[2] for row in rows]),
        ties="efron",
    ).fit(disp=0)
    found = cox(careers(rows), by_family=True)
    assert list(found.coef.values()) == pytest.approx(list(theirs.params), rel=1e-4)
    assert list(found.se.values()) == pytest.approx(list(theirs.bse), rel=1e-4)


def test_the_reference_may_be_chosen():
    found, other = cox(careers(ROWS)), cox(careers(ROWS), reference="B")
    assert other.reference == "B"
    assert other.coef["A"] == pytest.approx(-found.coef["B"])
    assert other.schoenfeld_p == pytest.approx(found.schoenfeld_p)


def test_log_rank_of_two_and_three_groups_does_not_depend_on_names():
    for groups, renamed in (("AB", "BA"), ("ABC", "CAB")):
        rows = drawn(groups=groups)
        other = [(row[0], renamed[groups.index(row[1])], *row[2:]) for row in rows]
        here, there = log_rank(careers(rows)), log_rank(careers(other))
        assert here.chi2 == pytest.approx(there.chi2)
        assert here.df == there.df == len(groups) - 1
        assert sum(here.observed.values()) == pytest.approx(sum(here.expected.values()))


def test_a_group_without_promotion_has_no_hazard_ratio():
    rows = [row for row in drawn() if row[1] == "A" or row[5] != 1]
    found = time_to_promotion(rows)
    assert found.cox.hr == {"B": None}
    assert found.person_months is None
    assert found.log_rank.p < 0.05  # the test has an answer all the same


def test_one_group_and_nobody_have_answers():
    alone, nobody = time_to_promotion([row for row in ROWS if row[1] == "A"]), time_to_promotion([])
    assert (alone.log_rank.p, alone.cox.coef, alone.differences, alone.person_months) == (1.0, {}, {}, None)
    assert (nobody.log_rank.p, nobody.cox.reference, nobody.person_months) == (1.0, None, None)
    nobody_promoted = time_to_promotion([(1, "A", "E", 0, 5, 0), (2, "B", "E", 0, 5, 2)])
    assert nobody_promoted.log_rank.p == 1
    assert nobody_promoted.cox.coef == {"B": None}


def test_an_unknown_figure_is_an_error_that_names_it():
    with pytest.raises(AttributeError, match="publishes no figure named 'median_Z'"):
        _ = time_to_promotion(ROWS).median_Z
