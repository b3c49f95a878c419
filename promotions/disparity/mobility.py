"""Ratios of mobility and succession from totals of one period (STATISTICS section 8; ISO 30414:2018, ISO/TS 30433)."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from promotions.disparity.results import Result


@dataclass(frozen=True)
class Mobility(Result):
    """Shares and ratios; None where the denominator is 0. Times are calendar days."""

    avg_headcount: float
    promotion_rate: float | None
    lateral_rate: float | None
    internal_mobility_rate: float | None
    internal_fill_rate: float | None
    critical_internal_fill_rate: float | None
    internal_external_ratio: float | None
    critical_vacancy_share: float | None
    ready_now_coverage: float | None
    any_successor_coverage: float | None
    iso_successor_ratio: float | None  # successors ÷ positions, may pass 1
    bench_strength: float | None  # distinct ready people ÷ positions
    talent_export_rate: float | None
    export_share_of_exits: float | None
    time_to_fill_median: float | None
    time_to_fill_mean: float | None


def mobility(
    *,
    headcount_open: int,
    headcount_close: int,
    promotions: int,
    lateral_moves: int,
    demotions: int,
    external_hires: int,
    vacancies_filled: int,
    filled_internally: int,
    critical_filled: int,
    critical_filled_internally: int,
    critical_vacant: int,
    vacant_all: int,
    critical_positions: int,
    critical_with_ready_now: int,
    critical_with_any_successor: int,
    ready_now_people: int,
    named_successors: int,
    transfers_out_of_unit: int,
    unit_avg_headcount: float,
    unit_leavers: int,
    days_to_fill: Sequence[float],
) -> Mobility:
    """Return the metrics of one period; headcount is the mean of its first and last day."""
    headcount = (headcount_open + headcount_close) / 2
    return Mobility(
        avg_headcount=headcount,
        promotion_rate=_ratio(promotions, headcount),
        lateral_rate=_ratio(lateral_moves, headcount),
        internal_mobility_rate=_ratio(promotions + lateral_moves + demotions, headcount),
        internal_fill_rate=_ratio(filled_internally, vacancies_filled),
        critical_internal_fill_rate=_ratio(critical_filled_internally, critical_filled),
        internal_external_ratio=_ratio(filled_internally, external_hires),
        critical_vacancy_share=_ratio(critical_vacant, vacant_all),
        ready_now_coverage=_ratio(critical_with_ready_now, critical_positions),
        any_successor_coverage=_ratio(critical_with_any_successor, critical_positions),
        iso_successor_ratio=_ratio(named_successors, critical_positions),
        bench_strength=_ratio(ready_now_people, critical_positions),
        talent_export_rate=_ratio(transfers_out_of_unit, unit_avg_headcount),
        export_share_of_exits=_ratio(transfers_out_of_unit, transfers_out_of_unit + unit_leavers),
        time_to_fill_median=float(statistics.median(days_to_fill)) if days_to_fill else None,
        time_to_fill_mean=statistics.fmean(days_to_fill) if days_to_fill else None,
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
