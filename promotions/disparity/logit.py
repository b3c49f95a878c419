"""A logit fitted by Newton's method, with weights: equal people cost one row, however many they are (McCullagh and Nelder 1989)."""

import math
from dataclasses import dataclass
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
    outcome: Floats, design: Floats, weights: Floats, clusters: npt.NDArray[np.int64] | None = None, start: Floats | None = None
) -> Logit:
    """Return the fit, sought from `start`; with clusters (numbers from 0) errors hold although people of one cluster are alike."""
    coefficients = np.zeros(design.shape[1]) if start is None else start
    sparse = _sparse(design)
    value, gradient, information = _derivatives(coefficients, outcome, sparse, weights)
    for _ in range(STEPS):
        step = np.linalg.pinv(information, hermitian=True) @ gradient
        while (tried := _derivatives(coefficients + step, outcome, sparse, weights))[0] < value - 1e-9 and np.abs(step).max() > CLOSE:
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


def _sparse(design: Floats) -> Any:  # Any: a matrix of SciPy, which has no types
    """Return the design without its zeros: of the columns of a category all but one are nothing, in every row."""
    from scipy.sparse import csr_array  # noqa: PLC0415 # costs a process seconds: only audits pay

    return csr_array(design)


def _derivatives(coefficients: Floats, outcome: Floats, design: Any, weights: Floats) -> tuple[float, Floats, Floats]:  # Any: see above
    """Return the log likelihood, its gradient, and the information matrix."""
    odds = design @ coefficients
    chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    value = float(weights @ (outcome * odds - np.logaddexp(0.0, odds)))
    spread = design.copy()
    spread.data *= np.repeat(weights * chance * (1 - chance), np.diff(design.indptr))
    return value, design.T @ (weights * (outcome - chance)), (design.T @ spread).toarray()


def _sandwich(
    coefficients: Floats, outcome: Floats, design: Floats, weights: Floats, clusters: npt.NDArray[np.int64], inverse: Floats
) -> Floats:
    """Return the covariance between clusters, with the correction G/(G−1)·(N−1)/(N−K) (Liang and Zeger 1986)."""
    chance = 1 / (1 + np.exp(-(design @ coefficients)))
    scores = design * (weights * (outcome - chance))[:, None]
    sums = np.zeros((int(clusters.max()) + 1, design.shape[1]))
    np.add.at(sums, clusters, scores)
    many, people = len(np.unique(clusters)), float(weights.sum())
    correction = many / (many - 1) * (people - 1) / (people - design.shape[1])
    covariance: Floats = correction * inverse @ (sums.T @ sums) @ inverse
    return covariance
