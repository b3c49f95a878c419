"""A figure is a median with its spread; a goal is the most it may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    median: float
    min: float
    max: float


def figure(values: Sequence[float]) -> Figure:
    """Return the values' median and spread, to four significant digits."""
    return Figure(*(float(f"{value:.4g}") for value in (median(values), min(values), max(values))))


def ratio(things: Sequence[float], yardsticks: Sequence[float]) -> Figure:
    """Return the ratios of pairs that were measured one after the other."""
    return figure([thing / yardstick for thing, yardstick in zip(things, yardsticks, strict=True)])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not pass: the nearest rank."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


GOALS: dict[str, float] = {
    "full_to_copy": 1.4,
    "full_to_indexed_copy": 0.4,
    "second_run_writes": 0,
    "full_to_orm": 1 / 40,
    "full_to_orm_loop": 1 / 500,
    "full_to_sql": 1 / 2,
    "incremental_1pct_to_full": 0.08,
    "growth_of_cost_per_person": 1.3,
    "worker_megabytes": 350,
    "may_see_to_key": 2,
    "page_to_empty": 8,
    "page_of_a_line_to_empty": 12,
    "page_during_run_to_idle": 1.1,
    "import_to_copy": 10,
    "audit_seconds": 60,
    "audit_crossed_seconds": 60,
    "audit_of_nominations_seconds": 60,
    "audit_megabytes": 1_500,
}


def verdict(name: str, found: Figure) -> str:
    """Return the goal and whether the median meets it, in words; nothing for a figure that has no goal."""
    goal = GOALS.get(name)
    if goal is None:
        return ""
    if found.median <= goal:
        return f"≤ {goal:g}  met"
    return f"≤ {goal:g}  missed, {found.median / goal:.2f} × the goal" if goal else "= 0  missed"


def table(figures: dict[str, Figure]) -> str:
    """Return a line a figure: name, median, smallest to largest, goal and verdict."""
    lines = []
    for name, found in figures.items():
        spread = f"{found.min:,g}–{found.max:,g}" if found.min < found.max else ""
        lines.append(f"  {name:<44}{found.median:>10,g}  {spread:<24}{verdict(name, found)}".rstrip())
    return "\n".join(lines)
