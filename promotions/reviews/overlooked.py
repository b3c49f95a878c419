"""Ready but overlooked: who inside was ready when a seat opened, what became of each, and why an outsider was taken.

Ready insiders of a seat are known from two records: the readiness history of the night, from the first night on, as it stood on the day
the seat opened; and before and after it the readiness frozen with a nomination for this very seat. Nobody who worked in the
seat's role already, and nobody who left before the seat was filled, is counted.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from employees.models import Employee, Position
from pathways.models import RoleProfile
from promotions.models import Application, Case, NightlyRun, ReadinessChange, Requisition
from promotions.models.readiness import Status
from promotions.reviews.beside import beside
from promotions.reviews.scope import Answer, Scope

SEATS_AT_A_TIME = 2_000


class Became(StrEnum):
    """What became of somebody who was ready when the seat opened."""

    TAKEN = "taken"
    REFUSED = "refused"  # nominated for this seat and decided against, or turned down
    WITHDREW = "withdrew"
    WAITING = "waiting"  # asked, and was never answered
    NOT_ASKED = "not-asked"  # neither asked for it nor was nominated


@dataclass(frozen=True)
class Seat:
    """A filled seat and its ready insiders; people by id."""

    requisition: int
    unit: int
    family: int
    inside: bool
    reasoned: bool
    ready: Mapping[int, Became]

    @property
    def passed_over(self) -> bool:
        """Whether an outsider was taken though insiders were ready."""
        return not self.inside and bool(self.ready)

    @property
    def unexplained(self) -> bool:
        return self.passed_over and not self.reasoned


def compute(scope: Scope) -> Answer:
    """Return counts of seats and ready insiders, by family and by unit, and the seats that went outside over them."""
    seats = [seat for batch in _batches(scope) for seat in batch]
    outside = [seat for seat in seats if not seat.inside]
    passed_over = [seat for seat in seats if seat.passed_over]
    first_night = NightlyRun.objects.filter(job=NightlyRun.Job.READINESS, status=NightlyRun.Status.SUCCEEDED).order_by("on").first()
    return {
        "filled": len(seats),
        "outside": len(outside),
        "passed_over": len(passed_over),
        "unexplained": sum(seat.unexplained for seat in passed_over),
        "history_from": first_night.on.isoformat() if first_night else None,
        "became": dict(Counter(became.value for seat in seats for became in seat.ready.values())),
        "became_outside": dict(Counter(became.value for seat in passed_over for became in seat.ready.values())),
        "by_family": _by(outside, "family", None),
        "by_unit": _by(outside, "unit", scope.row_of),
        "seats": [
            [seat.requisition, int(seat.reasoned), [[person, became.value] for person, became in sorted(seat.ready.items())]]
            for seat in passed_over
        ],
    }


def _by(outside: list[Seat], field: str, row_of: Mapping[int, int] | None) -> list[Answer]:
    """Return parts of (passed over without a reason, seats that went outside, passed over, ready insiders passed over)."""
    parts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for seat in outside:
        of_it = getattr(seat, field)
        row = parts[of_it if row_of is None else row_of.get(of_it, 0)]
        for place, count in enumerate((seat.unexplained, 1, seat.passed_over, len(seat.ready))):
            row[place] += count
    return beside(parts)


# --- Seats and who was ready for them ---------------------------------------------------------


def _batches(scope: Scope) -> Iterator[list[Seat]]:
    filled = Requisition.objects.filter(scope.within(), scope.days("filled_on")).order_by("pk")
    ids = list(filled.values_list("pk", flat=True))
    families = dict(RoleProfile.objects.in_force(scope.last).values_list("role_id", "track__family_id"))
    history = ReadyHistory(set(filled.order_by().values_list("role_id", flat=True)))
    for first in range(0, len(ids), SEATS_AT_A_TIME):
        yield _seats(list(Requisition.objects.filter(pk__in=ids[first : first + SEATS_AT_A_TIME]).order_by("pk")), families, history)


def _seats(rows: list[Requisition], families: Mapping[int, int], history: "ReadyHistory") -> list[Seat]:
    frozen, asked = _frozen_ready(rows), _asked(rows)
    ready = {row.pk: (history.ready(row.role_id, row.opened_on) | frozen.get(row.pk, set())) for row in rows}
    reach = Reach(rows, {person for people in ready.values() for person in people})
    return [
        Seat(
            row.pk,
            row.unit_id,
            families.get(row.role_id, 0),
            bool(row.filled_inside),
            bool(row.external_reason.strip()),
            {person: _became(row, person, frozen, asked) for person in ready[row.pk] if reach.could_take(row, person)},
        )
        for row in rows
    ]


class ReadyHistory:
    """Who was ready for a role on a day, by the turns that nights have found. One query."""

    def __init__(self, roles: Collection[int]) -> None:
        turns: dict[tuple[int, int], list[tuple[dt.date, bool]]] = defaultdict(list)
        changes = ReadinessChange.objects.filter(role__in=roles).order_by("on", "pk").values_list("role_id", "employee_id", "on", "new")
        for role, person, on, new in changes.iterator():
            turns[role, person].append((on, new == Status.READY))
        self._spells: dict[int, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
        for (role, person), of_them in turns.items():
            ends = [on for on, _ in of_them[1:]] + [dt.date.max]
            self._spells[role] += [(person, on, end) for (on, ready), end in zip(of_them, ends, strict=True) if ready]

    def ready(self, role: int, on: dt.date) -> set[int]:
        return {person for person, first, end in self._spells.get(role, []) if first <= on < end}


def _frozen_ready(rows: list[Requisition]) -> dict[int, set[int]]:
    """Return seat → people nominated for it with a frozen readiness of "ready"."""
    cases = Case.objects.filter(requisition__in=rows, readiness__status="ready").values_list("requisition_id", "employee_id")
    found: dict[int, set[int]] = defaultdict(set)
    for seat, person in cases:
        found[seat].add(person)
    return found


def _asked(rows: list[Requisition]) -> dict[tuple[int, int], str]:
    """Return (seat, person) → the outcome of their application."""
    applied = Application.objects.filter(requisition__in=rows).values_list("requisition_id", "employee_id", "outcome")
    return {(seat, person): outcome for seat, person, outcome in applied}


class Reach:
    """Whether somebody could have taken a seat: employed until it was filled, and not in its role when it opened. Two queries."""

    def __init__(self, rows: list[Requisition], people: set[int]) -> None:
        self._left = dict(Employee.objects.filter(pk__in=people, left_on__isnull=False).values_list("pk", "left_on"))
        held = Position.objects.filter(employee__in=people, role__in={row.role_id for row in rows})
        self._held: dict[tuple[int, int], list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for person, role, start, end in held.values_list("employee_id", "role_id", "start", "end"):
            self._held[person, role or 0].append((start, end or dt.date.max))

    def could_take(self, row: Requisition, person: int) -> bool:
        left = self._left.get(person)
        if left and row.filled_on and left < row.filled_on:
            return False
        return not any(start <= row.opened_on < end for start, end in self._held.get((person, row.role_id), []))


OF_APPLICATIONS = {
    Application.Outcome.ACCEPTED: Became.TAKEN,
    Application.Outcome.TURNED_DOWN: Became.REFUSED,
    Application.Outcome.WITHDRAWN: Became.WITHDREW,
}


def _became(row: Requisition, person: int, frozen: Mapping[int, set[int]], asked: Mapping[tuple[int, int], str]) -> Became:
    if row.filled_by_id == person:
        return Became.TAKEN
    outcome = asked.get((row.pk, person))
    if outcome is not None:
        return OF_APPLICATIONS.get(Application.Outcome(outcome), Became.WAITING)
    return Became.REFUSED if person in frozen.get(row.pk, set()) else Became.NOT_ASKED


def seats_of(result: Answer) -> dict[int, list[tuple[int, Became]]]:
    """Return requisition → its ready insiders and what became of each, of a stored answer."""
    return {seat: [(person, Became(became)) for person, became in people] for seat, _, people in result["seats"]}
