"""Two groups of one pool compared: everything the page says of them, and the verdict."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from statistics import NormalDist
from typing import Any

from promotions.disparity import unconditional
from promotions.disparity.counts import TwoByTwo, rate
from promotions.disparity.hypergeometric import Hypergeometric
from promotions.disparity.ratios import below, impact_ratio, moves_until_ratio, ratio_interval, wilson
from promotions.disparity.results import Result
from promotions.disparity.rules import STANDARD, Rules
from promotions.disparity.sensitivity import FOUR_FIFTHS, cohen_h, power_of
from promotions.disparity.verdicts import CANNOT_TELL, HIDDEN, Evidence, Finding, Verdict, decide

Interval = tuple[float | None, float | None]
NONE: Interval = (None, None)


@dataclass(frozen=True)
class TwoGroups(Result):
    """Focal group against reference. Rates are 0…1, shortfalls are people, intervals 95 % unless the rules say otherwise.

    None: the figure does not exist on this table (a rate of nobody, a ratio to zero). Infinite: no upper limit.
    """

    promoted_focal: int
    n_focal: int
    promoted_ref: int
    n_ref: int
    rate_focal: float | None
    rate_ref: float | None
    diff: float | None
    impact_ratio: float | None
    rr_mn_low: float | None  # Miettinen–Nurminen score interval
    rr_mn_high: float | None
    not_promoted_ratio: float | None  # shown beside the ratio where rates pass one half
    fisher_p_two_sided: float  # Σ of table probabilities ≤ observed × (1 + 1e-7): the p that decides
    fisher_p_central: float  # twice the smaller tail
    fisher_midp_central: float
    fisher_midp_minlike: float
    p_table: float
    fisher_one_sided_less: float
    z_pooled: float | None  # pooled, no continuity correction
    z_p: float | None
    sd_equivalent_of_fisher: float
    boschloo_p_central: float | None  # small pools only
    barnard_pooled_p: float | None
    or_conditional: float | None
    or_exact_low: float | None  # exact, central: may include 1 although Fisher's p is below 0.05
    or_exact_high: float | None
    or_sample: float | None
    wilson_focal_low: float | None
    wilson_focal_high: float | None
    wilson_ref_low: float | None
    wilson_ref_high: float | None
    shortfall_pool: float  # n1·m ÷ N − a, the total fixed: the headline
    shortfall_match_ref: float | None  # n1·c ÷ n0 − a
    flip_flop: bool  # one promotion the other way turns the gap round
    min_attainable_p: float
    cohen_h: float | None
    power_to_detect_080: float | None
    decisions_to_lose_significance: int
    decisions_to_reach_080: int
    p_decision: float  # Fisher's p, adjusted for the audit's other comparisons
    verdict: Verdict
    reason: str

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        figures = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**figures, "power_to_detect_0.80": self.power_to_detect_080}

    @property
    def table(self) -> TwoByTwo:
        return TwoByTwo(self.promoted_focal, self.n_focal, self.promoted_ref, self.n_ref)

    def judged(self, p: float, rules: Rules = STANDARD) -> "TwoGroups":
        """Return the comparison with its verdict for an adjusted p."""
        finding = _finding(self, p, rules)
        return replace(self, p_decision=p, verdict=finding.verdict, reason=finding.reason)

    def hidden(self) -> "TwoGroups":
        """Return the comparison with the verdict of a table that privacy forbids to show."""
        return replace(self, verdict=HIDDEN, reason="PRIVACY")


def compare_two(
    promoted_focal: int,
    n_focal: int,
    promoted_ref: int,
    n_ref: int,
    *,
    p: float | None = None,
    rules: Rules = STANDARD,
    small_pool_tests: bool = True,
) -> TwoGroups:
    """Compare the promotions of two groups of people who were eligible when the cycle opened (STATISTICS section 1).

    `p` replaces Fisher's in the verdict, adjusted for other comparisons. `small_pool_tests` adds Barnard and Boschloo where n1·n0 ≤ 20,000.
    Every table with 0 ≤ promoted ≤ people has an answer. Raises ValueError for other counts.
    """
    table = TwoByTwo(promoted_focal, n_focal, promoted_ref, n_ref)
    exact = Hypergeometric(table)
    fisher = exact.two_sided(exact.observed)
    unconditional_tests = small_pool_tests and unconditional.small_enough(table)
    focal, ref = rate(table.promoted_focal, table.n_focal), rate(table.promoted_ref, table.n_ref)
    ratio_low, ratio_high = ratio_interval(table, rules.confidence) or NONE
    odds_low, odds_high = exact.odds_interval(rules.confidence) if table.n_focal and table.n_ref else NONE
    focal_low, focal_high = wilson(table.promoted_focal, table.n_focal, rules.confidence) or NONE
    ref_low, ref_high = wilson(table.promoted_ref, table.n_ref, rules.confidence) or NONE
    z = z_pooled(table)
    compared = TwoGroups(
        promoted_focal=table.promoted_focal,
        n_focal=table.n_focal,
        promoted_ref=table.promoted_ref,
        n_ref=table.n_ref,
        rate_focal=focal,
        rate_ref=ref,
        diff=None if focal is None or ref is None else focal - ref,
        impact_ratio=impact_ratio(table),
        rr_mn_low=ratio_low,
        rr_mn_high=ratio_high,
        not_promoted_ratio=not_promoted_ratio(table),
        fisher_p_two_sided=fisher,
        fisher_p_central=exact.central,
        fisher_midp_central=exact.midp_central,
        fisher_midp_minlike=exact.midp_minlike,
        p_table=exact.p_table,
        fisher_one_sided_less=exact.less,
        z_pooled=z,
        z_p=None if z is None else math.erfc(abs(z) / math.sqrt(2)),
        sd_equivalent_of_fisher=sd_equivalent(fisher, table),
        boschloo_p_central=unconditional.boschloo_central(table) if unconditional_tests else None,
        barnard_pooled_p=unconditional.barnard_pooled(table) if unconditional_tests else None,
        or_conditional=exact.odds_ratio,
        or_exact_low=odds_low,
        or_exact_high=odds_high,
        or_sample=sample_odds_ratio(table),
        wilson_focal_low=focal_low,
        wilson_focal_high=focal_high,
        wilson_ref_low=ref_low,
        wilson_ref_high=ref_high,
        shortfall_pool=table.behind / table.people if table.people else 0.0,
        shortfall_match_ref=table.behind / table.n_ref if table.n_ref else None,
        flip_flop=flip_flop(table),
        min_attainable_p=exact.attainable,
        cohen_h=None if focal is None or ref is None else cohen_h(focal, ref),
        power_to_detect_080=None if not focal_and_ref(table) or ref is None else _power_080(table, ref, rules),
        decisions_to_lose_significance=exact.moves_until(rules.alpha),
        decisions_to_reach_080=moves_until_ratio(table, rules.ratio_percent),
        p_decision=fisher,
        verdict=CANNOT_TELL,
        reason="FLOOR",
    )
    return compared.judged(fisher if p is None else p, rules)


def focal_and_ref(table: TwoByTwo) -> bool:
    return bool(table.n_focal and table.n_ref)


def z_pooled(table: TwoByTwo) -> float | None:
    """Return (p1 − p0) ÷ √(p̄(1−p̄)(1/n1 + 1/n0)); 0 where nobody or everybody was promoted, None without one of the groups."""
    if not focal_and_ref(table):
        return None
    pooled = table.promoted / table.people
    spread = math.sqrt(pooled * (1 - pooled) * (1 / table.n_focal + 1 / table.n_ref))
    return -table.behind / (table.n_focal * table.n_ref) / spread if table.behind else 0.0


def sd_equivalent(p: float, table: TwoByTwo) -> float:
    """Return the normal deviate with this two-sided p, negative where the group examined is behind."""
    deviate = 0.0 if p >= 1 else -NormalDist().inv_cdf(max(p / 2, 1e-320))
    return -deviate if table.behind > 0 else deviate


def sample_odds_ratio(table: TwoByTwo) -> float | None:
    """Return a·d ÷ (b·c), infinite where only b·c is 0, None where both products are."""
    up = table.promoted_focal * (table.n_ref - table.promoted_ref)
    down = (table.n_focal - table.promoted_focal) * table.promoted_ref
    if not down:
        return math.inf if up else None
    return up / down


def not_promoted_ratio(table: TwoByTwo) -> float | None:
    """Return the ratio of the shares that were not promoted, None where everyone of the reference was."""
    left_focal, left_ref = table.n_focal - table.promoted_focal, table.n_ref - table.promoted_ref
    return impact_ratio(TwoByTwo(left_focal, table.n_focal, left_ref, table.n_ref))


def flip_flop(table: TwoByTwo) -> bool:
    """Say whether (a+1)/n1 > (c−1)/n0 (UGESP Q&A 21), in whole numbers; the same as a pool shortfall below one person."""
    return (table.promoted_focal + 1) * table.n_ref > (table.promoted_ref - 1) * table.n_focal


def _power_080(table: TwoByTwo, rate_ref: float, rules: Rules) -> float:
    return power_of(cohen_h(FOUR_FIFTHS * rate_ref, rate_ref), table.n_focal, table.n_ref, rules.alpha)


def _finding(compared: TwoGroups, p: float, rules: Rules) -> Finding:
    table = compared.table
    return decide(
        Evidence(
            p=p,
            ratio=compared.impact_ratio,
            below_threshold=below(table, rules.ratio_percent),
            below_moderate=below(table, rules.moderate_percent),
            low=compared.rr_mn_low,
            shortfall=compared.shortfall_pool,
            flip_flop=compared.flip_flop,
            enough=rules.enough(table.n_focal, table.n_ref, table.promoted),
        ),
        rules,
    )
