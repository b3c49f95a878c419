"""The verdict: six answers, decided top-down from few figures (STATISTICS section 2)."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from promotions.disparity.rules import STANDARD, Rules, at_most

Verdict = Literal["Disparity likely", "Watch", "No evidence", "Not enough data", "Hidden", "Differs between strata"]

LIKELY: Final = "Disparity likely"
WATCH: Final = "Watch"
NO_EVIDENCE: Final = "No evidence"
CANNOT_TELL: Final = "Not enough data"
HIDDEN: Final = "Hidden"
DIFFERS: Final = "Differs between strata"
ORDER: Final = (LIKELY, DIFFERS, WATCH, CANNOT_TELL, NO_EVIDENCE, HIDDEN)  # of attention

FULL_COVERAGE, LEAST_COVERAGE = 0.80, 0.50  # shares of known answers below which a verdict is capped, and withheld


@dataclass(frozen=True)
class Evidence:
    """What a verdict is decided from. `p` is adjusted for the comparisons of the audit; `low` is the lower limit of the ratio."""

    p: float
    ratio: float | None
    below_threshold: bool
    below_moderate: bool
    low: float | None
    shortfall: float
    flip_flop: bool
    enough: bool


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    reason: str


def decide(evidence: Evidence, rules: Rules = STANDARD) -> Finding:
    """Return the verdict and the code of its reason."""
    if rules.clear(evidence.p) and evidence.ratio is not None and evidence.ratio < 1:
        return _clear_gap(evidence)
    if not evidence.enough:
        return Finding(CANNOT_TELL, "FLOOR")
    if evidence.low is not None and 100 * evidence.low >= rules.ratio_percent:
        return Finding(NO_EVIDENCE, "GAP_RULED_OUT")
    if _chance_possible(evidence, rules):
        return Finding(WATCH, "RATIO_BELOW_0.80_CHANCE_POSSIBLE")
    return Finding(CANNOT_TELL, "CI_INCLUDES_0.80")


def _clear_gap(evidence: Evidence) -> Finding:
    if not evidence.enough:
        return Finding(WATCH, "SIGNIFICANT_SMALL_SAMPLE")
    if evidence.below_threshold:
        if evidence.flip_flop:
            return Finding(WATCH, "SIGNIFICANT_BUT_FLIP_FLOP")
        return Finding(LIKELY, "RATIO_BELOW_0.80_AND_SIGNIFICANT")
    return Finding(WATCH, "SIGNIFICANT_MODERATE_GAP" if evidence.below_moderate else "SIGNIFICANT_SMALL_GAP")


def _chance_possible(evidence: Evidence, rules: Rules) -> bool:
    large = evidence.below_threshold and evidence.shortfall >= rules.least_shortfall
    return large and at_most(evidence.p, rules.possible_p) and not evidence.flip_flop


def capped(finding: Finding, coverage: float) -> Finding:
    """Return the finding as far as the share of people with a known answer carries it.

    Below 80 % nothing is said with confidence, in either direction; below 50 % nothing is said at all.
    """
    if finding.verdict == HIDDEN or coverage >= FULL_COVERAGE:
        return finding
    if coverage < LEAST_COVERAGE or finding.verdict == NO_EVIDENCE:
        return Finding(CANNOT_TELL, "COVERAGE")
    return replace(finding, verdict=WATCH, reason="COVERAGE") if finding.verdict == LIKELY else finding
