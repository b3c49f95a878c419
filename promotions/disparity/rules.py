"""The rules of thumb an audit is read by. All of them are configurable; none of them is a legal finding."""

from dataclasses import dataclass

ROUNDING = 1e-9  # relative: a p of exactly one in twenty is one, whatever the last digit of its sum


@dataclass(frozen=True)
class Rules:
    """Thresholds and floors (STATISTICS sections 1 and 2: four-fifths of 29 CFR 1607.4D, floors after UGESP 4D and OFCCP's practice)."""

    ratio_percent: int = 80  # four-fifths
    moderate_percent: int = 90  # a clear gap above this ratio is called small
    alpha: float = 0.05
    possible_p: float = 0.20  # up to which a large gap is worth a look though chance may explain it
    confidence: float = 0.95
    least_shortfall: int = 2
    least_group: int = 10
    least_promoted: int = 5
    least_not_promoted: int = 5
    least_people: int = 30
    reference_share: float = 0.02  # a reference group holds at least this share of the pool
    reference_people: int = 10
    sparse: float = 5.0  # expected promotions below which strata are tested exactly

    def clear(self, p: float) -> bool:
        """Say whether a gap with this p would rarely arise by chance: p ≤ alpha."""
        return at_most(p, self.alpha)

    def enough(self, n_focal: int, n_ref: int, promoted: int) -> bool:
        """Say whether every floor of size is reached."""
        people = n_focal + n_ref
        groups = n_focal >= self.least_group and n_ref >= self.least_group and people >= self.least_people
        return groups and promoted >= self.least_promoted and people - promoted >= self.least_not_promoted


def at_most(p: float, limit: float) -> bool:
    return p <= limit * (1 + ROUNDING)


STANDARD = Rules()
