"""The logit ladder: the gap alone, beside what may explain it, and beside what the audited process made itself (STATISTICS section 4)."""

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from promotions.disparity.kinds import distinct
from promotions.disparity.logit import logit
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result

Floats = npt.NDArray[np.float64]
Column = Sequence[object] | npt.NDArray[Any]  # Any: numbers or words
Coded = npt.NDArray[Any]  # Any: whole numbers tell categories apart; others are amounts, NaN where unknown
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
    categories: Sequence[str] = (),
    clusters: str | None = None,
    weights: str | None = None,
    confidence: float = 0.95,
) -> Ladder:
    """Return the ladder of logit models of promotion. `people` are columns of equal length, or strata tables (see `individuals`).

    `promoted` and `focal` hold 0 or 1. A control of words is a category, None in it a category of its own; a control of numbers with
    more than five values is a restricted cubic spline, unless `categories` names it: then equal numbers are a category. Without `controls`
    every other column is one. `clusters` names the deciding manager or panel, `weights` how many people each element stands for.
    """
    if _are_tables(people):
        people = individuals(people, focal=focal)  # type: ignore[arg-type] # columns of pairs are tables: just checked
    chosen = (
        tuple(name for name in people if name not in {promoted, focal, clusters, weights, *tainted})
        if controls is None
        else tuple(controls)
    )
    terms = {name: coded(people[name], category=name in categories) for name in (*chosen, *tainted)}
    fit = _Fit(people, terms, promoted, focal, clusters, weights, confidence)
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

    def __init__(
        self,
        people: People,
        terms: Mapping[str, Coded],
        promoted: str,
        focal: str,
        clusters: str | None,
        weights: str | None,
        confidence: float,
    ) -> None:
        self.terms = terms
        self.outcome = np.asarray(people[promoted], dtype=np.float64)
        self.group = np.asarray(people[focal], dtype=np.float64)
        self.cluster = None if clusters is None else coded(people[clusters], category=True)
        self.many = None if weights is None else np.asarray(people[weights], dtype=np.float64)
        self.weights = np.ones(len(self.outcome)) if self.many is None else self.many
        self.promoted = round(float(self.weights @ self.outcome))
        self.z = z_of(confidence)

    def step(self, name: str, terms: tuple[str, ...]) -> Step:
        """Return the model of these terms, fitted to people counted where they are equal in all of them."""
        return self._alike(terms)._step(name, terms) if self.many is not None else self._step(name, terms)

    def _alike(self, terms: tuple[str, ...]) -> "_Fit":
        told = [self.outcome.astype(np.int64), self.group.astype(np.int64), *(self.terms[term] for term in terms)]
        first, kind, _ = distinct(*told, *([] if self.cluster is None else [self.cluster]))
        fit = copy(self)
        fit.terms = {term: self.terms[term][first] for term in terms}
        fit.outcome, fit.group, fit.cluster = self.outcome[first], self.group[first], None if self.cluster is None else self.cluster[first]
        fit.many = fit.weights = np.bincount(kind, weights=self.weights).astype(np.float64)
        return fit

    def _step(self, name: str, terms: tuple[str, ...]) -> Step:
        design, kept = self._design(terms)
        many = design.shape[1]
        clustered = self.cluster is not None and len(np.unique(self.cluster)) >= LEAST_CLUSTERS
        refused = self._too_thin(many) or self._no_contrast(kept)
        fitted = None if refused else logit(self.outcome, design, self.weights, self.cluster if clustered else None)
        if fitted is None or not fitted.converged or float(fitted.errors.max()) > LARGEST_SE:
            return _refused(name, terms, many, refused or UNSTABLE)
        coefficient, error = float(fitted.coefficients[1]), float(fitted.errors[1])
        others = np.delete(np.arange(many), 1)
        without = logit(self.outcome, design[:, others], self.weights, start=fitted.coefficients[others])
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
            ame=self._marginal_effect(design @ fitted.coefficients, coefficient),
            clustered=clustered,
        )

    def _design(self, terms: tuple[str, ...]) -> tuple[Any, Sequence[int]]:  # Any: see `sparse`
        """Return a row for each element: 1, the group, the terms, without what others already say; and the places of the columns left."""
        from scipy.sparse import hstack  # noqa: PLC0415 # costs a process seconds: only audits pay

        parts = [sparse(np.ones(len(self.outcome)), self.group), *(columns_of(self.terms[term], self.many) for term in terms)]
        design = hstack(parts, format="csr")
        kept = _independent((design.T @ design).toarray())
        return design if len(kept) == design.shape[1] else design[:, kept], kept

    def _too_thin(self, parameters: int) -> str:
        promotions = min(self.promoted, round(float(self.weights.sum())) - self.promoted)
        if promotions >= PROMOTIONS_PER_PARAMETER * parameters:
            return ""
        return (
            f"{promotions} promotions (or people not promoted) are too few for {parameters} parameters: "
            f"at least {PROMOTIONS_PER_PARAMETER * parameters} are needed. Read the exact stratified test instead."
        )

    def _no_contrast(self, kept: Sequence[int]) -> str:
        if 1 in kept and 0 < self.group.sum() < len(self.group):
            return ""
        return "Only one of the two groups is among these people, so there is nothing to compare."

    def _marginal_effect(self, odds: Floats, coefficient: float) -> float:
        """Return the mean over people of their chance as one of the group minus their chance as one of the others."""
        without = odds - self.group * coefficient
        return float(np.average(1 / (1 + np.exp(-without - coefficient)) - 1 / (1 + np.exp(-without)), weights=self.weights))


