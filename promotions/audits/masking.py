"""An audit as HR partners read it: counts of their own units, coarser than auditors see them, and nothing that would refine them."""

from collections.abc import Collection
from typing import Any

from promotions.audits.privacy import hidden_together
from promotions.disparity.verdicts import HIDDEN, ORDER
from promotions.disparity.words import HIDDEN_WORDS

Shown = dict[str, Any]  # Any: what JSON holds

FEW = 5  # a count of promoted, or of not promoted, below it is masked
STEP = 5  # what other counts are rounded to


def masked(result: Shown, step: str) -> Shown:
    """Return what a partner may read of an answer about a step: rounded counts, whole rates, verdicts of groups that are not masked."""
    asked = {step: result["groups"]} | {stage["stage"]: stage["groups"] for stage in result["funnel"]}
    hidden = hidden_together({name: {group["name"] for group in groups if _few(group)} for name, groups in asked.items()})
    groups = [_group(group, hidden[step]) for group in result["groups"]]
    open_groups = {group["name"] for group in groups if not group["hidden"]}
    comparisons = [_comparison(one, result["reference"], open_groups) for one in result["comparisons"]]
    return result | {
        "people": rounded(result["people"]),
        "persons": rounded(result["persons"]),
        "moved": rounded(result["moved"]),
        "chi2_p": None,
        "groups": groups,
        "comparisons": sorted(comparisons, key=lambda one: (ORDER.index(one["verdict"]), one["group"])),  # anew: its place told a verdict
        "funnel": [stage | {"groups": [_group(group, hidden[stage["stage"]]) for group in stage["groups"]]} for stage in result["funnel"]],
    }


def rounded(count: int) -> int:
    """Return a count rounded to the nearest five."""
    return STEP * round(count / STEP)


def _few(group: Shown) -> bool:
    return bool(group["hidden"] or 0 < group["moved"] < FEW or 0 < group["people"] - group["moved"] < FEW)


def _group(group: Shown, hidden: Collection[str]) -> Shown:
    if group["name"] in hidden:
        return group | {"moved": None, "people": None, "rate": None, "hidden": True}
    moved, people = rounded(group["moved"]), rounded(group["people"])
    return group | {"moved": moved, "people": people, "rate": round(moved / people, 2) if people else None}


def _comparison(one: Shown, reference: str, open_groups: set[str]) -> Shown:
    """Keep the words; drop every figure from which unrounded counts could be worked out."""
    plain = {name: one[name] for name in ("group", "focal", "reference", "verdict", "reason", "sentence", "detectable")}
    if {one["group"], reference} <= open_groups:
        return plain
    return plain | {"verdict": HIDDEN, "reason": "PRIVACY", "sentence": HIDDEN_WORDS, "detectable": None}
