"""Decisions and filled seats by number, as far as a review tells of each: no name, which is the page's to ask for."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from employees import access
from employees.models import Employee, User
from promotions.models import Case, Decision, PolicyVersion, Requisition
from promotions.reviews.replay import unit_of


@dataclass(frozen=True)
class CaseSeen:
    pk: int
    employee: int
    on: dt.date
    role: int
    unit: str
    score: int | None  # basis points
    failed: Sequence[str]
    policy: str
    reason: str


@dataclass(frozen=True)
class SeatSeen:
    pk: int
    number: str
    opened: dt.date
    filled: dt.date | None
    role: int
    unit: str
    reason: str


def cases_within(ids: Iterable[int], reader: User) -> list[int]:
    """Return those of these cases that are of people whom the reader looks after as HR partner today; the newest first."""
    people = Employee.objects.filter(access.of(reader).partnered())
    return list(Case.objects.filter(pk__in=ids, employee__in=people).order_by("-pk").values_list("pk", flat=True))


def seats_within(ids: Iterable[int], reader: User) -> list[int]:
    """Return those of these requisitions that are of units which the reader looks after; the newest first."""
    units = access.of(reader).partner_units
    return list(Requisition.objects.filter(pk__in=ids, unit__in=units).order_by("-pk").values_list("pk", flat=True))


def cases_seen(ids: Sequence[int]) -> list[CaseSeen]:
    """Return these cases as they were decided, newest first. Three queries."""
    rows = Decision.objects.filter(case__in=ids).select_related("case").order_by("-on", "-pk")
    rows = rows.annotate(unit_name=unit_of("case__employee", "case__nominated_on", "unit__name"))
    policies = list(PolicyVersion.objects.order_by("-effective_from", "-number"))
    return [_case(row, next((str(one) for one in policies if one.effective_from <= row.on), "–")) for row in rows]


def _case(row: Decision, policy: str) -> CaseSeen:
    frozen = row.case.readiness if isinstance(row.case.readiness, dict) else {}
    failed = [gate for gate, state in (frozen.get("gates") or {}).items() if state == "fail"]
    unit: str = row.unit_name or "–"  # type: ignore[attr-defined]  # annotated by cases_seen
    return CaseSeen(row.case_id, row.case.employee_id, row.on, row.case.role_id, unit, frozen.get("score"), failed, policy, row.reason)


def seats_seen(ids: Sequence[int]) -> list[SeatSeen]:
    """Return these requisitions, newest first. One query."""
    rows = Requisition.objects.filter(pk__in=ids).select_related("unit").order_by("-filled_on", "-pk")
    return [SeatSeen(row.pk, row.number, row.opened_on, row.filled_on, row.role_id, row.unit.name, row.external_reason) for row in rows]
