"""The path audit: moves that people really made beside the written ones, and levels from which promotion is slow.

A move is a position in another role that begins the day the one before ended; a reorganisation is none. Written moves are those of the
framework in force on the last day looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from django.db.models import Max, QuerySet

from employees.models import Position
from pathways.models import Level, RoleProfile, Transition
from promotions.disparity import bottleneck
from promotions.disparity.levels import garwood, rate_ratio_interval
from promotions.metrics.history import REASONS, read_history
from promotions.metrics.months import day_number
from promotions.metrics.reading import ranges
from promotions.metrics.sums import Durations, durations_by_row
from promotions.metrics.survival import median
from promotions.models import PositionDuration, PresentStay
from promotions.reviews.cells import YEAR, Numbers, Place, count, of_units
from promotions.reviews.scope import FEWEST, Answer, Scope

Move = tuple[int, int]  # source role, target role


def compute(scope: Scope) -> Answer:
    """Return written moves with how many made them, moves made without being written, and the pace of each level by family."""
    made, exposure = moves_made(scope)
    written = {
        (source, target): kind
        for source, target, kind in Transition.objects.in_force(scope.last).values_list("source__role", "target__role", "kind")
    }
    unwritten = {move: people for move, people in made.items() if move not in written}
    return {
        "moves": sum(made.values()),
        "along": sum(people for move, people in made.items() if move in written),
        "written": [
            [*move, kind, made[move], round(exposure[move[0]], 1), _upper(made[move], exposure[move[0]])]
            for move, kind in sorted(written.items())
        ],
        "unwritten": [[*move, people] for move, people in sorted(unwritten.items(), key=lambda one: (-one[1], one[0]))],
        "levels": levels(scope),
    }


def _upper(made: int, years: float) -> float | None:
    """Return the upper limit of the yearly rate of a move, per 100 people in the role; None where nobody was there to make it."""
    return 100 * garwood(made)[1] / years if years >= FEWEST else None


# --- Moves made ---------------------------------------------------------------------------------


def moves_made(scope: Scope) -> tuple[Counter[Move], dict[int, float]]:
    """Return move → how often it was made, and role → person-years in it, within the days and units looked at."""
    made, years = Counter[Move](), defaultdict[int, float](float)
    first, after = day_number(scope.first), day_number(scope.last) + 1
    reorganised = REASONS.index(Position.Reason.REORGANISATION)
    for choice in ranges((Position, "employee_id")):
        history = read_history(scope.last, choice).begun()
        source, here = history.source, _in_units(history.unit, scope)
        moved = history.adjoins & (history.role != history.role[source]) & (history.role > 0) & (history.role[source] > 0)
        moved &= (history.reason != reorganised) & (history.start >= first) & here[source]
        for pair in zip(history.role[source][moved].tolist(), history.role[moved].tolist(), strict=True):
            made[pair] += 1
        days = np.clip(np.minimum(history.end, after) - np.maximum(history.start, first), 0, None)
        for role, number in zip(history.role[here].tolist(), days[here].tolist(), strict=True):
            years[role] += number / YEAR
    return made, years


def _in_units(units: Any, scope: Scope) -> Any:  # Any: arrays
    return np.ones(len(units), dtype=bool) if scope.units is None else np.isin(units, list(scope.units))


# --- Levels -------------------------------------------------------------------------------------


def levels(scope: Scope) -> list[Answer]:
    """Return the pace of every level of each family with enough people, those marked as bottlenecks first."""
    years, events = count(scope)
    mine = [unit for unit in years if scope.units is None or unit in scope.units]
    years_of, promoted = of_units(years, mine), of_units(events["promoted"], mine)
    expected, medians = _expected(scope), _medians(scope)
    leads_up = set(
        Transition.objects.in_force(scope.last).filter(kind=Transition.Kind.PROMOTION).values_list("source__track__family", "source__level")
    )
    ranks = dict(Level.objects.values_list("pk", "rank"))
    families: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, number in years_of.items():
        if place in leads_up and number >= FEWEST:
            families[place[0]].append(place)
    rows = []
    for family, places in families.items():
        places.sort(key=lambda place: ranks.get(place[1], 0))
        asked = [_asked(place, promoted, years_of, medians, expected) for place in places]
        rows += [_level(family, found, _elsewhere((family, int(found.level)), promoted, years_of, leads_up)) for found in bottleneck(asked)]
    return sorted(rows, key=_attention)


def _attention(row: Answer) -> tuple[bool, bool, float, int, int]:
    """Order: marked ones, by how safely they lie below their level elsewhere; then those slow in their family alone."""
    limit = row["elsewhere"][1]
    return not row["marked"], not row["reasons"], np.inf if limit is None else limit, row["family"], row["level"]


def _asked(place: Place, promoted: Numbers, years: Numbers, medians: Mapping[Place, int | None], expected: Mapping[Place, int]) -> Answer:
    return {
        "level": str(place[1]),
        "promotions": round(promoted[place]),
        "person_years": years[place],
        "median_months": medians.get(place),
        "expected_months": expected.get(place),
    }


def _elsewhere(place: Place, promoted: Numbers, years: Numbers, leads_up: Collection[Place]) -> tuple[float | None, float | None]:
    """Return the interval of the rate beside that of the same level in all other families: high levels are slow everywhere."""
    others = [other for other in years if other[1] == place[1] and other != place and other in leads_up]
    there = round(sum(promoted[other] for other in others)), sum(years[other] for other in others)
    return rate_ratio_interval(round(promoted[place]), years[place], *there)


def _level(family: int, found: Any, elsewhere: tuple[float | None, float | None]) -> Answer:  # Any: LevelPace
    """Mark what is slower than the rest of its family *and* than its level elsewhere, or much later than was published."""
    slow_there_too = elsewhere[1] is not None and elsewhere[1] < 1
    late = "LATER_THAN_EXPECTED" in found.reasons
    return {
        "family": family,
        "level": int(found.level),
        "promotions": found.promotions,
        "years": round(found.person_years, 1),
        "rate": found.rate_per_100,
        "low": found.rate_low,
        "high": found.rate_high,
        "ratio": [found.rate_ratio, *map(_finite, (found.rate_ratio_low, found.rate_ratio_high))],
        "elsewhere": [*map(_finite, elsewhere)],
        "median": found.median_months,
        "expected": found.expected_months,
        "reasons": list(found.reasons),
        "marked": late or ("SLOWER_THAN_FAMILY" in found.reasons and slow_there_too),
    }


def _finite(limit: float | None) -> float | None:
    return None if limit is None or np.isinf(limit) else limit


def _expected(scope: Scope) -> dict[tuple[int, int], int]:
    """Return the published typical months of a place: the longest of its roles'."""
    profiles = RoleProfile.objects.in_force(scope.last).filter(typical_months__isnull=False, level__isnull=False)
    return {
        (family, level): months
        for family, level, months in profiles.values_list("track__family", "level").annotate(Max("typical_months")).order_by()
    }


def _medians(scope: Scope) -> dict[tuple[int, int], int | None]:
    """Return the Kaplan–Meier median of months in a role, of each place; all history, as time in position has no window."""
    families = set(RoleProfile.objects.in_force(scope.last).values_list("track__family", flat=True))
    found: dict[tuple[int, int], int | None] = {}
    for family in families:
        times = _durations(scope, family)
        found |= {(family, level): median(people) for level, people in times.items() if sum(map(sum, people.values())) >= FEWEST}
    return found


def _durations(scope: Scope, family: int) -> dict[int, Durations]:
    ended: QuerySet[PositionDuration] = PositionDuration.objects.filter(scope.within(), family=family)
    return durations_by_row(ended, PresentStay.objects.filter(scope.within(), family=family), scope.last, "level", None)[0]
