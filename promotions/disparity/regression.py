"""The logit ladder: the gap alone, beside what may explain it, and beside what the audited process made itself (STATISTICS section 4)."""

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from promotions.disparity.kinds import Places, distinct
from promotions.disparity.logit import logit
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result

Floats = npt.NDArray[np.float64]
Column = Sequence[object] | npt.NDArray[Any]  # Any: numbers or words
People = Mapping[str, Column]

PROMOTIONS_PER_PARAMETER = 10
LARGEST_SE = 10.0
LEAST_CLUSTERS = 30
KNOTS = (0.05, 0.35, 0.65, 0.95)  # quantiles of the knots of a restricted cubic spline (Harrell 2015)
ALIKE = 1e-12  # of a column's squared length: less is what rounding leaves
MISSING = "not rated"
UNSTABLE = "The model has no stable answer on these counts: read the exact stratified test instead."


@dataclass(frozen=True)
class Step:
    """One model of the ladder. `refused` says why it has no figures; AME is the average marginal effect, 0.02 is two percentage points."""

    name: str
    terms: tuple[str, ...]
    parameters: int
    odds_ratio: float | None
    low: float | None
    high: float | None
    coef: float | None
    se: float | None
    lr_chi2: float | None  # of leaving the group out
    lr_p: float | None
    ame: float | None
    clustered: bool
    refused: str = ""


@dataclass(frozen=True)
class Ladder(Result):
    """M0 the group alone, M1 with controls (the headline), M2 with tainted variables too, which never stands alone."""

    focal: str
    people: int
    promoted: int
    unadjusted: Step
    adjusted: Step
    with_tainted: Step | None
    travels_with_ratings: bool  # the gap closes only beside products of the process: audit those next

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        headline = self.adjusted
        return {
            "or_unadjusted": self.unadjusted.odds_ratio,
            "or_adjusted": headline.odds_ratio,
            "or_adj_low": headline.low,
            "or_adj_high": headline.high,
            "coef_adj": headline.coef,
            "se_adj": headline.se,
            "lr_chi2": headline.lr_chi2,
            "lr_p": headline.lr_p,
            "ame": headline.ame,
            f"lr_chi2_{self.focal}": headline.lr_chi2,
            f"lr_p_{self.focal}": headline.lr_p,
            f"ame_{self.focal}": headline.ame,
        }


def individuals(tables: Mapping[str, Sequence[Sequence[int]]], *, focal: str = "female") -> dict[str, list[object]]:
    """Return one element a person of tables [[focal yes, focal no], [reference yes, reference no]]: promoted, focal and stratum."""
    rows = [
        (outcome, group, name)
        for name, table in tables.items()
        for group, counts in zip((1, 0), table, strict=True)
        for outcome, many in zip((1, 0), counts, strict=True)
        for _ in range(many)
    ]
    return {"promoted": [row[0] for row in rows], focal: [row[1] for row in rows], "stratum": [row[2] for row in rows]}


def regression_ladder(
    people: People,
    *,
    promoted: str = "promoted",
    focal: str = "female",
    controls: Sequence[str] | None = None,
    tainted: Sequence[str] = (),
    clusters: str | None = None,
    weights: str | None = None,
    confidence: float = 0.95,
) -> Ladder:
    """Return the ladder of logit models of promotion. `people` are columns of equal length, or strata tables (see `individuals`).

    `promoted` and `focal` hold 0 or 1. A control of words is a category, None in it a category of its own; a control of numbers with
    more than five values is a restricted cubic spline. Without `controls` every other column is one.
    `clusters` names the deciding manager or panel, `weights` how many people each element stands for.
    """
    if _are_tables(people):
        people = individuals(people, focal=focal)  # type: ignore[arg-type] # columns of pairs are tables: just checked
    chosen = (
        tuple(name for name in people if name not in {promoted, focal, clusters, weights, *tainted})
        if controls is None
        else tuple(controls)
    )
    fit = _Fit(people, promoted, focal, clusters, weights, confidence)
    plain, adjusted = fit.step("M0", ()), fit.step("M1", chosen)
    with_tainted = fit.step("M2", (*chosen, *tainted)) if tainted else None
    return Ladder(
        focal=focal,
        people=round(float(fit.weights.sum())),
        promoted=fit.promoted,
        unadjusted=plain,
        adjusted=adjusted,
        with_tainted=with_tainted,
        travels_with_ratings=_clear(adjusted) and with_tainted is not None and not with_tainted.refused and not _clear(with_tainted),
    )


