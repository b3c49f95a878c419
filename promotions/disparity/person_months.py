"""Discrete-time models of promotion: one row a person and month at risk (Prentice and Gloeckler 1978; Allison 1982)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from promotions.disparity.careers import PROMOTED, Bools, Careers, Floats, Ints
from promotions.disparity.results import Result


@dataclass(frozen=True)
class PersonMonths(Result):
    """Complementary log–log (its exponential is a hazard ratio) and logit models of group and log month in level.

    Standard errors of the logit are also given clustered by person, with and without the correction G/(G−1)·(N−1)/(N−K).
    """

    rows: int
    events: int
    reference: str
    cloglog_coef: dict[str, float]
    cloglog_se: dict[str, float]
    cloglog_hr: dict[str, float]
    cloglog_coef_logm: float
    logit_coef: dict[str, float]
    logit_se: dict[str, float]
    logit_cluster_se: dict[str, float]
    logit_cluster_se_nocorr: dict[str, float]

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        by_group = {
            "cloglog_coef_{}": self.cloglog_coef,
            "cloglog_se_{}": self.cloglog_se,
            "cloglog_hr_{}": self.cloglog_hr,
            "logit_coef_{}": self.logit_coef,
            "logit_se_{}": self.logit_se,
            "logit_cluster_se_{}": self.logit_cluster_se,
            "logit_cluster_se_{}_nocorr": self.logit_cluster_se_nocorr,
        }
        named = {name.format(group): value for name, values in by_group.items() for group, value in values.items()}
        return {"rows": self.rows, "events": self.events, "cloglog_coef_logm": self.cloglog_coef_logm, **named}


@dataclass(frozen=True)
class Expanded:
    """One element a person-month: promoted in it, the log of the month, the place of the group, the person."""

    promoted: Ints
    log_month: Floats
    group: Ints
    person: Ints


def expand(found: Careers, groups: Sequence[str]) -> Expanded:
    """Return a row for each month entry+1…exit; promoted is 1 in the last one of those who were. Leavers stop."""
    months = (found.exit - found.entry).astype(np.int64)
    career = np.repeat(np.arange(len(found)), months)
    nth = np.arange(len(career)) - np.repeat(np.cumsum(months) - months, months) + 1
    last: Bools = nth == months[career]
    return Expanded(
        promoted=(last & (found.status[career] == PROMOTED)).astype(np.int64),
        log_month=np.log(found.entry[career] + nth),
        group=np.array([groups.index(str(name)) for name in found.group], dtype=np.int64)[career],
        person=np.unique(found.person, return_inverse=True)[1][career],
    )


def person_months(found: Careers, *, reference: str | None = None) -> PersonMonths | None:
    """Return both models; None where there is one group only, or a group without promotion, which has no finite coefficient."""
    groups = found.groups
    if reference is not None:
        groups = [reference, *(name for name in groups if name != reference)]
    with_promotion = {str(name) for name in found.group[found.status == PROMOTED]}
    if len(groups) < 2 or not with_promotion.issuperset(groups):
        return None
    rows = expand(found, groups)
    design = np.column_stack([np.ones(len(rows.group)), *(rows.group == place for place in range(1, len(groups))), rows.log_month])
    return _fitted(rows, design.astype(np.float64), groups)


def _fitted(rows: Expanded, design: Floats, groups: Sequence[str]) -> PersonMonths:
    import statsmodels.api as sm  # noqa: PLC0415 # costs a process seconds: only audits pay

    hazard = sm.GLM(rows.promoted, design, family=sm.families.Binomial(link=sm.families.links.CLogLog())).fit(tol=1e-12, maxiter=100)
    logit = sm.Logit(rows.promoted, design).fit(disp=0, tol=1e-12, maxiter=100)
    clustered = {
        corrected: sm.Logit(rows.promoted, design).fit(
            disp=0, tol=1e-12, cov_type="cluster", cov_kwds={"groups": rows.person, "use_correction": corrected}
        )
        for corrected in (True, False)
    }

    def named(values: npt.ArrayLike) -> dict[str, float]:
        return {name: float(value) for name, value in zip(groups[1:], np.asarray(values)[1 : len(groups)], strict=True)}

    return PersonMonths(
        rows=len(rows.promoted),
        events=int(rows.promoted.sum()),
        reference=groups[0],
        cloglog_coef=named(hazard.params),
        cloglog_se=named(hazard.bse),
        cloglog_hr=named(np.exp(hazard.params)),
        cloglog_coef_logm=float(hazard.params[-1]),
        logit_coef=named(logit.params),
        logit_se=named(logit.bse),
        logit_cluster_se=named(clustered[True].bse),
        logit_cluster_se_nocorr=named(clustered[False].bse),
    )
