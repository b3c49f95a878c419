"""Who was eligible when each cycle opened, one row a person and cycle, and how far each of them got: from dated history, set-based.

**Eligible**: employed on the first day of the cycle in a position whose role leads to a promotion by the rules in force that day. Whoever
was on leave then stays in, and so does whoever left during the cycle: leaving them out would flatter the rates of those who stayed.
**Ready**: on file as ready for a role in the cycle, by the night or at nomination. **Nominated**: a case began in the cycle.
**Decided for**: such a case was decided so. **Promoted**: a position begun by promotion in the cycle.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from enum import IntFlag

import numpy as np
from django.db.models import BigIntegerField, Expression, Q, QuerySet, Value, When
from django.db.models import Case as IfElse
from django.db.models.functions import Cast

from employees.models import Position
from pathways.models import JobFamily, RoleProfile, Transition
from promotions.metrics.columns import table
from promotions.models import Case, ReadinessChange
from promotions.models.readiness import Status
from skills.columns import Columns, Ints, key, place_of, read


class Reached(IntFlag):
    """The stages that somebody reached within a cycle."""

    READY = 1
    NOMINATED = 2
    NOMINATED_READY = 4
    DECIDED_FOR = 8
    DECIDED_FOR_READY = 16
    PROMOTED = 32


@dataclass(frozen=True)
class Pool:
    """Eligible people, one element a person and cycle, ordered by both. `reached` holds `Reached`; level 0 and manager 0 are none."""

    employee: Ints
    cycle: Ints  # its year
    family: Ints
    level: Ints
    reached: Ints
    unit: Ints
    manager: Ints

    def __len__(self) -> int:
        return len(self.employee)

    def did(self, stage: Reached) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (self.reached & stage) == stage


NAMES = [field.name for field in fields(Pool)]


def opened(cycle: int) -> dt.date:
    """Return the first day of a cycle: cycles are calendar years."""
    return dt.date(cycle, 1, 1)


def read_pool(cycles: Sequence[int], *, units: Collection[int] | None = None, family: JobFamily | None = None) -> Pool:
    """Return everybody eligible in these cycles; of the given units, or of one family, if asked. A few queries a cycle."""
    parts = [_cycle(cycle, units, family) for cycle in cycles]
    order = np.lexsort([_joined(parts, name) for name in ("cycle", "employee")])
    return Pool(**{name: _joined(parts, name)[order] for name in NAMES})


def _joined(parts: Sequence[Columns], name: str) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int32), *(part[name] for part in parts)])


def _cycle(cycle: int, units: Collection[int] | None, family: JobFamily | None) -> Columns:
    """Return the columns of one cycle, in 32 bits each: five cycles of a million people fit into memory."""
    first, last = opened(cycle), opened(cycle + 1)
    places = _places(first, family)
    held = read(_held(first, places, units), **{name: key(f"{name}_id") for name in ("employee", "role", "unit", "manager")})
    roles, role = np.unique(held.pop("role"), return_inverse=True)
    family_of, level_of = np.array([places[int(one)] for one in roles], dtype=np.int32).reshape(-1, 2).T
    reached = np.zeros(len(held["employee"]), dtype=np.int32)
    for stage, people in _reached(first, last).items():
        reached[place_of(people, held["employee"]) >= 0] |= int(stage)
    columns = {"cycle": np.full(len(reached), cycle), "family": family_of[role], "level": level_of[role], "reached": reached}
    return {name: column.astype(np.int32) for name, column in (held | columns).items()}


def _places(on: dt.date, family: JobFamily | None) -> dict[int, tuple[int, int]]:
    """Return role → (family, level) of the roles that lead to a promotion by the rules of that day."""
    leads_up = Transition.objects.in_force(on).filter(kind=Transition.Kind.PROMOTION).values("source")
    profiles = RoleProfile.objects.in_force(on).filter(pk__in=leads_up)
    if family:
        profiles = profiles.in_family(family)
    rows = profiles.values_list("role_id", "track__family_id", "level_id")
    return {role: (of_family, level or 0) for role, of_family, level in rows}


def _held(on: dt.date, roles: Collection[int], units: Collection[int] | None) -> "QuerySet[Position]":
    employed = Q(employee__left_on__isnull=True) | Q(employee__left_on__gt=on)
    held = Position.objects.on(on).filter(employed, employee__hired_on__lte=on, role__in=roles)
    return (held if units is None else held.filter(unit__in=units)).order_by()  # numpy sorts in a tenth of the time


def _reached(first: dt.date, last: dt.date) -> dict[Reached, Ints]:
    """Return the people who reached each stage within the cycle, eligible or not."""
    cases = Case.objects.filter(nominated_on__gte=first, nominated_on__lt=last)
    ready, decided = cases.filter(readiness__status="ready"), Q(decision__outcome="promoted")
    promoted = Position.objects.filter(reason=Position.Reason.PROMOTION, start__gt=first, start__lte=last)
    return {
        Reached.READY: np.union1d(_people(ready), _ready_by_night(first, last)),
        Reached.NOMINATED: _people(cases),
        Reached.NOMINATED_READY: _people(ready),
        Reached.DECIDED_FOR: _people(cases.filter(decided)),
        Reached.DECIDED_FOR_READY: _people(ready.filter(decided)),
        Reached.PROMOTED: _people(promoted),
    }


def _people(rows: "QuerySet[Case] | QuerySet[Position] | QuerySet[ReadinessChange]") -> Ints:
    return np.unique(read(rows.order_by(), employee=key("employee_id"))["employee"])


def _ready_by_night(first: dt.date, last: dt.date) -> Ints:
    """Return who was ready for some role on a day of the cycle: ready when it opened and not turned since, or turned ready in it."""
    changes = ReadinessChange.objects.filter(on__lt=last).order_by("employee_id", "role_id", "on", "pk")
    columns = {"employee": key("employee_id"), "role": key("role_id")}
    rows = table(changes, **columns, ready=_flag(Q(new=Status.READY)), within=_flag(Q(on__gte=first)))
    following = np.roll(rows, -1, axis=0)
    same = (rows[:, 0] == following[:, 0]) & (rows[:, 1] == following[:, 1])
    same[-1:] = False
    held_at_opening = (rows[:, 3] == 0) & ~(same & (following[:, 3] == 0))  # the newest turn before the cycle opened
    return np.unique(rows[(rows[:, 2] == 1) & ((rows[:, 3] == 1) | held_at_opening), 0])


def _flag(condition: Q) -> Expression:
    """Return 1 where it holds, else 0."""
    return Cast(IfElse(When(condition, then=Value(1)), default=Value(0)), BigIntegerField())