def _are_tables(people: People) -> bool:
    return bool(people) and all(len(column) == 2 and all(isinstance(row, list | tuple) for row in column) for column in people.values())


def _clear(step: Step) -> bool:
    return step.lr_p is not None and step.lr_p <= 0.05


class _Fit:
    """The outcome, the group and the columns that its models share."""

    def __init__(self, people: People, promoted: str, focal: str, clusters: str | None, weights: str | None, confidence: float) -> None:
        self.people = people
        self.outcome = np.asarray(people[promoted], dtype=np.float64)
        self.group = np.asarray(people[focal], dtype=np.float64)
        self.cluster = None if clusters is None else np.unique(np.array([str(name) for name in people[clusters]]), return_inverse=True)[1]
        self.many = None if weights is None else np.asarray(people[weights], dtype=np.float64)
        self.weights = np.ones(len(self.outcome)) if self.many is None else self.many
        self.promoted = round(float(self.weights @ self.outcome))
        self.z = z_of(confidence)

    def step(self, name: str, terms: tuple[str, ...]) -> Step:
        """Return the model of these terms, fitted to people counted where they are equal in all of them."""
        return self._alike(terms)._step(name, terms) if self.many is not None else self._step(name, terms)

    def _alike(self, terms: tuple[str, ...]) -> "_Fit":
        told = [self.outcome, self.group, *(_codes(self.people[term]) for term in terms)]
        first, kind, _ = distinct(*told, *([] if self.cluster is None else [self.cluster]))
        fit = copy(self)
        fit.people = {term: _at(self.people[term], first) for term in terms}
        fit.outcome, fit.group, fit.cluster = self.outcome[first], self.group[first], None if self.cluster is None else self.cluster[first]
        fit.many = fit.weights = np.bincount(kind, weights=self.weights).astype(np.float64)
        return fit

    def _step(self, name: str, terms: tuple[str, ...]) -> Step:
        design = _independent(
            [np.ones(len(self.outcome)), self.group, *(part for term in terms for part in columns_of(self.people[term], self.many))]
        )
        many = design.shape[1]
        clustered = self.cluster is not None and len(np.unique(self.cluster)) >= LEAST_CLUSTERS
        refused = self._too_thin(many) or self._no_contrast(design)
        fitted = None if refused else logit(self.outcome, design, self.weights, self.cluster if clustered else None)
        if fitted is None or not fitted.converged or float(fitted.errors.max()) > LARGEST_SE:
            return _refused(name, terms, many, refused or UNSTABLE)
        coefficient, error = float(fitted.coefficients[1]), float(fitted.errors[1])
        without = logit(self.outcome, np.delete(design, 1, axis=1), self.weights, start=np.delete(fitted.coefficients, 1))
        statistic = max(0.0, 2 * (fitted.log_likelihood - without.log_likelihood))
        return Step(
            name=name,
            terms=terms,
            parameters=many,
            odds_ratio=math.exp(coefficient),
            low=math.exp(coefficient - self.z * error),
            high=math.exp(coefficient + self.z * error),
            coef=coefficient,
            se=error,
            lr_chi2=statistic,
            lr_p=math.erfc(math.sqrt(statistic / 2)),
            ame=_marginal_effect(design, fitted.coefficients, self.weights),
            clustered=clustered,
        )

    def _too_thin(self, parameters: int) -> str:
        promotions = min(self.promoted, round(float(self.weights.sum())) - self.promoted)
        if promotions >= PROMOTIONS_PER_PARAMETER * parameters:
            return ""
        return (
            f"{promotions} promotions (or people not promoted) are too few for {parameters} parameters: "
            f"at least {PROMOTIONS_PER_PARAMETER * parameters} are needed. Read the exact stratified test instead."
        )

    def _no_contrast(self, design: Floats) -> str:
        if design.shape[1] > 1 and np.array_equal(design[:, 1], self.group) and 0 < self.group.sum() < len(self.group):
            return ""
        return "Only one of the two groups is among these people, so there is nothing to compare."


