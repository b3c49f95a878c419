"""Parts of a whole set beside the rest: shares with intervals, what chance may explain, and an order of attention."""

from collections.abc import Mapping, Sequence
from typing import Any

from promotions.disparity import adjust, compare_two, shrink_units
from promotions.disparity.multiplicity import FALSE_DISCOVERIES
from promotions.reviews.scope import FEWEST, Answer

OTHERS = 0  # the key of all parts with too few, put together


def beside(parts: Mapping[int, Sequence[int]]) -> list[Answer]:
    """Return a row for each part of (hits, all, *more), most in need of attention first; parts of fewer than ten go together.

    `q` is Fisher's p against the rest, of all parts by Benjamini and Hochberg; a part is marked where its share is above the rest's and
    q is 0.10 or less. The order is that of shrunken log odds: a part of 3 in 4 does not lead one of 30 in 50.
    """
    together = _together(parts)
    whole = [sum(column) for column in zip(*together.values(), strict=True)] if together else [0, 0]
    compared = {
        key: compare_two(row[0], row[1], whole[0] - row[0], whole[1] - row[1], small_pool_tests=False) for key, row in together.items()
    }
    tested = {key: found for key, found in compared.items() if key != OTHERS and found.n_ref and found.min_attainable_p <= 0.05}
    q = dict(zip(tested, adjust([found.fisher_p_two_sided for found in tested.values()]).bh, strict=True))
    rows = {key: _row(key, together[key], found, q.get(key)) for key, found in compared.items()}
    return [rows[key] for key in _order(together, whole)]


def _together(parts: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    small = [list(row) for key, row in parts.items() if row[1] < FEWEST or key == OTHERS]
    large = {key: list(row) for key, row in parts.items() if row[1] >= FEWEST and key != OTHERS}
    return large | ({OTHERS: [sum(column) for column in zip(*small, strict=True)]} if small else {})


def _row(key: int, row: Sequence[int], found: Any, q: float | None) -> Answer:  # Any: TwoGroups
    above = (found.rate_focal or 0) > (found.rate_ref or 0)
    return {
        "key": key,
        "hits": row[0],
        "all": row[1],
        "more": list(row[2:]),
        "low": found.wilson_focal_low,
        "high": found.wilson_focal_high,
        "rest": found.rate_ref,
        "q": q,
        "marked": above and q is not None and q <= FALSE_DISCOVERIES,
    }


def _order(parts: Mapping[int, Sequence[int]], whole: Sequence[int]) -> list[int]:
    """Return the keys by shrunken log odds of *no* hit against the rest: the furthest behind first, the put together last."""
    units: list[dict[str, str | int]] = [
        {
            "unit": str(key),
            "promoted_focal": row[1] - row[0],
            "n_focal": row[1],
            "promoted_ref": whole[1] - whole[0] - row[1] + row[0],
            "n_ref": whole[1] - row[1],
        }
        for key, row in parts.items()
        if key != OTHERS
    ]
    ranked = [int(name) for name in shrink_units(units).rank_by_shrunk]
    return ranked + [key for key in parts if key == OTHERS]
