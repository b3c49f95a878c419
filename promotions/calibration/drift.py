"""The drift of each manager, with its uncertainty: pure arithmetic, sums in and numbers out.

A rating is compared with every other judgement of the same skill of the same person. Kinds of evidence differ by nature: many rate
themselves higher than anybody else does. So what counts is by how much more a manager differs than managers usually do:

    usual(k)  = Σ (rating − other) ÷ number        over all comparisons with evidence of kind k
    person(i) = Σ (rating − other − usual(k)) ÷ number        over the comparisons of one manager about one person
    y(m)      = mean of person(i) over the manager's n(m) people, with variance v(m) = s² ÷ n(m)
    s²        = Σ (person(i) − y(m))² ÷ Σ (n(m) − 1)        pooled over all managers

People weigh the same, however many of their skills were rated, as ratings of one person resemble each other. A few people say little, and
of many managers some lie far off by chance alone. Therefore y is drawn towards the others' mean, the more so the less is known:

    θ(m) ~ N(μ, τ²),   y(m) ~ N(θ(m), v(m)),   μ and τ uniform

Drift is the mean of θ(m) given the data, its interval ± 1.96 standard deviations, with what is unknown of τ and μ in it. Source: Gelman,
Carlin, Stern, Dunson, Vehtari and Rubin, Bayesian Data Analysis, 3rd ed., section 5.4 (equations 5.17, 5.20 and 5.21), τ by a grid.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skills.columns import Ints

Floats = NDArray[np.float64]

LEAST_PEOPLE = 5  # compared of a manager; of fewer nothing is said
LEAST_MANAGERS = 5  # with so many people: fewer do not tell how managers differ
LEAST_COMPARISONS = 30  # of a kind of evidence; fewer do not tell what is usual
SURE = 1.959964  # standard deviations that hold 95 % of a normal distribution
STEPS, REACH = 400, 5  # of the grid of τ, and how many times the spread of the managers it reaches


@dataclass(frozen=True)
class Sums:
    """One row a manager, person and kind of evidence: the sum of (rating − other), in levels, and of how many comparisons."""

    manager: Ints
    person: Ints
    kind: Ints
    total: Ints
    number: Ints


@dataclass(frozen=True)
class Drifts:
    """Managers with enough people, by id: drift in levels with its interval, `people` compared, `numbers` of comparisons by kind.

    `usual` and `compared` say by kind by how much managers usually differ from it, in how many comparisons; NaN where too few are known.
    """

    manager: Ints
    people: Ints
    numbers: Ints
    drift: Floats
    low: Floats
    high: Floats
    usual: Floats
    compared: Ints


def drifts(sums: Sums, kinds: int) -> Drifts:
    """Return the drift of every manager with `LEAST_PEOPLE` people or more; nobody's when fewer than `LEAST_MANAGERS` have so many."""
    compared = np.bincount(sums.kind, sums.number, kinds).astype(np.int64)
    enough = compared >= LEAST_COMPARISONS
    usual = np.full(kinds, np.nan)
    usual[enough] = np.bincount(sums.kind, sums.total, kinds)[enough] / compared[enough]
    counts = enough[sums.kind]
    kept = Sums(*(column[counts] for column in (sums.manager, sums.person, sums.kind, sums.total, sums.number)))
    managers, of, differences = by_person(kept, usual)
    people = np.bincount(of, minlength=len(managers))
    told = people >= LEAST_PEOPLE
    if told.sum() < LEAST_MANAGERS:
        told[:] = False
    y, v = means(of, differences, people)
    low, mid, high = shrunken(y[told], v[told])
    place = np.searchsorted(managers, kept.manager)
    numbers = np.bincount(place * kinds + kept.kind, kept.number, len(managers) * kinds).astype(np.int64).reshape(-1, kinds)
    return Drifts(managers[told], people[told], numbers[told], mid, low, high, usual, compared)


def by_person(sums: Sums, usual: Floats) -> tuple[Ints, Ints, Floats]:
    """Return the managers by id, and for each manager and person the manager's place among them and person(i)."""
    managers = np.unique(sums.manager)
    pairs, of = np.unique(np.column_stack([sums.manager, sums.person]), axis=0, return_inverse=True)
    beyond = np.bincount(of, sums.total - sums.number * usual[sums.kind], len(pairs))
    return managers, np.searchsorted(managers, pairs[:, 0]), beyond / np.bincount(of, sums.number, len(pairs))


def means(of: Ints, differences: Floats, people: Ints) -> tuple[Floats, Floats]:
    """Return y and v of each manager; v is infinite where nobody has two people."""
    y = np.bincount(of, differences, len(people)) / people
    spare = int((people - 1).sum())
    within = float(((differences - y[of]) ** 2).sum() / spare) if spare else np.inf
    return y, within / people


def shrunken(y: Floats, v: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the lower limit, the mean and the upper limit of each θ, given values y with known variances v."""
    if not len(y) or not v.any():  # nobody, or people who all differ alike: what is seen is so
        return y, y, y
    grid = np.linspace(0, REACH * max(float(y.std()), float(np.sqrt(v.mean()))), STEPS)
    weights = np.array([log_weight(tau, y, v) for tau in grid])
    shares = np.exp(weights - weights.max())
    middle, square = np.zeros(len(y)), np.zeros(len(y))
    for tau, share in zip(grid, shares / shares.sum(), strict=True):
        mu, mu_variance, precision = common(tau, y, v)
        keeps = tau**2 * precision  # the share of y that stays; the rest is drawn to μ
        mean = keeps * y + (1 - keeps) * mu
        middle += share * mean
        square += share * (keeps * v + (1 - keeps) ** 2 * mu_variance + mean**2)
    margin = SURE * np.sqrt(np.maximum(square - middle**2, 0))
    return middle - margin, middle, middle + margin


def common(tau: float, y: Floats, v: Floats) -> tuple[float, float, Floats]:
    """Return μ̂ and its variance for one τ (equation 5.20), and the precision of each y about μ."""
    precision = 1 / (v + tau**2)
    return float((precision * y).sum() / precision.sum()), float(1 / precision.sum()), precision


def log_weight(tau: float, y: Floats, v: Floats) -> float:
    """Return the logarithm of how probable the data make one τ, but for a constant (equation 5.21)."""
    mu, mu_variance, precision = common(tau, y, v)
    return float((np.log(mu_variance) + np.log(precision).sum() - (precision * (y - mu) ** 2).sum()) / 2)
