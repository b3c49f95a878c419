"""Many units ranked without being fooled by small ones: log odds ratios shrunken towards their mean, and a funnel."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promotions.disparity.counts import TwoByTwo, whole
from promotions.disparity.results import Result

WARNING, ALARM = 1.96, 3.09  # lines of the funnel: 1 in 20 and 1 in 500 beyond them by chance


@dataclass(frozen=True)
class Units(Result):
    """Units in the order given, and two orders of attention (most behind first). Log odds ratios below 0 mean behind the reference."""

    unit: list[str]
    Q: float  # Cochran's heterogeneity
    tau2: float  # DerSimonian and Laird's variance between units
    mu: float  # their mean
    raw: list[float]
    variance: list[float]  # within each unit
    shrunk: list[float]
    shortfall: list[float]
    z: list[float]  # (a − E) ÷ √V, for the funnel
    funnel_variance: list[float]
    rank_by_shrunk: list[str]
    rank_by_raw: list[str]


def shrink_units(units: Sequence[Mapping[str, str | int]]) -> Units:
    """Return shrunken log odds ratios θ = (τ²·y + v·μ) ÷ (τ² + v), with ½ added to every cell (DerSimonian and Laird 1986).

    Each unit has `unit`, `promoted_focal`, `n_focal`, `promoted_ref`, `n_ref`. Ranks: θ, then shortfall, then the order given.
    """
    names = [str(unit["unit"]) for unit in units]
    tables = [_table(unit) for unit in units]
    raw, variance = [_log_odds(table) for table in tables], [_variance(table) for table in tables]
    q, tau2, mu = between(raw, variance)
    shrunk = [(tau2 * y + v * mu) / (tau2 + v) for y, v in zip(raw, variance, strict=True)]
    shortfall = [table.expected - table.promoted_focal for table in tables]
    return Units(
        unit=names,
        Q=q,
        tau2=tau2,
        mu=mu,
        raw=raw,
        variance=variance,
        shrunk=shrunk,
        shortfall=shortfall,
        z=[-short / math.sqrt(table.variance) if table.variance else 0.0 for short, table in zip(shortfall, tables, strict=True)],
        funnel_variance=[table.variance for table in tables],
        rank_by_shrunk=_ranked(names, shrunk, shortfall),
        rank_by_raw=_ranked(names, raw, shortfall),
    )


def _table(unit: Mapping[str, str | int]) -> TwoByTwo:
    return TwoByTwo(*(whole(unit[name]) for name in ("promoted_focal", "n_focal", "promoted_ref", "n_ref")))


def _log_odds(table: TwoByTwo) -> float:
    left_focal, left_ref = table.n_focal - table.promoted_focal, table.n_ref - table.promoted_ref
    return math.log((table.promoted_focal + 0.5) * (left_ref + 0.5) / ((left_focal + 0.5) * (table.promoted_ref + 0.5)))


def _variance(table: TwoByTwo) -> float:
    left_focal, left_ref = table.n_focal - table.promoted_focal, table.n_ref - table.promoted_ref
    return sum(1 / (cell + 0.5) for cell in (table.promoted_focal, left_focal, table.promoted_ref, left_ref))


def between(raw: Sequence[float], variance: Sequence[float]) -> tuple[float, float, float]:
    """Return Q, τ² and μ; zeros without units."""
    if not raw:
        return 0.0, 0.0, 0.0
    weights = [1 / v for v in variance]
    q = math.fsum(w * (y - _mean(raw, weights)) ** 2 for w, y in zip(weights, raw, strict=True))
    scale = math.fsum(weights) - math.fsum(w * w for w in weights) / math.fsum(weights)
    tau2 = max(0.0, (q - (len(raw) - 1)) / scale) if scale > 0 else 0.0
    return q, tau2, _mean(raw, [1 / (v + tau2) for v in variance])


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(w * y for w, y in zip(weights, values, strict=True)) / math.fsum(weights)


def _ranked(names: Sequence[str], values: Sequence[float], shortfall: Sequence[float]) -> list[str]:
    equal = [round(value, 12) for value in values]  # but for the last digits of their arithmetic
    order = sorted(range(len(names)), key=lambda place: (equal[place], -shortfall[place], place))
    return [names[place] for place in order]
