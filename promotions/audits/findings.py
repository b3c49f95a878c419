"""An audit's answer: groups, comparisons with verdicts in words, families side by side, stages. Only what may be shown leaves here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from promotions.audits.answers import NOT_DISCLOSED, called
from promotions.audits.pool import Pool, Reached
from promotions.audits.privacy import hidden_groups, put_together, too_few_promoted, two_figures, whole_percent
from promotions.disparity import STANDARD, Finding, Groups, Strata, TwoGroups, adjust, capped, compare_groups, compare_strata, undisclosed
from promotions.disparity.verdicts import CANNOT_TELL, DIFFERS, FULL_COVERAGE, HIDDEN, LIKELY, NO_EVIDENCE, WATCH
from promotions.disparity.words import PROMOTION, Step, counts_sentence, percent, seen, strata_sentence
from promotions.models import Audit

Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
Shown = dict[str, Any]  # Any: what JSON holds

EVERYBODY = Reached(0)
STAGES: dict[str, tuple[Reached, Reached]] = {
    Audit.Stage.ELIGIBLE_READY: (EVERYBODY, Reached.READY),
    Audit.Stage.ELIGIBLE_NOMINATED: (EVERYBODY, Reached.NOMINATED),
    Audit.Stage.NOMINATED_PROMOTED: (Reached.NOMINATED, Reached.DECIDED_FOR),
    Audit.Stage.READY_PROMOTED: (Reached.NOMINATED_READY, Reached.DECIDED_FOR_READY),
    Audit.Stage.ELIGIBLE_PROMOTED: (EVERYBODY, Reached.PROMOTED),
}
STEPS: dict[str, Step] = {
    Audit.Stage.ELIGIBLE_READY: Step("ready", "people ready"),
    Audit.Stage.ELIGIBLE_NOMINATED: Step("nominated", "nominations"),
    Audit.Stage.NOMINATED_PROMOTED: PROMOTION,
    Audit.Stage.READY_PROMOTED: PROMOTION,
    Audit.Stage.ELIGIBLE_PROMOTED: PROMOTION,
}
ORDER = [LIKELY, DIFFERS, WATCH, CANNOT_TELL, NO_EVIDENCE, HIDDEN]  # of attention


@dataclass(frozen=True)
class Question:
    """What the answer needs of the audit; families by id and name."""

    attributes: Sequence[str]
    stage: str
    strata: str
    reference: str | None
    threshold: int
    families: Mapping[int, str]


@dataclass(frozen=True)
class Stage:
    """One step of one pool: who could take it, and who did, by group."""

    pool: Pool
    group: np.ndarray[tuple[int], np.dtype[np.str_]]
    could: Bools
    did: Bools

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return group → (did, could), each person once a cycle."""
        names = sorted({str(name) for name in self.group[self.could]})
        return {name: (int((self.did & self.of(name)).sum()), int(self.of(name).sum())) for name in names}

    def people(self) -> dict[str, int]:
        """Return group → how many different people could."""
        return {name: len(np.unique(self.pool.employee[self.of(name)])) for name in self.counts()}

    def of(self, name: str) -> Bools:
        return self.could & (self.group == name)


def stage_of(pool: Pool, group: np.ndarray[tuple[int], np.dtype[np.str_]], name: str) -> Stage:
    before, after = STAGES[name]
    could = pool.did(before)
    return Stage(pool, group, could, could & pool.did(after))


def findings(pool: Pool, group: np.ndarray[tuple[int], np.dtype[np.str_]], question: Question) -> Shown:
    """Return everything the result page shows, as JSON."""
    stage = stage_of(pool, group, question.stage)
    counts, hidden = stage.counts(), _hidden(stage, question)
    tested = {name: pair for name, pair in counts.items() if name != NOT_DISCLOSED and name not in hidden}
    reference = question.reference if question.reference in tested else None
    compared = compare_groups(tested, reference)
    coverage, undisclosed_shown = _coverage(counts), NOT_DISCLOSED in counts and NOT_DISCLOSED not in hidden
    comparisons = _comparisons(stage, compared, coverage, question)
    if not undisclosed_shown:
        comparisons = [one | {"extremes": None} for one in comparisons]  # they would give away how many did not disclose
    return {
        "people": int(stage.could.sum()),
        "persons": len(np.unique(pool.employee[stage.could])),
        "moved": int(stage.did.sum()),
        "coverage": _coverage_words(coverage, exact=undisclosed_shown or NOT_DISCLOSED not in counts),
        "groups": [_group(name, pair, name in hidden) for name, pair in counts.items()],
        "reference": compared.reference,
        "reference_fixed": compared.reference_fixed,
        "chi2_p": two_figures(compared.chi2_p) if len(tested) > 2 else None,
        "comparisons": sorted(comparisons, key=lambda one: (ORDER.index(one["verdict"]), one["group"])),
        "funnel": [_funnel_stage(pool, group, name, question) for name in STAGES],
    }


