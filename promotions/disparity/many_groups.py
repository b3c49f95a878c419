"""Several groups of one attribute: who is the reference, does anything differ at all, and each group beside it and beside everyone else."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from promotions.disparity.counts import check_counts, group_counts
from promotions.disparity.multiplicity import adjust_those_that_could
from promotions.disparity.results import Result
from promotions.disparity.rules import STANDARD, Rules
from promotions.disparity.two_groups import TwoGroups, compare_two

Counts = Mapping[str, int] | tuple[int, int] | list[int]  # (promoted, people) or {"promoted": …, "n": …}


@dataclass(frozen=True)
class Groups(Result):
    """Groups compared with one reference. `chi2` and its p ask whether the rates differ at all (k × 2, no correction)."""

    reference: str | None  # None where no group is large enough to be one
    reference_fixed: bool  # chosen beforehand, not after seeing the rates
    chi2: float
    chi2_df: int
    chi2_p: float
    comparisons: Mapping[str, TwoGroups]  # by group, the reference left out; p by Holm over those that could have been small
    everyone_else: Mapping[str, TwoGroups]  # by group, against all others together; for reading, not adjusted


def compare_groups(groups: Mapping[str, Counts], reference: str | None = None, *, rules: Rules = STANDARD) -> Groups:
    """Compare each group with the reference: the one named, or the highest rate among groups of at least 2 % of the pool and ten people.

    A reference chosen afterwards inflates the error of a family of tests, so with three groups or more the chi-square p must be small too.
    Raises KeyError for a reference that is no group.
    """
    counts = {name: group_counts(pair) for name, pair in groups.items()}
    for name, (promoted, people) in counts.items():
        check_counts(promoted, people, name)
    chosen = _named(counts, reference) if reference is not None else _highest(counts, rules)
    chi2, degrees, chi2_p = _chi_square(counts)
    raw = {} if chosen is None else {name: _against(counts[name], counts[chosen], rules) for name in counts if name != chosen}
    pairs = [(compared.fisher_p_two_sided, compared.min_attainable_p) for compared in raw.values()]
    holm = adjust_those_that_could([p for p, _ in pairs], [least for _, least in pairs], alpha=rules.alpha)
    floor = chi2_p if reference is None and degrees > 1 else 0.0
    judged = {name: compared.judged(max(p, floor), rules) for (name, compared), p in zip(raw.items(), holm, strict=True)}
    others = {name: _against(pair, _rest(counts, name), rules) for name, pair in counts.items()}
    return Groups(chosen, reference is not None, chi2, degrees, chi2_p, judged, others)


def differ_within(promoted: npt.ArrayLike, people: npt.ArrayLike) -> tuple[float, int, float]:
    """Return whether any of several groups differ within strata: statistic, degrees of freedom and p; 0, 0, 1 where nothing can.

    Both have a row a stratum and a column a group. The statistic is d·V⁻¹·d of d = Σ(a−E) over the groups but the first, V the sum of their
    hypergeometric covariances (general association of Landis, Heyman and Koch 1978): Mantel and Haenszel's without correction for two.
    """
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    a, n = (np.asarray(counts, dtype=np.float64) for counts in (promoted, people))
    if a.ndim < 2 or a.shape[1] < 2:
        return 0.0, 0, 1.0
    a, n = a[n.sum(axis=1) > 1], n[n.sum(axis=1) > 1]
    total, chosen = n.sum(axis=1), a.sum(axis=1)
    share, spread = n / total[:, None], chosen * (total - chosen) / (total - 1)
    gap = (a - share * chosen[:, None]).sum(axis=0)[1:]
    covariance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    degrees = int(np.linalg.matrix_rank(covariance[1:, 1:], hermitian=True))
    if not degrees:
        return 0.0, 0, 1.0
    statistic = float(gap @ np.linalg.pinv(covariance[1:, 1:], hermitian=True) @ gap)
    return statistic, degrees, float(gammaincc(degrees / 2, statistic / 2))


def _named(counts: Mapping[str, tuple[int, int]], reference: str) -> str:
    if reference not in counts:
        raise KeyError(f"There is no group {reference!r} to compare with: choose one of {', '.join(sorted(counts))}.")
    return reference


def _highest(counts: Mapping[str, tuple[int, int]], rules: Rules) -> str | None:
    """Return the group of the highest rate that is large enough; of equal rates the larger group, then the first by name."""
    pool = sum(people for _, people in counts.values())
    least = max(rules.reference_people, rules.reference_share * pool)
    able = [(-Fraction(promoted, people), -people, name) for name, (promoted, people) in counts.items() if people and people >= least]
    return min(able)[2] if able else None


def _against(focal: tuple[int, int], ref: tuple[int, int], rules: Rules) -> TwoGroups:
    return compare_two(*focal, *ref, rules=rules, small_pool_tests=False)


def _rest(counts: Mapping[str, tuple[int, int]], name: str) -> tuple[int, int]:
    others = [pair for other, pair in counts.items() if other != name]
    return sum(promoted for promoted, _ in others), sum(people for _, people in others)


def _chi_square(counts: Mapping[str, tuple[int, int]]) -> tuple[float, int, float]:
    """Return Pearson's statistic of the k × 2 table, its degrees of freedom and p; 0, 0, 1 where nothing can differ."""
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    present = [pair for pair in counts.values() if pair[1]]
    promoted, people = sum(pair[0] for pair in present), sum(pair[1] for pair in present)
    if len(present) < 2 or promoted in {0, people}:
        return 0.0, 0, 1.0
    share = promoted / people
    statistic = math.fsum((a - n * share) ** 2 / (n * share * (1 - share)) for a, n in present)
    degrees = len(present) - 1
    return statistic, degrees, float(gammaincc(degrees / 2, statistic / 2))
