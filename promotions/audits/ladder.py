"""What else may explain a gap: logit models of the step, the group alone, beside what may explain it, and beside ratings."""

from typing import Any

import numpy as np

from promotions.audits.privacy import two_figures, whole_percent
from promotions.audits.stages import Parts, Stage
from promotions.disparity.kinds import distinct
from promotions.disparity.regression import Ladder, Step, regression_ladder
from skills.columns import Bools, Ints

Shown = dict[str, Any]  # Any: what JSON holds

CONTROLS = ("level", "family", "cycle", "months")
MOST_CLUSTERED = 200_000  # people beyond whom managers are not told apart, and months by half years: equal people are then counted
HALF_YEAR = 6  # months
LONGEST = 240  # months beyond which nobody is told apart


def ladder_of(stage: Stage, focal: str, reference: str, family: Parts, months: Ints, rating: Ints) -> Shown:
    """Return the three models, each with its odds ratio, the effect in percentage points and p, or why it has none."""
    chosen = stage.of(focal) | stage.of(reference)
    clustered = int(chosen.sum()) <= MOST_CLUSTERED
    step = 1 if clustered else HALF_YEAR
    columns = {
        "promoted": stage.did,
        "focal": stage.group.of(focal),
        "level": stage.pool.level,
        "family": family.code,
        "cycle": stage.pool.cycle,
        "months": np.clip(months // step, 0, LONGEST // step),
        "rating": rating,
        "manager": stage.pool.manager if clustered else np.zeros_like(stage.pool.manager),
    }
    people: dict[str, Ints] = {name: column[chosen].astype(np.int32) for name, column in columns.items()}
    return _shown(_fitted(_where_it_varies(people), step, clustered=clustered))


def _where_it_varies(people: dict[str, Ints]) -> dict[str, Ints]:
    """Leave out levels, families and cycles in which all or none took the step: they say nothing of the groups, and have no finite odds."""
    while True:
        kept = np.all([_varies(people[name], people["promoted"]) for name in ("level", "family", "cycle")], axis=0)
        if kept.all():
            return people
        people = {name: column[kept] for name, column in people.items()}


def _varies(part: Ints, promoted: Ints) -> Bools:
    _, place, could = distinct(part)
    did = np.bincount(place, weights=promoted)
    return ((did > 0) & (did < could))[place]


def _fitted(columns: dict[str, Ints], months: int, *, clustered: bool) -> Ladder:
    """Fit the models to people counted where they are equal in everything; their time is in steps of so many months."""
    first, _, many = distinct(*columns.values())
    people = {name: column[first] for name, column in columns.items()}
    return regression_ladder(
        people | {"months": people["months"] * months, "many": many},
        focal="focal",
        controls=CONTROLS,
        tainted=("rating",),
        categories=("level", "family", "cycle", "rating"),  # 0 among the ratings is one of its own: not rated
        clusters="manager" if clustered else None,
        weights="many",
    )


def _shown(found: Ladder) -> Shown:
    steps = [found.unadjusted, found.adjusted, *([found.with_tainted] if found.with_tainted else [])]
    return {"steps": [_step(step) for step in steps], "travels": found.travels_with_ratings}


def _step(step: Step) -> Shown:
    return {
        "name": step.name,
        "odds": whole_percent(step.odds_ratio),
        "low": whole_percent(step.low),
        "high": whole_percent(step.high),
        "points": None if step.ame is None else round(100 * step.ame),
        "p": None if step.lr_p is None else two_figures(step.lr_p),
        "clustered": step.clustered,
        "refused": bool(step.refused),
    }
