"""The arithmetic of drift: published values, laws, and how often the intervals hold what is true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.calibration.drift import LEAST_COMPARISONS, LEAST_MANAGERS, LEAST_PEOPLE, Sums, drifts, shrunken

# Bayesian Data Analysis, tables 5.2 and 5.3: effects of coaching in eight schools, their standard errors, and the posterior quantiles
# (2.5 %, median, 97.5 %) that the book drew by simulation.
SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
BOOK = [(-2, 10, 31), (-5, 8, 23), (-11, 7, 19), (-7, 8, 21), (-9, 5, 18), (-7, 6, 28), (-1, 10, 26), (-6, 8, 33)]


def test_eight_schools_come_out_as_in_the_book():
    low, middle, high = shrunken(SCHOOLS, ERRORS**2)
    assert middle == pytest.approx([median for _, median, _ in BOOK], abs=2)  # 200 draws, quantiles to whole numbers
    assert high - low == pytest.approx([upper - lower for lower, _, upper in BOOK], rel=0.35)  # the ends of 200 draws are worth some units


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(7)
    for spread in (0.0, 0.1, 0.4):  # levels between managers: none, little, much
        held = []
        for _ in range(40):
            people = random.integers(LEAST_PEOPLE, 15, 25)
            truth = random.normal(0, spread, 25)
            v = 0.6**2 / people
            low, _, high = shrunken(random.normal(truth, np.sqrt(v)), v)
            held.append(((low <= truth) & (truth <= high)).mean())
        assert 0.93 <= np.mean(held) <= 1


def company(drift: list[float], people: int, skills: int = 6, seed: int = 3) -> Sums:
    """Return sums of managers who drift so much, each with so many people compared with what they say of themselves (kind 0) and tests."""
    random = np.random.default_rng(seed)
    rows = []
    for manager, shift in enumerate(drift, start=1):
        for person in range(people):
            modesty = random.normal(0, 0.3)
            for kind, usual in ((0, -0.4), (1, 0.0)):
                differences = np.rint(random.normal(shift + usual + modesty, 0.5, skills))
                rows.append((manager, 100 * manager + person, kind, differences.sum(), skills))
    return Sums(*np.array(rows).T.astype(np.int64))


def test_who_rates_high_is_found_and_the_others_are_not():
    found = drifts(company([0.0] * 10 + [1.0], people=8), kinds=2)
    assert (found.low > 0).tolist() == [False] * 10 + [True]
    assert 0.5 < found.drift[-1] < 1.1
    assert found.people.tolist() == [8] * 11
    assert found.numbers.tolist() == [[48, 48]] * 11


def test_what_is_usual_of_a_kind_is_nobodys_drift():
    found = drifts(company([0.0] * 12, people=8), kinds=2)
    assert found.usual == pytest.approx([-0.4, 0.0], abs=0.12)
    assert not ((found.low > 0) | (found.high < 0)).any()


def test_nothing_is_said_of_few_people_nor_of_few_managers():
    assert len(drifts(company([0.0] * 8, people=LEAST_PEOPLE - 1), kinds=2).manager) == 0
    assert len(drifts(company([0.0] * (LEAST_MANAGERS - 1), people=LEAST_PEOPLE), kinds=2).manager) == 0
    assert len(drifts(company([0.0] * LEAST_MANAGERS, people=LEAST_PEOPLE), kinds=2).manager) == LEAST_MANAGERS


def test_a_kind_of_evidence_that_is_hardly_known_does_not_count():
    sums = company([0.0] * 6, people=6)
    few = Sums(
        *(np.append(column, extra) for column, extra in zip(vars(sums).values(), (1, 100, 2, 90, LEAST_COMPARISONS - 1), strict=True))
    )
    with_few, without = drifts(few, kinds=3), drifts(sums, kinds=3)
    assert np.isnan(with_few.usual[2])
    assert with_few.drift == pytest.approx(without.drift)
    assert with_few.numbers[:, 2].tolist() == [0] * 6


def test_nobody_at_all():
    none = np.zeros(0, np.int64)
    assert len(drifts(Sums(none, none, none, none, none), kinds=5).manager) == 0


def test_people_who_all_differ_alike_leave_no_doubt():
    rows = [(manager, 10 * manager + person, 0, manager % 2, 1) for manager in range(1, 7) for person in range(6)]
    found = drifts(Sums(*np.array(rows).T), kinds=1)
    assert found.drift.tolist() == found.low.tolist() == [0.5, -0.5] * 3


values = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 1)), min_size=5, max_size=20)


@given(values)
@settings(max_examples=60, deadline=None)
def test_a_drift_lies_between_its_own_mean_and_the_others_and_inside_its_interval(rows: list[tuple[float, float]]):
    y, v = np.array(rows).T
    low, middle, high = shrunken(y, v)
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert middle.min() >= y.min() - 1e-9
    assert middle.max() <= y.max() + 1e-9


@given(values, st.floats(-2, 2))
@settings(max_examples=40, deadline=None)
def test_moving_everybody_moves_every_drift(rows: list[tuple[float, float]], shift: float):
    y, v = np.array(rows).T
    _, middle, _ = shrunken(y, v)
    _, moved, _ = shrunken(y + shift, v)
    assert moved == pytest.approx(middle + shift, abs=1e-6)
