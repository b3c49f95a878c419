"""Policy replay: each past decision, refusals too, against the policy in force that day, with the readiness frozen at nomination.

The status is worked out anew from the frozen score and gates by the rule in force on the day of the decision: whether the score is high
enough and whether any gate fails that the rule asks for. A decision departs from policy when somebody was promoted though not ready, or
refused though ready. Policy allows that with a reason: what it does not allow is a departure without one.
"""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from employees.models import Position
from pathways.models import RoleProfile
from promotions.models import Decision, PolicyRule, PolicyVersion
from promotions.reviews.beside import beside
from promotions.reviews.scope import Answer, Scope

ALWAYS_ASKED = ("core", "credentials", "projects")


class Departure(StrEnum):
    """How a decision departs from what the policy of its day said."""

    PROMOTED_UNREADY = "promoted-unready"
    REFUSED_READY = "refused-ready"
    NONE = "none"
    UNKNOWN = "unknown"  # nothing was frozen, or no policy was in force


@dataclass(frozen=True)
class Judged:
    """One decision beside its policy. Units of 0 are unknown; `policy` was in force on the day, `cited` is the case's."""

    case: int
    departure: Departure
    reasoned: bool
    family: int
    unit: int
    decider_unit: int
    policy: int
    cited: int

    @property
    def departs(self) -> bool:
        return self.departure in (Departure.PROMOTED_UNREADY, Departure.REFUSED_READY)

    @property
    def unexplained(self) -> bool:
        return self.departs and not self.reasoned


class Policies:
    """The rule for a family on a day, of all versions there are. Two queries."""

    def __init__(self) -> None:
        versions = list(PolicyVersion.objects.order_by("effective_from", "number").values_list("effective_from", "pk"))
        self._days, self._versions = [day for day, _ in versions], [pk for _, pk in versions]
        self._rules: dict[int, dict[int | None, PolicyRule]] = defaultdict(dict)
        for rule in PolicyRule.objects.all():
            self._rules[rule.version_id][rule.family_id] = rule

    def on(self, day: dt.date) -> int:
        """Return the version in force; 0 before the first."""
        place = bisect_right(self._days, day)
        return self._versions[place - 1] if place else 0

    def rule(self, version: int, family: int) -> PolicyRule:
        """Return the family's rule, else the company's, else the thresholds of the house."""
        rules = self._rules.get(version, {})
        return rules.get(family) or rules.get(None) or PolicyRule()


def compute(scope: Scope) -> Answer:
    """Return counts of the departures, by family, by unit and by the deciders' unit, and the cases that depart."""
    judged = list(replayed(scope))
    known = [one for one in judged if one.departure != Departure.UNKNOWN]
    return {
        "decisions": len(judged),
        "unknown": len(judged) - len(known),
        "departures": _counts(known),
        "other_policy": sum(one.policy != one.cited for one in known),
        "by_family": _by(known, {}, "family"),
        "by_unit": _by(known, scope.row_of, "unit"),
        "by_decider": _by(known, scope.row_of, "decider_unit"),
        "cases": [[one.case, one.departure.value, int(one.reasoned)] for one in known if one.departs],
    }


def _counts(known: list[Judged]) -> Answer:
    counted = Counter((one.departure.value, one.reasoned) for one in known if one.departs)
    return {
        kind.value: [counted[kind.value, False], counted[kind.value, True]]
        for kind in (Departure.PROMOTED_UNREADY, Departure.REFUSED_READY)
    }


def _by(known: list[Judged], row_of: Mapping[int, int], field: str) -> list[Answer]:
    """Return parts of (departures without a reason, decisions, departures, promoted though not ready, refused though ready)."""
    parts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for one in known:
        of_it = getattr(one, field)
        row = parts[row_of.get(of_it, of_it if field == "family" else 0)]
        unready = one.departure == Departure.PROMOTED_UNREADY
        for place, counts in enumerate((one.unexplained, True, one.departs, one.unexplained and unready, one.unexplained and not unready)):
            row[place] += counts
    return beside(parts)


# --- One decision at a time -------------------------------------------------------------------


def replayed(scope: Scope) -> Iterator[Judged]:
    """Yield every decision of the days and units looked at, judged. Five queries."""
    policies, families = Policies(), dict(RoleProfile.objects.in_force(scope.last).values_list("role_id", "track__family_id"))
    for case, frozen, role, cited, on, outcome, reason, unit, decider_unit in _rows(scope).iterator(chunk_size=5000):
        version, family = policies.on(on), families.get(role, 0)
        departure = departure_of(frozen, outcome, policies.rule(version, family)) if version else Departure.UNKNOWN
        yield Judged(case, departure, bool(reason.strip()), family, unit or 0, decider_unit or 0, version, cited)


def _rows(scope: Scope) -> "QuerySet[Decision, Any]":  # Any: rows as tuples
    decided = Decision.objects.filter(scope.days("on")).order_by("pk")
    decided = decided.annotate(
        unit=unit_of("case__employee", "case__nominated_on"), decider_unit=unit_of("decided_by", "on"), of=F("case_id")
    ).filter(scope.within())
    frozen = ("case__readiness", "case__role_id", "case__policy_id")
    return decided.values_list("of", *frozen, "on", "outcome", "reason", "unit", "decider_unit")


def unit_of(person: str, day: str, field: str = "unit_id") -> Subquery:
    """Return the unit somebody worked in on that day, by number or by another field of the position."""
    held = Position.objects.filter(employee=OuterRef(person), start__lte=OuterRef(day)).order_by("-start")
    return Subquery(held.values(field)[:1])


def departure_of(frozen: Any, outcome: str, rule: PolicyRule) -> Departure:  # Any: what JSON holds
    """Return how a decision departs from a rule, by what was frozen."""
    ready = is_ready(frozen, rule)
    if ready is None:
        return Departure.UNKNOWN
    if outcome == Decision.Outcome.PROMOTED:
        return Departure.NONE if ready else Departure.PROMOTED_UNREADY
    return Departure.REFUSED_READY if ready else Departure.NONE


def is_ready(frozen: Any, rule: PolicyRule) -> bool | None:  # Any: what JSON holds
    """Return whether the frozen score and gates are ready by the rule; None where there is no score.

    A gate that the rule asks for and nobody asked at nomination cannot be judged, and passes.
    """
    score, gates = (frozen.get(name) for name in ("score", "gates")) if isinstance(frozen, dict) else (None, None)
    if not isinstance(score, int) or not isinstance(gates, dict):
        return None
    asked = [*ALWAYS_ASKED, *(["time"] if rule.time_counts else []), *(["performance"] if rule.minimum_rating else [])]
    return score >= rule.ready_from and all(gates.get(gate) != "fail" for gate in asked)


def cases_of(result: Answer) -> dict[int, tuple[str, bool]]:
    """Return case → (departure, reasoned) of a stored answer."""
    return {case: (departure, bool(reasoned)) for case, departure, reasoned in result["cases"]}
