"""What is known of one person on a day: the inputs of the arithmetic, read with four queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateField, Value

from employees.models import (
    Aspiration,
    Assignment,
    Employee,
    HeldCredential,
    HeldSkill,
    Leave,
    PerformanceRating,
    Position,
    SkillAssessment,
)
from promotions.readiness.clock import full_months


@dataclass(frozen=True, slots=True)
class HeldLevel:
    level: int
    source: str
    on: dt.date | None

    @property
    def verified(self) -> bool:
        return self.level > 0 and self.source != SkillAssessment.Source.SELF


NEVER_ASSESSED = HeldLevel(0, "", None)


@dataclass(frozen=True, slots=True)
class Tenure:
    """The unbroken run of positions in one role up to a day, and the days of leave taken in it before that day."""

    role: int | None = None
    since: dt.date | None = None
    leave_days: int = 0


@dataclass(frozen=True)
class Facts:
    """One person on one day.

    `credentials`: id → (issued, expires) of each time it was earned. `projects`: (complexity, led) of each finished one.
    """

    employee: int
    on: dt.date
    employed: bool
    tenure: Tenure
    aspirations: frozenset[int]
    skills: dict[int, HeldLevel]
    credentials: dict[int, list[tuple[dt.date, dt.date | None]]]
    rating: tuple[int, dt.date] | None
    projects: list[tuple[int, bool]]

    @property
    def role(self) -> int | None:
        return self.tenure.role

    @property
    def since(self) -> dt.date | None:
        return self.tenure.since

    @property
    def leave_days(self) -> int:
        return self.tenure.leave_days

    @cached_property
    def clock_start(self) -> dt.date | None:
        """The first day in the role, moved later by the days of leave: the time gate counts from it."""
        return self.since + dt.timedelta(days=self.leave_days) if self.since else None

    @cached_property
    def months(self) -> int:
        """Full months in the present role, less leave; 0 without a role."""
        return full_months(self.clock_start, self.on) if self.clock_start else 0

    def held(self, skill: int) -> HeldLevel:
        return self.skills.get(skill, NEVER_ASSESSED)


def facts_of(employee: Employee, on: dt.date) -> Facts:
    """Return what readiness of this person rests on that day, whatever the target. Four queries."""
    periods, leaves, aspirations = _history(employee.pk)
    rating, projects = _record(employee.pk, on)
    skills = HeldSkill.objects.filter(employee=employee.pk).values_list("skill", "level", "source", "on")
    return Facts(
        employee=employee.pk,
        on=on,
        employed=employee.hired_on <= on and (employee.left_on is None or employee.left_on > on),
        tenure=tenure(periods, leaves, on),
        aspirations=aspirations,
        skills={skill: HeldLevel(level, source, day) for skill, level, source, day in skills},
        credentials=_credentials(employee.pk),
        rating=rating,
        projects=projects,
    )


Held = tuple[int | None, dt.date, dt.date | None]  # role, start, end


def tenure(periods: Iterable[Held], leaves: Iterable[Held], on: dt.date) -> Tenure:
    """Walk the positions up to the day: one in the same role that begins the day its predecessor ends carries the run on."""
    role: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    for held, start, end in sorted((period for period in periods if period[1] <= on), key=lambda period: period[1]):
        if held != role or start != until:
            role, since = held, start
        until = end
    if role is None or since is None or (until is not None and until <= on):
        return Tenure()
    taken = sum(max(0, (min(end or on, on) - max(start, since)).days) for _, start, end in leaves)
    return Tenure(role, since, taken)


def _history(employee: int) -> tuple[list[Held], list[Held], frozenset[int]]:
    """Read positions, leaves and aspirations in one query."""
    no_role, no_end = Value(None, BigIntegerField()), Value(None, DateField())
    rows: Any = (
        Position.objects.filter(employee=employee)
        .order_by()
        .values_list(Value("position"), "role", "start", "end")
        .union(
            Leave.objects.filter(employee=employee).order_by().values_list(Value("leave"), no_role, "start", "end"),
            Aspiration.objects.filter(employee=employee).order_by().values_list(Value("aspiration"), "role", "since", no_end),
            all=True,
        )
    )
    kinds: dict[str, list[Held]] = {"position": [], "leave": [], "aspiration": []}
    for kind, role, start, end in rows:
        kinds[kind].append((role, start, end))
    return kinds["position"], kinds["leave"], frozenset(role for role, _, _ in kinds["aspiration"] if role)


def _credentials(employee: int) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    for credential, issued, expires in HeldCredential.objects.filter(employee=employee).values_list(
        "credential", "issued_on", "expires_on"
    ):
        found.setdefault(credential, []).append((issued, expires))
    return found


def _record(employee: int, on: dt.date) -> tuple[tuple[int, dt.date] | None, list[tuple[int, bool]]]:
    """Read the newest rating and the finished projects, each counted once, in one query."""
    no_project, no = Value(0, BigIntegerField()), Value(False, BooleanField())
    ratings = PerformanceRating.objects.filter(employee=employee, on__lte=on).order_by()
    finished = Assignment.objects.filter(employee=employee, finished=True, end__lte=on).order_by()
    rows: Any = ratings.values_list(no_project, "value", "on", no).union(
        finished.values_list("project", "project__complexity", "end", "as_lead"), all=True
    )
    rating: tuple[dt.date, int] | None = None
    projects: dict[int, tuple[int, bool]] = {}
    for project, value, day, led in rows:
        if project:
            projects[project] = (value, bool(led) or projects.get(project, (0, False))[1])
        else:
            rating = max(rating or (day, value), (day, value))
    return (rating[1], rating[0]) if rating else None, list(projects.values())