def _hidden(stage: Stage, question: Question) -> set[str]:
    people = stage.people()
    if too_few_promoted(question.attributes, int(stage.did.sum())):
        return set(people)
    return hidden_groups(people, question.threshold)


def _coverage(counts: Mapping[str, tuple[int, int]]) -> float:
    people = sum(could for _, could in counts.values())
    return 1 - counts.get(NOT_DISCLOSED, (0, 0))[1] / people if people else 0.0


def _group(name: str, pair: tuple[int, int], hidden: bool) -> Shown:
    did, could = (None, None) if hidden else pair
    rate = whole_percent(did / could) if did is not None and could else None
    return {"name": name, "moved": did, "people": could, "rate": rate, "hidden": hidden, "tested": not hidden and name != NOT_DISCLOSED}


def _coverage_words(coverage: float, *, exact: bool) -> str:
    """Return the share of known answers in words, no finer than those who did not disclose may be shown."""
    if exact:
        return f"{percent(coverage)} of these people"
    return "80% of these people or more" if coverage >= FULL_COVERAGE else "fewer than 80% of these people"


def _comparisons(stage: Stage, compared: Groups, coverage: float, question: Question) -> list[Shown]:
    reference = compared.reference
    if reference is None:
        return []
    stratum, blocks = _strata_of(stage.pool, question.strata), family_blocks(stage, reference, question)
    strata = {name: compare_strata(tables_by(stage, name, reference, stratum)) for name in compared.comparisons}
    adjusted = adjust([found.p_decision for found in strata.values()]).holm
    return [
        _comparison(Pair(stage, name, reference, blocks), compared.comparisons[name], strata[name], p or 0.0, coverage, question)
        for name, p in zip(strata, adjusted, strict=True)
    ]


@dataclass(frozen=True)
class Pair:
    """The group examined and the one it is compared with, and the name under which each element's family may be shown."""

    stage: Stage
    focal: str
    reference: str
    family: np.ndarray[tuple[int], np.dtype[np.str_]]


def _comparison(pair: Pair, pooled: TwoGroups, strata: Strata, p: float, coverage: float, question: Question) -> Shown:
    families = by_family(pair, question.threshold)
    coarse = compare_strata(families)
    differ = coarse.breslow_day_p is not None and coarse.breslow_day_p < STANDARD.alpha
    finding = _capped(strata.judged(p, differ=differ), coverage)
    judged, could = strata.judged(p, differ=differ).judged_as(finding), seen(pooled)
    focal, reference = (called(question.attributes, name) for name in (pair.focal, pair.reference))
    step, between = STEPS[question.stage], "job families"
    high_rates = max(pooled.rate_focal or 0, pooled.rate_ref or 0) > 0.5
    return {
        "group": pair.focal,
        "focal": focal,
        "reference": reference,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "sentence": strata_sentence(judged, focal=capitalised(focal), reference=reference, between=between, step=step),
        "counts": counts_sentence(pooled, focal=capitalised(focal), reference=capitalised(reference), step=step),
        "p": two_figures(p),
        "test": judged.decided_by,
        "shortfall": round(judged.shortfall_stratified),
        "pooled": _ratio(pooled.impact_ratio, pooled.rr_mn_low, pooled.rr_mn_high) | {"p": two_figures(pooled.fisher_p_two_sided)},
        "stratified": _ratio(judged.rr_mh, judged.rr_mh_low, judged.rr_mh_high),
        "z": None if pooled.z_pooled is None else round(pooled.z_pooled, 1),
        "not_promoted_ratio": whole_percent(pooled.not_promoted_ratio) if high_rates else None,
        "dropped": strata.people_dropped,
        "detectable": whole_percent(could.detectable_ratio),
        "decisions": pooled.decisions_to_lose_significance or None,
        "extremes": _extremes(pair),
        "families": [_family(label, table) for label, table in families.items()],
    }


