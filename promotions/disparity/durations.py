"""Time to promotion of several groups: curves, shares, tests and models of one set of careers (STATISTICS section 5)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from promotions.disparity.careers import COLUMNS, Careers, Row, careers
from promotions.disparity.hazards import Cox, LogRank, cox, log_rank
from promotions.disparity.person_months import PersonMonths, person_months
from promotions.disparity.ratios import z_of
from promotions.disparity.results import Result
from promotions.disparity.survival import Curve, Incidence, aalen_johansen, kaplan_meier

MONTH, LATER = 24, 36


@dataclass(frozen=True)
class GroupTimes:
    """One group: its curve, the curve as it would look had entry been ignored, and the shares at 24 months."""

    curve: Curve
    naive: Curve
    shares: Incidence


@dataclass(frozen=True)
class Difference:
    """The difference of two groups' shares not yet promoted at 24 months (first minus reference), and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class TimeToPromotion(Result):
    """Everything about time to promotion. `cox_changes`: hazards are not proportional, so read `differences` and not the ratio."""

    groups: Mapping[str, GroupTimes]
    log_rank: LogRank
    stratified_log_rank: LogRank
    cox: Cox
    stratified_cox: Cox
    cox_changes: bool
    differences: Mapping[str, Difference]
    careers: Careers

    @cached_property
    def person_months(self) -> PersonMonths | None:
        """Return the discrete-time models; they cost a row a person-month and are fitted when first read."""
        return person_months(self.careers, reference=self.cox.reference)

    def published(self) -> Mapping[str, Any]:  # Any: see Result
        return {
            **{name: value for group in self.groups.items() for name, value in _of_group(*group).items()},
            **_ignoring_entry(self.careers),
            **_of_test("lr", self.log_rank),
            **_of_test("slr", self.stratified_log_rank),
            **_of_cox("cox", self.cox),
            **_of_cox("scox", self.stratified_cox),
        }

    def __getitem__(self, name: str) -> Any:  # Any: see Result
        known = self.published()
        return known[name] if name in known or self.person_months is None else self.person_months.published()[name]


def time_to_promotion(
    rows: Sequence[Row], *, columns: Sequence[str] = COLUMNS, reference: str | None = None, status: str = ""
) -> TimeToPromotion:
    """Return curves, tests and models of months in a level.

    Rows hold id, group, family, entry, exit, status (0 still in level, 1 promoted, 2 left); entry is the months served before
    watching began.
    `status` is a remark that examples carry; it changes nothing.
    """
    found = careers(rows, columns)
    unstratified = cox(found, reference=reference)
    groups = {name: _group(found.in_group(name)) for name in found.groups}
    return TimeToPromotion(
        groups=groups,
        log_rank=log_rank(found),
        stratified_log_rank=log_rank(found, by_family=True),
        cox=unstratified,
        stratified_cox=cox(found, reference=reference, by_family=True),
        cox_changes=unstratified.schoenfeld_p is not None and unstratified.schoenfeld_p < 0.05,
        differences=_differences(groups, unstratified.reference),
        careers=found,
    )


def _group(found: Careers) -> GroupTimes:
    return GroupTimes(kaplan_meier(found), kaplan_meier(found.from_the_start()), aalen_johansen(found, MONTH))


def _differences(groups: Mapping[str, GroupTimes], reference: str | None) -> dict[str, Difference]:
    if reference is None:
        return {}
    base = groups[reference].curve
    return {name: _difference(group.curve, base) for name, group in groups.items() if name != reference}


def _difference(curve: Curve, base: Curve) -> Difference:
    gap = curve.at(MONTH)[0] - base.at(MONTH)[0]
    reach = z_of(0.95) * math.hypot(curve.error_at(MONTH), base.error_at(MONTH))
    return Difference(gap, gap - reach, gap + reach)


def _of_group(name: str, group: GroupTimes) -> dict[str, Any]:
    curve, (surviving, low, high) = group.curve, group.curve.at(MONTH)
    return {
        f"times_{name}": curve.times,
        f"at_risk_{name}": curve.at_risk,
        f"events_{name}": curve.events,
        f"S_{name}": curve.S,
        f"S24_{name}": surviving,
        f"S24_low_{name}": low,
        f"S24_high_{name}": high,
        f"median_{name}": curve.median,
        f"median_low_{name}": curve.median_low,
        f"median_high_{name}": curve.median_high,
        f"naive_S24_{name}_ignoring_entry": group.naive.at(MONTH)[0],
        f"naive_median_{name}_ignoring_entry": group.naive.median,
        f"cif_promoted_24_{name}": group.shares.promoted,
        f"cif_left_24_{name}": group.shares.left,
        f"stay_24_{name}": group.shares.stay,
        f"one_minus_km_24_{name}": 1 - surviving,
    }


def _ignoring_entry(found: Careers) -> dict[str, Any]:
    """Return shares of everybody as packages without left truncation would give them, for comparison with those."""
    everybody = found.from_the_start()
    early, late = aalen_johansen(everybody, MONTH), aalen_johansen(everybody, LATER)
    return {
        "notrunc_cif_promoted_24": early.promoted,
        "notrunc_cif_left_24": early.left,
        "notrunc_cif_promoted_36": late.promoted,
        "notrunc_cif_left_36": late.left,
        "notrunc_one_minus_km_24": 1 - kaplan_meier(everybody).at(MONTH)[0],
    }


def _of_test(prefix: str, test: LogRank) -> dict[str, Any]:
    observed = {f"{prefix}_observed_{name}": value for name, value in test.observed.items()}
    expected = {f"{prefix}_expected_{name}": value for name, value in test.expected.items()}
    return {**observed, **expected, f"{prefix}_chi2": test.chi2, f"{prefix}_p": test.p}


def _of_cox(prefix: str, model: Cox) -> dict[str, Any]:
    figures = {"coef": model.coef, "se": model.se, "hr": model.hr, "hr_low": model.hr_low, "hr_high": model.hr_high}
    named = {f"{prefix}_{figure}_{name}": value for figure, values in figures.items() for name, value in values.items()}
    return {**named, f"{prefix}_schoenfeld_p": model.schoenfeld_p}
