"""The logit against an implementation of its own kind, and where it has no answer."""

import numpy as np
import pytest

from promotions.disparity.logit import logit


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_another_implementation(seed):
    import statsmodels.api as sm  # noqa: PLC0415 # costs a process seconds

    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(400), rng.integers(0, 2, (400, 2)), rng.normal(size=400)])
    outcome = (rng.random(400) < 1 / (1 + np.exp(-design @ [-1.0, 0.5, -0.4, 0.3]))).astype(float)
    clusters = rng.integers(0, 40, 400)
    ours, theirs = logit(outcome, design, np.ones(400)), sm.Logit(outcome, design).fit(disp=0, tol=1e-12)
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-7)
    np.testing.assert_allclose(ours.errors, theirs.bse, rtol=1e-7)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-10)
    robust = sm.Logit(outcome, design).fit(disp=0, tol=1e-12, cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": True})
    np.testing.assert_allclose(
        logit(outcome, design, np.ones(400), np.unique(clusters, return_inverse=True)[1]).errors, robust.bse, rtol=1e-6
    )


def test_equal_people_may_be_counted_instead_of_listed():
    rng = np.random.default_rng(3)
    design = np.column_stack([np.ones(500), rng.integers(0, 2, 500), rng.integers(0, 3, 500)]).astype(float)
    outcome = rng.integers(0, 2, 500).astype(float)
    rows, many = np.unique(np.column_stack([outcome, design]), axis=0, return_counts=True)
    listed, counted = logit(outcome, design, np.ones(500)), logit(rows[:, 0], rows[:, 1:], many.astype(float))
    np.testing.assert_allclose(listed.coefficients, counted.coefficients, rtol=1e-9)
    np.testing.assert_allclose(listed.errors, counted.errors, rtol=1e-9)


def test_a_group_that_is_always_promoted_has_no_maximum():
    outcome = np.array([1.0] * 20 + [0.0, 1.0] * 20)
    design = np.column_stack([np.ones(60), np.array([1.0] * 20 + [0.0] * 40)])
    assert not logit(outcome, design, np.ones(60)).converged
