"""A logit fitted by Newton's method, with weights: equal people cost one row, however many they are (McCullagh and Nelder 1989)."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEPS, CLOSE = 100, 1e-10  # of Newton's method
BOUNDLESS = 30.0  # log odds beyond which a chance is 0 or 1 to every digit: there is no maximum


@dataclass(frozen=True)
class Logit:
    """Coefficients with their covariance; `converged` says whether there is a maximum at all."""

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool

    @property
    def errors(self) -> Floats:
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


def logit(
    outcome: Floats, design: Any, weights: Floats, clusters: npt.NDArray[np.int64] | None = None, start: Floats | None = None
) -> Logit:  # Any: an array, or a matrix of SciPy, which has no types
    """Return the fit, sought from `start`; with clusters (numbers from 0) errors hold although people of one cluster are alike.

    The design is kept without its zeros: of the columns of a category all but one are nothing, in every row.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 # costs a process seconds: only audits pay

    design = csr_array(design)
    likelihood = partial(_derivatives, outcome=outcome, design=design, across=design.T.tocsr(), weights=weights)
    coefficients = np.zeros(design.shape[1]) if start is None else start
    value, gradient, information = likelihood(coefficients)
    for _ in range(STEPS):
        step = np.linalg.pinv(information, hermitian=True) @ gradient
        while (tried := likelihood(coefficients + step))[0] < value - 1e-9 and np.abs(step).max() > CLOSE:
            step = step / 2
        coefficients, (value, gradient, information) = coefficients + step, tried
        if np.abs(step).max() < CLOSE:
            break
    whole = np.linalg.matrix_rank(information, hermitian=True) == len(coefficients)
    converged = bool(whole and np.abs(step).max() < CLOSE and np.abs(design @ coefficients).max(initial=0) < BOUNDLESS)
    if not converged:
        return Logit(coefficients, np.full(information.shape, math.inf), value, converged=False)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    if clusters is not None:
        covariance = _sandwich(coefficients, outcome, design, weights, clusters, covariance)
    return Logit(coefficients, covariance, value, converged=True)


def _derivatives(
    coefficients: Floats, outcome: Floats, design: Any, across: Any, weights: Floats
) -> tuple[float, Floats, Floats]:  # Any: the design and its transpose, see above
    """Return the log likelihood, its gradient, and the information matrix."""
    odds = design @ coefficients
    chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    value = float(weights @ (outcome * odds - np.logaddexp(0.0, odds)))
    information = across @ _scaled(design, weights * chance * (1 - chance))
    return value, across @ (weights * (outcome - chance)), information.toarray()


def _scaled(design: Any, by: Floats) -> Any:  # Any: see above
    """Return the design with each row times a number."""
    return type(design)((design.data * np.repeat(by, np.diff(design.indptr)), design.indices, design.indptr), shape=design.shape)


def _sandwich(
    coefficients: Floats, outcome: Floats, design: Any, weights: Floats, clusters: npt.NDArray[np.int64], inverse: Floats
) -> Floats:  # Any: see above
    """Return the covariance between clusters, with the correction G/(G−1)·(N−1)/(N−K) (Liang and Zeger 1986)."""
    chance = 1 / (1 + np.exp(-(design @ coefficients)))
    places = np.arange(len(clusters))
    belongs = type(design)((weights * (outcome - chance), (clusters, places)), shape=(int(clusters.max()) + 1, len(clusters)))
    sums = belongs @ design
    many, people = len(np.unique(clusters)), float(weights.sum())
    correction = many / (many - 1) * (people - 1) / (people - design.shape[1])
    covariance: Floats = correction * inverse @ (sums.T @ sums).toarray() @ inverse
    return covariance
