"""The same two groups compared within strata (level × family × cycle), and put together (Mantel and Haenszel 1959)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from promotions.disparity.counts import TwoByTwo, whole
from promotions.disparity.hypergeometric import TIE, Floats, Hypergeometric
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result
from promotions.disparity.rules import STANDARD, Rules
from promotions.disparity.two_groups import TwoGroups, compare_two
from promotions.disparity.verdicts import CANNOT_TELL, DIFFERS, Evidence, Finding, Verdict, decide

Table = Sequence[Sequence[int]]  # [[focal promoted, focal not], [reference promoted, reference not]]
Ratio = tuple[float | None, float | None, float | None]  # value and its interval


@dataclass(frozen=True)
class Strata(Result):
    """Two groups compared within strata. The continuity-corrected CMH decides; with few expected promotions the exact test does.

    None: not estimable from these strata. Shortfall is in people: the sum over strata of expected minus actual promotions.
    """

    cmh_stat_cc: float
    cmh_p_cc: float
    cmh_stat_nocc: float
    cmh_p_nocc: float
    exact_p_two_sided: float | None  # exact conditional, Σ of probabilities ≤ observed × (1 + 1e-7); up to 10,000 promotions
    exact_p_one_sided_less: float | None
    or_mh: float | None
    or_mh_low: float | None  # Robins–Breslow–Greenland
    or_mh_high: float | None
    rr_mh: float | None
    rr_mh_low: float | None  # Greenland–Robins
    rr_mh_high: float | None
    breslow_day_stat: float | None
    breslow_day_p: float | None
    tarone_stat: float | None
    tarone_p: float | None
    shortfall_stratified: float
    expected_focal: float
    min_attainable_p: float  # of the test that decides, by any table with these margins
    decided_by: str  # "cmh_p_cc" or "exact_p_two_sided"
    p_decision: float
    verdict: Verdict
    reason: str
    tables: Mapping[str, TwoByTwo]
    dropped: tuple[str, ...]  # strata of one person, or with an empty margin: they say nothing of the groups
    people_dropped: int
    rules: Rules

    @cached_property
    def by_stratum(self) -> Mapping[str, TwoGroups]:
        return {name: _compared(table, self.rules) for name, table in self.tables.items()}

    @cached_property
    def pooled(self) -> TwoGroups:
        """Return the comparison of all people, strata dropped or not: what stands beside the headline."""
        return _compared(merged(self.tables.values()), self.rules)

    def judged(self, p: float, *, differ: bool | None = None) -> "Strata":
        """Return the comparison with its verdict for an adjusted p; `differ` says of strata of another cut whether they differ."""
        kept = [table for name, table in self.tables.items() if name not in self.dropped]
        differs = differ if differ is not None else self.breslow_day_p is not None and self.breslow_day_p < self.rules.alpha
        ratio = (self.rr_mh, self.rr_mh_low, self.rr_mh_high)
        finding = Finding(DIFFERS, "STRATA_DIFFER") if differs else _finding(kept, p, ratio, self.shortfall_stratified, self.rules)
        return replace(self, p_decision=p, verdict=finding.verdict, reason=finding.reason)

    def judged_as(self, finding: Finding) -> "Strata":
        """Return the comparison with a verdict that was capped elsewhere."""
        return replace(self, verdict=finding.verdict, reason=finding.reason)

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        return {field.name: getattr(self, field.name) for field in fields(self)}


def compare_strata(tables: Mapping[str, Table] | Sequence[Table], *, rules: Rules = STANDARD, layout: str = "") -> Strata:
    """Compare two groups within strata. `tables` are [[focal yes, focal no], [reference yes, reference no]], by name or in order.

    `layout` is a remark that examples carry; it changes nothing.
    """
    named = _named(tables)
    used = {name: table for name, table in named.items() if _says_something(table)}
    dropped = tuple(name for name in named if name not in used)
    kept = list(used.values())
    shortfall = math.fsum(table.behind / table.people for table in kept)
    expected = math.fsum(table.expected for table in kept)
    statistic, uncorrected = _cmh(kept, shortfall)
    sparse = _sparse(kept, rules)
    less, two_sided, attainable = _exact(kept) if sparse or _small(kept) else (None, None, None)
    cmh_p = _chi_square_p(statistic, 1)
    p = two_sided if sparse and two_sided is not None else cmh_p
    odds, ratio = _odds_ratio(kept, rules), _rate_ratio(kept, rules)
    breslow_day, tarone = _breslow_day(kept, odds[0])
    homogeneous_p = _chi_square_p(breslow_day, len(kept) - 1) if breslow_day is not None else None
    compared = Strata(
        cmh_stat_cc=statistic,
        cmh_p_cc=cmh_p,
        cmh_stat_nocc=uncorrected,
        cmh_p_nocc=_chi_square_p(uncorrected, 1),
        exact_p_two_sided=two_sided,
        exact_p_one_sided_less=less,
        or_mh=odds[0],
        or_mh_low=odds[1],
        or_mh_high=odds[2],
        rr_mh=ratio[0],
        rr_mh_low=ratio[1],
        rr_mh_high=ratio[2],
        breslow_day_stat=breslow_day,
        breslow_day_p=homogeneous_p,
        tarone_stat=tarone,
        tarone_p=_chi_square_p(tarone, len(kept) - 1) if tarone is not None else None,
        shortfall_stratified=shortfall,
        expected_focal=expected,
        min_attainable_p=attainable if sparse and attainable is not None else _chi_square_p(_cmh(kept, _furthest(kept))[0], 1),
        decided_by="exact_p_two_sided" if sparse else "cmh_p_cc",
        p_decision=p,
        verdict=CANNOT_TELL,
        reason="FLOOR",
        tables=named,
        dropped=dropped,
        people_dropped=sum(named[name].people for name in dropped),
        rules=rules,
    )
    return compared.judged(p)


def merged(tables: Iterable[TwoByTwo]) -> TwoByTwo:
    """Return all strata as one table."""
    kept = list(tables)
    return TwoByTwo(
        sum(table.promoted_focal for table in kept),
        sum(table.n_focal for table in kept),
        sum(table.promoted_ref for table in kept),
        sum(table.n_ref for table in kept),
    )


def _named(tables: Mapping[str, Table] | Sequence[Table]) -> dict[str, TwoByTwo]:
    items = tables.items() if isinstance(tables, Mapping) else ((str(place), table) for place, table in enumerate(tables, 1))
    return {name: _two_by_two(table) for name, table in items}


def _two_by_two(table: Table) -> TwoByTwo:
    (yes, no), (ref_yes, ref_no) = table
    return TwoByTwo(whole(yes), whole(yes) + whole(no), whole(ref_yes), whole(ref_yes) + whole(ref_no))


def _says_something(table: TwoByTwo) -> bool:
    return table.people > 1 and bool(table.n_focal and table.n_ref and table.promoted) and table.promoted < table.people


def _compared(table: TwoByTwo, rules: Rules) -> TwoGroups:
    return compare_two(table.promoted_focal, table.n_focal, table.promoted_ref, table.n_ref, rules=rules, small_pool_tests=False)


def _cmh(tables: Sequence[TwoByTwo], shortfall: float) -> tuple[float, float]:
    """Return M² with and without the correction of ½; where the sum is within ½ of nothing, the corrected one is 0."""
    variance = math.fsum(table.variance for table in tables)
    if variance <= 0:
        return 0.0, 0.0
    return max(0.0, abs(shortfall) - 0.5) ** 2 / variance, shortfall**2 / variance


def _chi_square_p(statistic: float, degrees: int) -> float:
    """Return the upper tail of chi-square; 1 without a degree of freedom."""
    from scipy.special import gammaincc  # noqa: PLC0415 # costs a process seconds: only audits pay

    return float(gammaincc(degrees / 2, statistic / 2)) if degrees > 0 else 1.0


def _sparse(tables: Sequence[TwoByTwo], rules: Rules) -> bool:
    """Say whether fewer promotions are expected in all, of either group, than the large-sample test needs."""
    focal = math.fsum(table.expected for table in tables)
    ref = math.fsum(table.promoted - table.expected for table in tables)
    return min(focal, ref) < rules.sparse


def _small(tables: Sequence[TwoByTwo]) -> bool:
    """Say whether the exact test costs nothing worth saving."""
    return sum(table.promoted for table in tables) <= 10_000


def _furthest(tables: Sequence[TwoByTwo]) -> float:
    """Return the largest distance from the expected sum that the margins allow, to either side."""
    expected = math.fsum(table.expected for table in tables)
    ends = [(margins.lowest, margins.highest) for margins in map(Hypergeometric, tables)]
    return max(expected - sum(low for low, _ in ends), sum(high for _, high in ends) - expected)


def _exact(tables: Sequence[TwoByTwo]) -> tuple[float, float, float]:
    """Return the exact conditional p, one-sided (fewer) and two-sided, and the smallest two-sided one that the margins allow.

    The distribution is that of the strata, hypergeometric each, convolved.
    """
    distribution: Floats = np.ones(1)
    observed = 0
    for table in tables:
        stratum = Hypergeometric(table)
        distribution = np.convolve(distribution, stratum.probability)
        observed += stratum.observed
    two_sided, least = (float(distribution[distribution <= one * TIE].sum()) for one in (distribution[observed], distribution.min()))
    return min(1.0, float(distribution[: observed + 1].sum())), min(1.0, two_sided), min(1.0, least)


def _odds_ratio(tables: Sequence[TwoByTwo], rules: Rules) -> Ratio:
    """Return the Mantel–Haenszel odds ratio with the interval of Robins, Breslow and Greenland (1986)."""
    up = [a * d / n for a, _, _, d, n in map(_cells, tables)]
    down = [b * c / n for _, b, c, _, n in map(_cells, tables)]
    agree = [(a + d) / n for a, _, _, d, n in map(_cells, tables)]
    ups, downs = math.fsum(up), math.fsum(down)
    if not ups or not downs:
        return (None if not ups and not downs else 0.0 if downs else math.inf), None, None
    variance = (
        math.fsum(p * r for p, r in zip(agree, up, strict=True)) / (2 * ups**2)
        + math.fsum(p * s + (1 - p) * r for p, r, s in zip(agree, up, down, strict=True)) / (2 * ups * downs)
        + math.fsum((1 - p) * s for p, s in zip(agree, down, strict=True)) / (2 * downs**2)
    )
    return _with_interval(ups / downs, variance, rules)


def _rate_ratio(tables: Sequence[TwoByTwo], rules: Rules) -> Ratio:
    """Return the Mantel–Haenszel ratio of rates with the interval of Greenland and Robins (1985)."""
    up = math.fsum(table.promoted_focal * table.n_ref / table.people for table in tables)
    down = math.fsum(table.promoted_ref * table.n_focal / table.people for table in tables)
    if not up or not down:
        return (0.0 if down else None), None, None
    spread = math.fsum(
        (table.promoted * table.n_focal * table.n_ref - table.promoted_focal * table.promoted_ref * table.people) / table.people**2
        for table in tables
    )
    return _with_interval(up / down, spread / (up * down), rules)


def _with_interval(value: float, variance: float, rules: Rules) -> Ratio:
    reach = math.exp(z_of(rules.confidence) * math.sqrt(max(0.0, variance)))
    return value, value / reach, value * reach


def _cells(table: TwoByTwo) -> tuple[int, int, int, int, int]:
    """Return a, b, c, d, N: focal promoted and not, reference promoted and not."""
    not_focal, not_ref = table.n_focal - table.promoted_focal, table.n_ref - table.promoted_ref
    return table.promoted_focal, not_focal, table.promoted_ref, not_ref, table.people


def _breslow_day(tables: Sequence[TwoByTwo], odds: float | None) -> tuple[float | None, float | None]:
    """Return Breslow and Day's statistic (1980) of unequal odds ratios, and Tarone's correction (1985); None below two strata."""
    if len(tables) < 2 or odds is None or not 0 < odds < math.inf:
        return None, None
    fitted = [_fitted(table, odds) for table in tables]
    variances = [_fitted_variance(table, cell) for table, cell in zip(tables, fitted, strict=True)]
    gaps = [table.promoted_focal - cell for table, cell in zip(tables, fitted, strict=True)]
    statistic = math.fsum(gap**2 / variance for gap, variance in zip(gaps, variances, strict=True))
    return statistic, max(0.0, statistic - math.fsum(gaps) ** 2 / math.fsum(variances))  # equal strata round to either side of 0


def _fitted(table: TwoByTwo, odds: float) -> float:
    """Return the focal promotions under a common odds ratio: the root of A(n0−m+A) = odds·(n1−A)(m−A) within the margins."""
    n1, m, rest = table.n_focal, table.promoted, table.n_ref - table.promoted
    square, linear, constant = 1 - odds, rest + odds * (n1 + m), -odds * n1 * m
    root = math.sqrt(linear * linear - 4 * square * constant)
    return -2 * constant / (linear + root)  # in the form that also holds for an odds ratio of 1


def _fitted_variance(table: TwoByTwo, cell: float) -> float:
    return 1 / (1 / cell + 1 / (table.n_focal - cell) + 1 / (table.promoted - cell) + 1 / (table.n_ref - table.promoted + cell))


def _finding(tables: Sequence[TwoByTwo], p: float, ratio: Ratio, shortfall: float, rules: Rules) -> Finding:
    whole = merged(tables)
    return decide(
        Evidence(
            p=p,
            ratio=ratio[0],
            below_threshold=ratio[0] is not None and 100 * ratio[0] < rules.ratio_percent,
            below_moderate=ratio[0] is not None and 100 * ratio[0] < rules.moderate_percent,
            low=ratio[1],
            shortfall=shortfall,
            flip_flop=shortfall < 1,  # one promotion the other way, in any stratum, turns the ratio round
            enough=rules.enough(whole.n_focal, whole.n_ref, whole.promoted),
        ),
        rules,
    )
