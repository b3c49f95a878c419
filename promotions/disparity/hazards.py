"""Comparing times to promotion between groups: the log-rank test and Cox's model, from counts at each month.

All covariates are groups, so both need only how many of each group were at risk and promoted at each time: a million careers cost what
a table of months costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from promotions.disparity.careers import Careers, Floats, at_risk, event_times, events
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result

STEPS, CLOSE = 60, 1e-12  # of Newton's method
BOUNDLESS = 15.0  # a log hazard ratio beyond this has no maximum: a group without any promotion


@dataclass(frozen=True)
class Months:
    """Counts at the times of promotion of one stratum: rows are times, columns groups."""

    times: Floats
    risk: Floats
    promoted: Floats


@dataclass(frozen=True)
class LogRank(Result):
    """The log-rank test: observed and expected promotions by group, chi-square and its p (degrees: groups − 1)."""

    observed: dict[str, float]
    expected: dict[str, float]
    chi2: float
    df: int
    p: float


@dataclass(frozen=True)
class Cox(Result):
    """Hazard ratios of each group against the reference, Efron's ties. None: no maximum, for want of promotions in a group."""

    reference: str | None
    coef: dict[str, float | None]
    se: dict[str, float | None]
    hr: dict[str, float | None]
    hr_low: dict[str, float | None]
    hr_high: dict[str, float | None]
    log_likelihood: float
    schoenfeld_p: float | None  # below 0.05 the ratio changes over time: read the difference at 24 months instead


def months(found: Careers, groups: Sequence[str], *, by_family: bool = False) -> list[Months]:
    """Return counts at the times of promotion, one entry a family if asked."""
    if not groups:
        return []
    strata = [found.of(found.family == name) for name in np.unique(found.family)] if by_family else [found]
    return [_months(stratum, groups) for stratum in strata]


def _months(found: Careers, groups: Sequence[str]) -> Months:
    times = event_times(found)
    members = [found.in_group(name) for name in groups]
    risk = np.column_stack([at_risk(member, times) for member in members]).astype(np.float64)
    promoted = np.column_stack([events(member, times) for member in members]).astype(np.float64)
    return Months(times, risk, promoted)


def log_rank(found: Careers, *, by_family: bool = False) -> LogRank:
    """Return the log-rank test with left truncation (Mantel 1966), summed over families if asked."""
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    groups = found.groups
    observed, expected, spread = np.zeros(len(groups)), np.zeros(len(groups)), np.zeros((len(groups), len(groups)))
    for stratum in months(found, groups, by_family=by_family):
        total, ended = stratum.risk.sum(axis=1), stratum.promoted.sum(axis=1)
        share = stratum.risk / total[:, None]
        observed += stratum.promoted.sum(axis=0)
        expected += share.T @ ended
        weight = np.divide(ended * (total - ended), total - 1, out=np.zeros_like(total), where=total > 1)
        spread += np.diag(share.T @ weight) - (share * weight[:, None]).T @ share
    gap = (observed - expected)[1:]
    statistic = float(gap @ np.linalg.pinv(spread[1:, 1:]) @ gap) if len(gap) else 0.0
    degrees = int(np.linalg.matrix_rank(spread[1:, 1:])) if len(gap) else 0
    return LogRank(
        observed=dict(zip(groups, map(float, observed), strict=True)),
        expected=dict(zip(groups, map(float, expected), strict=True)),
        chi2=statistic,
        df=degrees,
        p=float(gammaincc(degrees / 2, statistic / 2)) if degrees else 1.0,
    )


