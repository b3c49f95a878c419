"""People who did not disclose a characteristic: how far they could move the result, at worst and at best."""

from dataclasses import dataclass

from promotions.disparity.counts import TwoByTwo, check_counts, whole
from promotions.disparity.ratios import impact_ratio
from promotions.disparity.results import Result


@dataclass(frozen=True)
class Undisclosed(Result):
    """Share of people whose answer is known, and the impact ratio as observed and under the two extreme reallocations."""

    coverage: float | None
    ir_observed: float | None
    ir_min: float | None
    ir_max: float | None  # None: the reference might have no promotion at all


def undisclosed(*, promoted_focal: int, n_focal: int, promoted_ref: int, n_ref: int, promoted_nd: int, n_nd: int) -> Undisclosed:
    """Return the bounds when each of the `n_nd` people may belong to either group.

    The ratio rises with every promoted and falls with every other person who goes to the focal group, so the extremes are two tables.
    """
    counts = map(whole, (promoted_focal, n_focal, promoted_ref, n_ref, promoted_nd, n_nd))
    promoted_focal, n_focal, promoted_ref, n_ref, promoted_nd, n_nd = counts
    check_counts(promoted_nd, n_nd, "the group that did not disclose")
    known, left = n_focal + n_ref, n_nd - promoted_nd
    return Undisclosed(
        coverage=known / (known + n_nd) if known + n_nd else None,
        ir_observed=impact_ratio(TwoByTwo(promoted_focal, n_focal, promoted_ref, n_ref)),
        ir_min=impact_ratio(TwoByTwo(promoted_focal, n_focal + left, promoted_ref + promoted_nd, n_ref + promoted_nd)),
        ir_max=impact_ratio(TwoByTwo(promoted_focal + promoted_nd, n_focal + promoted_nd, promoted_ref, n_ref + left)),
    )