def _refused(name: str, terms: tuple[str, ...], parameters: int, why: str) -> Step:
    return Step(name, terms, parameters, None, None, None, None, None, None, None, None, clustered=False, refused=why)


def coded(values: Column, *, category: bool = False) -> Coded:
    """Return a control as numbers: words are categories, None among them one of its own; so are numbers, if said."""
    if category and isinstance(values, np.ndarray):
        return distinct(values)[1]
    if category or all(value is None or isinstance(value, str | bool) for value in values):
        words = np.array([MISSING if value is None else str(value) for value in values])
        return np.unique(words, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return np.array([math.nan if value is None else float(value) for value in values], dtype=np.float64)  # type: ignore[arg-type] # all numbers


def columns_of(values: Coded, weights: Floats | None = None) -> Any:  # Any: see `sparse`
    """Return the columns of one control: dummies of categories, a spline of many numbers, few numbers as they are."""
    if values.dtype == np.int64:
        return _dummies(values)
    unknown = np.isnan(values)
    known = np.where(unknown, np.nanmean(values) if not unknown.all() else 0.0, values)
    columns = _spline(known, weights) if len(np.unique(known)) > len(KNOTS) + 1 else [known]
    return sparse(*columns, *([unknown.astype(np.float64)] if unknown.any() else []))


def sparse(*columns: Floats) -> Any:  # Any: a matrix of SciPy, which has no types
    """Return columns as a matrix that is kept without its zeros."""
    from scipy.sparse import csr_array  # noqa: PLC0415 # costs a process seconds: only audits pay

    return csr_array(np.column_stack(columns))


def _dummies(category: npt.NDArray[np.int64]) -> Any:  # Any: see `sparse`
    """Return one column a category but the most frequent one: a row holds one 1, or nothing."""
    from scipy.sparse import csr_array  # noqa: PLC0415 # costs a process seconds: only audits pay

    counts = np.bincount(category)
    most = int(np.argmax(counts))
    has_one = category != most
    column = category[has_one] - (category[has_one] > most)
    ends = np.append(0, np.cumsum(has_one))
    return csr_array((np.ones(len(column)), column, ends), shape=(len(category), len(counts) - 1))


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


def _independent(products: Floats) -> list[int]:
    """Return the places of the columns that those before them do not say already, of the sums of their products.

    One by one, by what of their length the others leave (Cholesky): sums over people are taken once, however many columns there are.
    """
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = 1
    products = products / np.outer(lengths, lengths)
    kept: list[int] = []
    rows = np.zeros((0, len(products)))  # of the triangular factor
    for place in range(len(products)):
        rest = products[place, place] - float(rows[:, place] @ rows[:, place])
        if rest > ALIKE:
            kept.append(place)
            rows = np.vstack([rows, (products[place] - rows[:, place] @ rows) / math.sqrt(rest)])
    return kept
