"""Verdicts as sentences with their counts, for readers who are no statisticians. Calm words; never a legal conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass

from promotions.disparity.sensitivity import Power, power
from promotions.disparity.strata import Strata
from promotions.disparity.two_groups import TwoGroups
from promotions.disparity.verdicts import DIFFERS, HIDDEN, LIKELY, NO_EVIDENCE, WATCH

HIDDEN_WORDS = "Hidden to protect individuals."
NO_EVIDENCE_WORDS = "A gap of one-fifth or more is unlikely on this data. Smaller gaps are not ruled out."
REASONS = {
    "SIGNIFICANT_SMALL_SAMPLE": "the gap would rarely arise by chance, but the groups are small",
    "SIGNIFICANT_BUT_FLIP_FLOP": "the gap would rarely arise by chance, but one different decision would turn it round",
    "SIGNIFICANT_MODERATE_GAP": "a moderate gap that would rarely arise by chance",
    "SIGNIFICANT_SMALL_GAP": "a small but clear gap",
    "RATIO_BELOW_0.80_CHANCE_POSSIBLE": "the rate is below four-fifths of the other group’s, though chance may explain it",
    "COVERAGE": "a gap shows, but too few people have given the answer that it rests on",
}


@dataclass(frozen=True)
class Step:
    """What is compared, in words: people were `done`, and there are so many `times`."""

    done: str = "promoted"
    times: str = "promotions"


PROMOTION = Step()


def percent(share: float) -> str:
    """Return a share in whole per cent: exact figures would give counts away."""
    return f"{round(100 * share)}%"


def verdict_sentence(compared: TwoGroups, *, focal: str, reference: str, step: Step = PROMOTION) -> str:
    """Return the words on screen for the verdict of two groups."""
    if compared.verdict == HIDDEN:
        return HIDDEN_WORDS
    if compared.verdict == LIKELY:
        ratio, shortfall = compared.impact_ratio or 0.0, compared.shortfall_pool
        return likely(ratio, shortfall, compared.decisions_to_lose_significance, focal=focal, reference=reference, step=step)
    if compared.verdict == WATCH:
        return watch(compared.reason)
    return NO_EVIDENCE_WORDS if compared.verdict == NO_EVIDENCE else cannot_tell(seen(compared), compared.reason)


def strata_sentence(compared: Strata, *, focal: str, reference: str, between: str = "", step: Step = PROMOTION) -> str:
    """Return the words on screen for the verdict within strata; `between` names the strata where there are too many to list."""
    if compared.verdict == HIDDEN:
        return HIDDEN_WORDS
    if compared.verdict == DIFFERS:
        used = [name for name in compared.by_stratum if name not in compared.dropped]
        return f"The picture differs between {between or listed(used)}: read each one separately."
    if compared.verdict == LIKELY:
        return likely(compared.rr_mh or 0.0, compared.shortfall_stratified, None, focal=focal, reference=reference, step=step)
    if compared.verdict == WATCH:
        return watch(compared.reason)
    return NO_EVIDENCE_WORDS if compared.verdict == NO_EVIDENCE else cannot_tell(seen(compared.pooled), compared.reason)


def likely(ratio: float, shortfall: float, decisions: int | None, *, focal: str, reference: str, step: Step = PROMOTION) -> str:
    fragile = " One different decision would change this result." if decisions == 1 else ""
    return (
        f"{focal} were {step.done} at {percent(ratio)} of {possessive(reference)} rate. A gap this large would rarely arise by chance. "
        f"About {round(shortfall)} fewer {step.times} than an equal share. This does not show why.{fragile}"
    )


def watch(reason: str) -> str:
    return f"There may be a gap: {REASONS[reason]}. Look at the cases and re-check next cycle."


def cannot_tell(could: Power, reason: str = "") -> str:
    """Return that we cannot tell, with the gap that would have shown up, or that none would."""
    tail = "This is not a finding of no disparity."
    if reason == "COVERAGE":
        return f"We cannot tell. Too few people have given the answer that this rests on. {tail}"
    if could.detectable_ratio is None:
        return f"We cannot tell. With these numbers not even zero promotions would usually have shown up. {tail}"
    return f"We cannot tell. With these numbers only a ratio below about {could.detectable_ratio:.2f} would usually have shown up. {tail}"


def seen(compared: TwoGroups) -> Power:
    """Return what the comparison could have shown."""
    return power(n_focal=compared.n_focal, n_ref=compared.n_ref, rate_ref=compared.rate_ref or 0.0)


def counts_sentence(compared: TwoGroups, *, focal: str, reference: str, step: Step = PROMOTION) -> str:
    """Return the counts in words. Only for readers who may see them."""
    return (
        f"{focal}: {compared.promoted_focal:,} of {compared.n_focal:,} {step.done}{_rate(compared.rate_focal)}. "
        f"{reference}: {compared.promoted_ref:,} of {compared.n_ref:,} {step.done}{_rate(compared.rate_ref)}."
    )


def _rate(share: float | None) -> str:
    return "" if share is None else f" ({percent(share)})"


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