def _capped(judged: Strata, coverage: float) -> Finding:
    return capped(Finding(judged.verdict, judged.reason), coverage)


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _ratio(value: float | None, low: float | None, high: float | None) -> Shown:
    return {"ratio": whole_percent(value), "low": whole_percent(low), "high": whole_percent(high)}


def _extremes(pair: Pair) -> Shown | None:
    """Return the ratio had everybody who did not disclose belonged to either group, at worst and at best."""
    counts = pair.stage.counts()
    did, could = counts.get(NOT_DISCLOSED, (0, 0))
    if not could:
        return None
    (a, n1), (c, n0) = counts[pair.focal], counts[pair.reference]
    found = undisclosed(promoted_focal=a, n_focal=n1, promoted_ref=c, n_ref=n0, promoted_nd=did, n_nd=could)
    return {"worst": whole_percent(found.ir_min), "best": whole_percent(found.ir_max)}


def _strata_of(pool: Pool, strata: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of each element's stratum."""
    parts = {"family": [pool.family], "level": [pool.level], "cycle": [pool.cycle]}
    columns = parts.get(strata, [pool.level, pool.family, pool.cycle])
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def tables_by(stage: Stage, name: str, reference: str, stratum: np.ndarray[Any, Any]) -> dict[str, list[list[int]]]:
    """Return stratum → [[focal did, did not], [reference did, did not]]."""
    size = int(stratum.max()) + 1 if len(stratum) else 0

    def per_stratum(chosen: Bools) -> list[int]:
        return [int(count) for count in np.bincount(stratum[chosen], minlength=size)]

    columns = [per_stratum(stage.of(who) & outcome) for who in (name, reference) for outcome in (stage.did, stage.could & ~stage.did)]
    return {str(place): [[a, b], [c, d]] for place, (a, b, c, d) in enumerate(zip(*columns, strict=True))}


def family_blocks(stage: Stage, reference: str, question: Question) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Return the name under which each element's family may be shown: families with few of the reference group go together.

    Families of one name are shown as one. All comparisons build on these, so that none of the reference's counts can be had by setting
    two comparisons side by side.
    """
    names = np.array([question.families[family] for family in stage.pool.family.tolist()], dtype=np.str_)
    present = {str(name) for name in names[stage.could]}
    return _renamed(names, put_together({name: (_people(stage, reference, names == name),) * 2 for name in present}, question.threshold))


def by_family(pair: Pair, threshold: int) -> dict[str, list[list[int]]]:
    """Return family → table, small ones put together: every part has enough people of both groups."""
    present = {str(name) for name in pair.family[pair.stage.could]}
    sizes = {
        name: (_people(pair.stage, pair.focal, pair.family == name), _people(pair.stage, pair.reference, pair.family == name))
        for name in present
    }
    names = _renamed(pair.family, put_together(sizes, threshold))
    labels, stratum = np.unique(names, return_inverse=True)
    tables = tables_by(pair.stage, pair.focal, pair.reference, stratum)
    return {str(label): tables[str(place)] for place, label in enumerate(labels) if np.any(tables[str(place)])}


def _people(stage: Stage, name: str, inside: Bools) -> int:
    return len(np.unique(stage.pool.employee[stage.of(name) & inside]))


def _renamed(names: np.ndarray[tuple[int], np.dtype[np.str_]], to: Mapping[str, str]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array([to.get(name, name) for name in names.tolist()], dtype=np.str_)


def _family(label: str, table: list[list[int]]) -> Shown:
    (a, b), (c, d) = table
    return {
        "name": label,
        "focal": {"moved": a, "people": a + b, "rate": whole_percent(a / (a + b)) if a + b else None},
        "reference": {"moved": c, "people": c + d, "rate": whole_percent(c / (c + d)) if c + d else None},
    }


def _funnel_stage(pool: Pool, group: np.ndarray[tuple[int], np.dtype[np.str_]], name: str, question: Question) -> Shown:
    stage = stage_of(pool, group, name)
    hidden = _hidden(stage, question)
    return {"stage": name, "groups": [_group(who, pair, who in hidden) for who, pair in stage.counts().items()]}
