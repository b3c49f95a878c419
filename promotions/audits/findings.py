"""An audit's answer: groups, comparisons with verdicts in words, families side by side, stages. Only what may be shown leaves here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from promotions.audits.answers import NOT_DISCLOSED, Grouped, called
from promotions.audits.ladder import ladder_of
from promotions.audits.pool import Pool
from promotions.audits.privacy import (
    OTHER_FAMILIES,
    OTHER_UNITS,
    hidden_crossings,
    hidden_groups,
    hidden_together,
    too_few_promoted,
    two_figures,
    whole_percent,
)
from promotions.audits.stages import (
    STAGES,
    Parts,
    Stage,
    Tables,
    blocks,
    by_stratum,
    large_enough,
    parts_of,
    persons,
    side_of,
    stage_of,
    strata_of,
    tables_by,
    tables_of,
)
from promotions.audits.times import pace_of
from promotions.audits.units import finest, units_of
from promotions.disparity import STANDARD, Finding, Groups, Strata, TwoGroups, capped, compare_groups, compare_strata, undisclosed
from promotions.disparity.careers import Careers
from promotions.disparity.many_groups import differ_within
from promotions.disparity.multiplicity import adjust_those_that_could
from promotions.disparity.verdicts import FULL_COVERAGE, ORDER
from promotions.disparity.words import PROMOTION, Step, counts_sentence, percent, seen, strata_sentence
from promotions.models import Audit
from skills.columns import Ints

Shown = dict[str, Any]  # Any: what JSON holds

STEPS: dict[str, Step] = {
    Audit.Stage.ELIGIBLE_READY: Step("ready", "people ready"),
    Audit.Stage.ELIGIBLE_NOMINATED: Step("nominated", "nominations"),
    Audit.Stage.NOMINATED_PROMOTED: PROMOTION,
    Audit.Stage.READY_PROMOTED: PROMOTION,
    Audit.Stage.ELIGIBLE_PROMOTED: PROMOTION,
}


@dataclass(frozen=True)
class Question:
    """What the answer needs of the audit; families by id and name."""

    attributes: Sequence[str]
    stage: str
    strata: str
    reference: str | None
    threshold: int
    families: Mapping[int, str]
    told: Sequence["Told"] = ()  # of the same people, by audits answered before


@dataclass(frozen=True)
class Told:
    """What an earlier audit compared: its parts are put together by its groups and its reference, and by its step as to units."""

    audit: int
    attributes: Sequence[str]
    reference: str | None
    stage: str

    def is_like(self, question: Question, reference: str | None) -> bool:
        return list(self.attributes) == list(question.attributes) and self.reference == reference


@dataclass(frozen=True)
class Around:
    """What is known of the people beside the step: careers in their level, the units at every depth, months and ratings at opening."""

    careers: Callable[[Grouped], Careers]
    units: Sequence[Mapping[int, str]]
    months: Ints
    rating: Ints


def findings(pool: Pool, group: Grouped, question: Question, around: Around) -> Shown:
    """Return everything the result page shows, as JSON."""
    stage = stage_of(pool, group, question.stage)
    every_hidden = hidden_by_step(pool, group, question)
    counts, hidden = stage.counts, every_hidden[question.stage]
    tested = {name: pair for name, pair in counts.items() if name != NOT_DISCLOSED and name not in hidden}
    reference = question.reference if question.reference in tested else None
    compared = compare_groups(tested, reference)
    coverage, undisclosed_shown = _coverage(counts), NOT_DISCLOSED in counts and NOT_DISCLOSED not in hidden
    stratum = strata_of(pool, question.strata)
    differ_p = differ_within(*by_stratum(stage, list(tested), stratum))[2]
    floor = differ_p if len(tested) > 2 and not compared.reference_fixed else 0.0
    open_from_the_start = frozenset(tested.keys() - every_hidden[Audit.Stage.ELIGIBLE_PROMOTED])
    comparisons = _comparisons(stage, compared, Read(stratum, floor, coverage, open_from_the_start), question, around)
    if not undisclosed_shown:
        comparisons = [one | {"extremes": None} for one in comparisons]  # they would give away how many did not disclose
    return {
        "people": int(stage.could.sum()),
        "persons": persons(pool, stage.could),
        "moved": int(stage.did.sum()),
        "coverage": _coverage_words(coverage, exact=undisclosed_shown or NOT_DISCLOSED not in counts),
        "groups": _groups(stage, hidden),
        "reference": compared.reference,
        "reference_fixed": compared.reference_fixed,
        "chi2_p": two_figures(differ_p) if len(tested) > 2 else None,
        "comparisons": sorted(comparisons, key=lambda one: (ORDER.index(one["verdict"]), one["group"])),
        "left_out": _left_out(question, compared.reference),
        "funnel": [_funnel_stage(pool, group, name, hidden) for name, hidden in every_hidden.items()],
    }


def hidden_by_step(pool: Pool, group: Grouped, question: Question) -> dict[str, set[str]]:
    """Return step → the groups hidden in it. The steps on the way are one table: who moved on in one is who could in the next."""
    hidden = {name: hidden_in(stage_of(pool, group, name), question) for name in STAGES}
    return hidden_together(hidden)


def hidden_in(stage: Stage, question: Question) -> set[str]:
    if too_few_promoted(question.attributes, int(stage.did.sum())):
        return set(stage.people)
    hidden = hidden_groups(stage.people, question.threshold)
    return hidden | hidden_crossings(stage.people, question.threshold) if len(question.attributes) > 1 else hidden


def _left_out(question: Question, reference: str | None) -> Shown:
    """Return the audit beside which families, and that beside which units, would tell of a few people: None where they may be shown.

    Each audit puts small families and units together by its own groups. Two ways of putting together, subtracted, tell of what is in one
    and not in the other.
    """
    other = [told for told in question.told if not told.is_like(question, reference)]
    other_units = other or [told for told in question.told if told.stage != question.stage]
    return {name: found[0].audit if found else None for name, found in (("families", other), ("units", other_units))}


def _coverage(counts: Mapping[str, tuple[int, int]]) -> float:
    people = sum(could for _, could in counts.values())
    return 1 - counts.get(NOT_DISCLOSED, (0, 0))[1] / people if people else 0.0


def _groups(stage: Stage, hidden: Collection[str]) -> list[Shown]:
    """Return the groups of a step; one that is hidden is named also where nobody of it could: a gap in the table would tell that."""
    named = [name for name in stage.group.names if name in stage.counts or name in hidden]
    return [_group(name, stage.counts.get(name, (0, 0)), name in hidden) for name in named]


def _group(name: str, pair: tuple[int, int], hidden: bool) -> Shown:
    did, could = (None, None) if hidden else pair
    rate = whole_percent(did / could) if did is not None and could else None
    return {"name": name, "moved": did, "people": could, "rate": rate, "hidden": hidden, "tested": not hidden and name != NOT_DISCLOSED}


def _coverage_words(coverage: float, *, exact: bool) -> str:
    """Return the share of known answers in words, no finer than those who did not disclose may be shown."""
    if exact:
        return f"{percent(coverage)} of these people"
    return "80% of these people or more" if coverage >= FULL_COVERAGE else "fewer than 80% of these people"


@dataclass(frozen=True)
class Beside:
    """What all comparisons of one audit share: who is compared with whom, and the parts under whose names all may be shown."""

    stage: Stage
    reference: str
    family: Parts
    unit: Parts
    careers: Careers
    open_from_the_start: frozenset[str]  # groups that are not hidden among those who were eligible
    around: Around
    question: Question


@dataclass(frozen=True)
class Read:
    """How comparisons are read: within which strata, with which p at least, by the answers of which share of the people.

    A reference chosen after the rates were seen makes small p too frequent; then that of all groups together is the least of each.
    """

    stratum: Ints
    floor: float
    coverage: float
    open_from_the_start: frozenset[str]  # groups that are not hidden among those who were eligible


def _comparisons(stage: Stage, compared: Groups, read: Read, question: Question, around: Around) -> list[Shown]:
    reference = compared.reference
    if reference is None:
        return []
    beside = _beside(stage, reference, read, question, around)
    strata = {name: compare_strata(tables_by(stage, name, reference, read.stratum)) for name in compared.comparisons}
    adjusted = adjust_those_that_could([one.p_decision for one in strata.values()], [one.min_attainable_p for one in strata.values()])
    return [
        _comparison(beside, name, compared, strata[name], max(p, read.floor), read.coverage)
        for name, p in zip(strata, adjusted, strict=True)
    ]


def _beside(stage: Stage, reference: str, read: Read, question: Question, around: Around) -> Beside:
    shown = partial(blocks, stage, reference, threshold=question.threshold)
    return Beside(
        stage=stage,
        reference=reference,
        family=shown(parts_of(stage.pool.family, question.families), others=OTHER_FAMILIES),
        unit=finest([shown(parts_of(stage.pool.unit, called), others=OTHER_UNITS) for called in around.units], stage),
        careers=around.careers(stage.group),
        open_from_the_start=read.open_from_the_start,
        around=around,
        question=question,
    )


def _comparison(beside: Beside, focal: str, compared: Groups, strata: Strata, p: float, coverage: float) -> Shown:
    pooled, question = compared.comparisons[focal], beside.question
    family = large_enough(beside.stage, focal, beside.reference, beside.family, question.threshold, OTHER_FAMILIES)
    families = tables_of(beside.stage, focal, beside.reference, family)
    coarse = compare_strata(families)
    differ = coarse.breslow_day_p is not None and coarse.breslow_day_p < STANDARD.alpha
    finding = _capped(strata.judged(p, differ=differ), coverage)
    judged, could = strata.judged(p, differ=differ).judged_as(finding), seen(pooled)
    left_out = _left_out(question, beside.reference)
    others, high_rates = compared.everyone_else[focal], max(pooled.rate_focal or 0, pooled.rate_ref or 0) > 0.5
    return {
        "group": focal,
        **_words(judged, pooled, focal, beside),
        "p": two_figures(p),
        "test": judged.decided_by,
        "shortfall": round(judged.shortfall_stratified),
        "pooled": _ratio(pooled.impact_ratio, pooled.rr_mn_low, pooled.rr_mn_high) | {"p": two_figures(pooled.fisher_p_two_sided)},
        "stratified": _ratio(judged.rr_mh, judged.rr_mh_low, judged.rr_mh_high),
        "others": _ratio(others.impact_ratio, others.rr_mn_low, others.rr_mn_high) if len(compared.comparisons) > 1 else None,
        "z": None if pooled.z_pooled is None else round(pooled.z_pooled, 1),
        "not_promoted_ratio": whole_percent(pooled.not_promoted_ratio) if high_rates else None,
        "dropped": strata.people_dropped,
        "detectable": whole_percent(could.detectable_ratio),
        "power": whole_percent(could.power_at_ratio_080),
        "needed": None if could.n_focal_needed_for_080 is None else 10 * round(could.n_focal_needed_for_080 / 10),
        "decisions": pooled.decisions_to_lose_significance or None,
        "extremes": _extremes(beside.stage, focal, beside.reference),
        "families": [] if left_out["families"] else _families(families),
        "times": _times(beside, focal),
        "units": [] if left_out["units"] else units_of(beside.stage, focal, beside.reference, beside.unit, family, question.threshold),
        "ladder": ladder_of(beside.stage, focal, beside.reference, family, beside.around.months, beside.around.rating),
    }


def _words(judged: Strata, pooled: TwoGroups, group: str, beside: Beside) -> Shown:
    focal, reference = (called(beside.question.attributes, name) for name in (group, beside.reference))
    step = STEPS[beside.question.stage]
    return {
        "focal": focal,
        "reference": reference,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "sentence": strata_sentence(judged, focal=capitalised(focal), reference=reference, between="job families", step=step),
        "counts": counts_sentence(pooled, focal=capitalised(focal), reference=capitalised(reference), step=step),
    }


def _times(beside: Beside, focal: str) -> Shown | None:
    """Return the time to promotion of the two groups, None where one of them is hidden among the people who were eligible."""
    if not {focal, beside.reference} <= beside.open_from_the_start:
        return None
    return pace_of(beside.careers, focal, beside.reference, beside.question.threshold)


def _capped(judged: Strata, coverage: float) -> Finding:
    return capped(Finding(judged.verdict, judged.reason), coverage)


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _ratio(value: float | None, low: float | None, high: float | None) -> Shown:
    return {"ratio": whole_percent(value), "low": whole_percent(low), "high": whole_percent(high)}


def _extremes(stage: Stage, focal: str, reference: str) -> Shown | None:
    """Return the ratio had everybody who did not disclose belonged to either group, at worst and at best."""
    did, could = stage.counts.get(NOT_DISCLOSED, (0, 0))
    if not could:
        return None
    (a, n1), (c, n0) = stage.counts[focal], stage.counts[reference]
    found = undisclosed(promoted_focal=a, n_focal=n1, promoted_ref=c, n_ref=n0, promoted_nd=did, n_nd=could)
    return {"worst": whole_percent(found.ir_min), "best": whole_percent(found.ir_max)}


def _families(tables: Tables) -> list[Shown]:
    return [{"name": name, "focal": side_of(focal), "reference": side_of(reference)} for name, (focal, reference) in tables.items()]


def _funnel_stage(pool: Pool, group: Grouped, name: str, hidden: Collection[str]) -> Shown:
    return {"stage": name, "groups": _groups(stage_of(pool, group, name), hidden)}