def _refused(name: str, terms: tuple[str, ...], parameters: int, why: str) -> Step:
    return Step(name, terms, parameters, None, None, None, None, None, None, None, None, clustered=False, refused=why)


def _marginal_effect(design: Floats, coefficients: Floats, weights: Floats) -> float:
    """Return the mean over people of their chance as one of the group minus their chance as one of the others."""
    without = design @ coefficients - design[:, 1] * coefficients[1]
    return float(np.average(1 / (1 + np.exp(-without - coefficients[1])) - 1 / (1 + np.exp(-without)), weights=weights))


def _codes(values: Column) -> Places:
    """Return the same number for the same value."""
    if isinstance(values, np.ndarray):
        return np.unique(values, return_inverse=True)[1].reshape(-1)
    known: dict[object, int] = {}
    return np.fromiter((known.setdefault(value, len(known)) for value in values), dtype=np.int64, count=len(values))


def _at(values: Column, places: Places) -> Column:
    return values[places] if isinstance(values, np.ndarray) else [values[place] for place in places.tolist()]


def columns_of(values: Column, weights: Floats | None = None) -> list[Floats]:
    """Return the columns of one control: dummies of words, a spline of many numbers, few numbers as they are."""
    if all(value is None or isinstance(value, str | bool) for value in values):
        return _dummies([MISSING if value is None else str(value) for value in values])
    numbers = np.array([math.nan if value is None else float(value) for value in values], dtype=np.float64)  # type: ignore[arg-type] # all numbers
    unknown = np.isnan(numbers)
    known = np.where(unknown, np.nanmean(numbers) if not unknown.all() else 0.0, numbers)
    columns = _spline(known, weights) if len(np.unique(known)) > len(KNOTS) + 1 else [known]
    return [*columns, unknown.astype(np.float64)] if unknown.any() else columns


def _dummies(words: Sequence[str]) -> list[Floats]:
    """Return one column a category but the most frequent one."""
    names, place, counts = np.unique(np.array(words), return_inverse=True, return_counts=True)
    return [(place == nth).astype(np.float64) for nth in range(len(names)) if nth != int(np.argmax(counts))]


def _spline(numbers: Floats, weights: Floats | None) -> list[Floats]:
    """Return a restricted cubic spline: linear beyond the outer knots, scaled by the square of their distance (Harrell 2015, 2.4.5)."""
    at = np.quantile(numbers, KNOTS) if weights is None else np.quantile(numbers, KNOTS, weights=weights, method="inverted_cdf")
    knots = np.unique(at)
    if len(knots) < 3:
        return [numbers]

    def cubed(knot: float) -> Floats:
        return np.maximum(numbers - knot, 0) ** 3

    last, before = knots[-1], knots[-2]
    scale = (last - knots[0]) ** 2
    curves = [
        (cubed(knot) - cubed(before) * (last - knot) / (last - before) + cubed(last) * (before - knot) / (last - before)) / scale
        for knot in knots[:-2]
    ]
    return [numbers, *curves]


def _independent(columns: Sequence[Floats]) -> Floats:
    """Return the columns as a matrix, those left out that others before them already say.

    One by one, by what of their length the others leave (Cholesky): sums over people are taken once, however many columns there are.
    """
    matrix = np.column_stack(columns)
    lengths = np.linalg.norm(matrix, axis=0)
    lengths[lengths == 0] = 1
    products = (matrix.T @ matrix) / np.outer(lengths, lengths)
    kept: list[int] = []
    rows = np.zeros((0, matrix.shape[1]))  # of the triangular factor
    for place in range(matrix.shape[1]):
        rest = products[place, place] - float(rows[:, place] @ rows[:, place])
        if rest > ALIKE:
            kept.append(place)
            rows = np.vstack([rows, (products[place] - rows[:, place] @ rows) / math.sqrt(rest)])
    return matrix[:, kept]
