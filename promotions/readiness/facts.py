"""What is known of one person on a day, today or past: the inputs of the arithmetic."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateField, IntegerField, Value

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

    @property
    def clock_start(self) -> dt.date | None:
        """The first day in the role, moved later by the days of leave: the time gate counts from it."""
        return self.since + dt.timedelta(days=self.leave_days) if self.since else None

    def months(self, on: dt.date) -> int:
        """Full months in the role up to the day, less leave; 0 without a role."""
        return full_months(self.clock_start, on) if self.clock_start else 0


@dataclass(frozen=True)
class Facts:
    """One person on one day.

    `shared`: those aspirations that managers may know of. `credentials`: id → (issued, expires) of each time it was earned.
    `projects`: (complexity, led) of each finished one.
    """

    employee: int
    on: dt.date
    employed: bool
    tenure: Tenure
    aspirations: frozenset[int]
    shared: frozenset[int]
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

    @property
    def clock_start(self) -> dt.date | None:
        return self.tenure.clock_start

    @cached_property
    def months(self) -> int:
        return self.tenure.months(self.on)

    def held(self, skill: int) -> HeldLevel:
        return self.skills.get(skill, NEVER_ASSESSED)


Held = tuple[int | None, dt.date, dt.date | None]  # role, start, end
Dated = tuple[int | None, dt.date, dt.date | None, int, bool]  # id, from, until, value, whether led


@dataclass(frozen=True)
class Record:
    """All that is dated of one person, as it is known now: what was so on any day follows from it.

    `dated`: rows by kind. `held`: what counts now of each skill. `judged`: all judgements of each skill, newest first.
    """

    employee: Employee
    dated: dict[str, list[Dated]]
    held: dict[int, HeldLevel]
    judged: dict[int, list[HeldLevel]]

    def facts(self, on: dt.date) -> Facts:
        employee = self.employee
        return Facts(
            employee=employee.pk,
            on=on,
            employed=employee.hired_on <= on and (employee.left_on is None or employee.left_on > on),
            tenure=self.tenure(on),
            aspirations=frozenset(role for role, since, *_ in self.dated["aspiration"] if role and since <= on),
            shared=frozenset(role for role, _, shared_on, *_ in self.dated["aspiration"] if role and shared_on and shared_on <= on),
            skills={skill: level for skill in self.held if (level := self._counted(skill, on))},
            credentials=_credentials(self.dated["credential"]),
            rating=_newest_rating(self.dated["rating"], on),
            projects=_projects(self.dated["project"], on),
        )

    def tenure(self, on: dt.date) -> Tenure:
        return tenure(self.dated["position"], self.dated["leave"], on)

    def turns(self) -> set[dt.date]:
        """Return every day on which anything of this begins or ends."""
        ends = {end for rows in self.dated.values() for _, _, end, *_ in rows}
        begins = {start for rows in self.dated.values() for _, start, *_ in rows}
        judged = {level.on for levels in (self.held.values(), *self.judged.values()) for level in levels}
        return {day for day in begins | ends | judged | {self.employee.hired_on, self.employee.left_on} if day}

    def _counted(self, skill: int, on: dt.date) -> HeldLevel | None:
        """Return what counted that day: the newest by manager, test or credential; failing that by a peer; failing that one's own."""
        held = self.held[skill]
        if held.on is None or held.on <= on:
            return held
        known = [level for level in self.judged.get(skill, ()) if level.on and level.on <= on]
        return min(known, key=lambda level: GRADES.get(level.source, 0), default=None)


GRADES: dict[str, int] = {SkillAssessment.Source.PEER: 1, SkillAssessment.Source.SELF: 2}


def facts_of(employee: Employee, on: dt.date) -> Facts:
    """Return what readiness of this person rests on that day, whatever the target. Two queries, three for a past day."""
    return record_of(employee, on).facts(on)


def record_of(employee: Employee, first: dt.date) -> Record:
    """Return what all days from `first` on rest on. Two queries; a third when what counted then is not what counts now."""
    rows = HeldSkill.objects.filter(employee=employee.pk).values_list("skill", "level", "source", "on")
    held = {skill: HeldLevel(level, source, on) for skill, level, source, on in rows}
    changed = [skill for skill, level in held.items() if level.on and level.on > first]
    return Record(employee, _dated(employee.pk), held, _judged(employee, changed) if changed else {})


def _judged(employee: Employee, skills: Iterable[int]) -> dict[int, list[HeldLevel]]:
    rows = SkillAssessment.objects.filter(employee=employee.pk, skill__in=skills).order_by("-on", "-pk")
    found: dict[int, list[HeldLevel]] = {}
    for skill, level, source, on in rows.values_list("skill", "level", "source", "on"):
        found.setdefault(skill, []).append(HeldLevel(level, source, on))
    return found


def tenure(periods: Iterable[Held | Dated], leaves: Iterable[Held | Dated], on: dt.date) -> Tenure:
    """Walk the positions up to the day: one in the same role that begins the day its predecessor ends carries the run on."""
    role: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    for held, start, end, *_ in sorted((period for period in periods if period[1] <= on), key=lambda period: period[1]):
        if held != role or start != until:
            role, since = held, start
        until = end
    if role is None or since is None or (until is not None and until <= on):
        return Tenure()
    taken = sum(max(0, (min(end or on, on) - max(start, since)).days) for _, start, end, *_ in leaves)
    return Tenure(role, since, taken)


def _dated(employee: int) -> dict[str, list[Dated]]:
    """Read all that is dated in one query, by kind: a page's budget of queries is small, and one person's rows are few."""
    no_id, no_end, nothing, no = (
        Value(None, BigIntegerField()),
        Value(None, DateField()),
        Value(0, IntegerField()),
        Value(False, BooleanField()),
    )
    finished = Assignment.objects.filter(finished=True)
    parts: list[Any] = [
        Position.objects.values_list(Value("position"), "role", "start", "end", nothing, no),
        Leave.objects.values_list(Value("leave"), no_id, "start", "end", nothing, no),
        Aspiration.objects.values_list(Value("aspiration"), "role", "since", "shared_on", nothing, no),
        HeldCredential.objects.values_list(Value("credential"), "credential", "issued_on", "expires_on", nothing, no),
        PerformanceRating.objects.values_list(Value("rating"), no_id, "on", no_end, "value", no),
        finished.values_list(Value("project"), "project", "start", "end", "project__complexity", "as_lead"),
    ]
    first, *others = [part.filter(employee=employee).order_by() for part in parts]
    record: dict[str, list[Dated]] = {kind: [] for kind in ("position", "leave", "aspiration", "credential", "rating", "project")}
    for kind, key, start, end, value, led in first.union(*others, all=True):
        record[kind].append((key, start, end, value, bool(led)))
    return record


def _credentials(rows: Iterable[Dated]) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    for credential, issued, expires, *_ in rows:
        found.setdefault(credential or 0, []).append((issued, expires))
    return found


def _newest_rating(rows: Iterable[Dated], on: dt.date) -> tuple[int, dt.date] | None:
    newest = max(((day, value) for _, day, _, value, _ in rows if day <= on), default=None)
    return (newest[1], newest[0]) if newest else None


def _projects(rows: Iterable[Dated], on: dt.date) -> list[tuple[int, bool]]:
    """Return (complexity, led) of each project finished by then, counted once however often the person took part."""
    projects: dict[int | None, tuple[int, bool]] = {}
    for project, _, end, complexity, led in rows:
        if end and end <= on:
            projects[project] = (complexity, led or projects.get(project, (0, False))[1])
    return list(projects.values())
