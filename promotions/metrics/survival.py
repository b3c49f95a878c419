"""Kaplan–Meier, as far as a median needs it (Kaplan and Meier, 1958)."""

from collections.abc import Mapping
from fractions import Fraction

HALF = Fraction(1, 2)


def median(people: Mapping[int, tuple[int, int]]) -> int | None:
    """Return the first month by which half have moved on, from {months: (moved, still)}; None when that is not reached.

    Those still in it after t months were at risk up to and with t, and leave the count unjudged: S(t) = Π (1 − moved ÷ at risk).
    """
    at_risk, surviving = sum(map(sum, people.values())), Fraction(1)
    for months in sorted(people):
        moved, still = people[months]
        if moved:
            surviving *= 1 - Fraction(moved, at_risk)
        if surviving <= HALF:
            return months
        at_risk -= moved + still
    return None