@dataclass(frozen=True)
class Efron:
    """The partial likelihood of groups against the first one, with Efron's ties (1977): one term a promotion."""

    strata: Sequence[Months]

    @cached_property
    def terms(self) -> tuple[Floats, Floats, Floats]:
        """Return, a term each: groups at risk, the share l/d of the tied promotions taken off, groups of the tied promotions."""
        risk, share, tied = [], [], []
        for stratum in self.strata:
            many = stratum.promoted.sum(axis=1).astype(np.int64)
            place = np.repeat(np.arange(len(many)), many)
            first = np.repeat(np.cumsum(many) - many, many)
            risk.append(stratum.risk[place])
            share.append((np.arange(len(place)) - first) / many[place])
            tied.append(stratum.promoted[place])
        return np.concatenate(risk), np.concatenate(share), np.concatenate(tied)

    @cached_property
    def observed(self) -> Floats:
        counts: Floats = np.sum([stratum.promoted.sum(axis=0) for stratum in self.strata], axis=0)
        return counts

    def means(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Return, a term each: the weighted share of each group, and the logarithm of the sum of weights."""
        risk, share, tied = self.terms
        weighted = (risk - share[:, None] * tied) * np.exp(np.concatenate([[0.0], coefficients]))
        total = weighted.sum(axis=1)
        return weighted / total[:, None], np.log(total)

    def derivatives(self, coefficients: Floats) -> tuple[float, Floats, Floats]:
        """Return the log likelihood, its gradient, and the information matrix."""
        mean, log_total = self.means(coefficients)
        mean = mean[:, 1:]
        value = float(self.observed[1:] @ coefficients - log_total.sum())
        information = np.diag(mean.sum(axis=0)) - mean.T @ mean
        return value, self.observed[1:] - mean.sum(axis=0), information


def cox(found: Careers, *, reference: str | None = None, by_family: bool = False, confidence: float = 0.95) -> Cox:
    """Return Cox's hazard ratios of the groups (Cox 1972), against the reference or the first group by name."""
    groups = found.groups
    if reference is not None:
        groups = [reference, *(name for name in groups if name != reference)]
    likelihood = Efron(months(found, groups, by_family=by_family)) if groups else None
    if likelihood is None or len(groups) < 2 or not likelihood.observed.sum():
        return _nothing(groups)
    coefficients, information = _maximised(likelihood, len(groups) - 1)
    value = likelihood.derivatives(coefficients)[0]
    if not np.all(np.abs(coefficients) < BOUNDLESS) or np.linalg.matrix_rank(information) < len(coefficients):
        return _nothing(groups, value)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    reach = z_of(confidence) * errors
    others = groups[1:]

    def named(values: Floats) -> dict[str, float | None]:
        return dict(zip(others, map(float, values), strict=True))

    return Cox(
        reference=groups[0],
        coef=named(coefficients),
        se=named(errors),
        hr=named(np.exp(coefficients)),
        hr_low=named(np.exp(coefficients - reach)),
        hr_high=named(np.exp(coefficients + reach)),
        log_likelihood=value,
        schoenfeld_p=proportional(likelihood, coefficients),
    )


def _nothing(groups: Sequence[str], value: float = 0.0) -> Cox:
    none: dict[str, float | None] = dict.fromkeys(groups[1:])
    return Cox(groups[0] if groups else None, none, none, none, none, none, value, None)


def _maximised(likelihood: Efron, many: int) -> tuple[Floats, Floats]:
    """Return the maximum and the information there: Newton's steps, halved where they would lose."""
    coefficients = np.zeros(many)
    value, gradient, information = likelihood.derivatives(coefficients)
    for _ in range(STEPS):
        step = np.linalg.pinv(information) @ gradient
        while (tried := likelihood.derivatives(coefficients + step))[0] < value - 1e-9 and np.abs(step).max() > CLOSE:
            step = step / 2
        coefficients, (value, gradient, information) = coefficients + step, tried
        if np.abs(step).max() < CLOSE or np.abs(coefficients).max() > 2 * BOUNDLESS:
            break
    return coefficients, information


def proportional(likelihood: Efron, coefficients: Floats) -> float | None:
    """Return the p of the score test that the hazard ratios do not change with time (Grambsch and Therneau 1994; time as ranks of months).

    The added covariate is group × time; residuals and variances are summed over the terms of the likelihood.
    """
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    mean = likelihood.means(coefficients)[0][:, 1:]
    _, share, tied = likelihood.terms
    first = np.flatnonzero(share == 0)  # of the terms of each time
    term = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(share))))
    residual = tied[first][:, 1:] - np.add.reduceat(mean, first, axis=0)
    clock = np.concatenate([np.arange(1, len(stratum.times) + 1) for stratum in likelihood.strata]).astype(np.float64)
    spread = np.einsum("ij,jk->ijk", mean, np.eye(mean.shape[1])) - np.einsum("ij,ik->ijk", mean, mean)
    plain, once, twice = (np.einsum("i,ijk->jk", clock[term] ** power, spread) for power in (0, 1, 2))
    left = twice - once @ np.linalg.pinv(plain) @ once
    score = clock @ residual
    degrees = int(np.linalg.matrix_rank(left))
    if not degrees:
        return None
    return float(gammaincc(degrees / 2, float(score @ np.linalg.pinv(left) @ score) / 2))
