"""What is dated about one person's next steps: open seats, cases, turns of status. One query: a page's budget of them is small."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from django.db.models import CharField, DateField, Exists, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from employees.models import Assignment, Employee
from pathways.maps.tiers import Done
from promotions.models import Application, Case, CaseStatus, Readiness, ReadinessChange, Requisition
from promotions.models.readiness import Status


@dataclass(frozen=True)
class Seat:
    """An open requisition. `outsiders_from` is None when it is never shown to them."""

    unit: str
    since: dt.date
    outsiders_from: dt.date | None


@dataclass(frozen=True)
class CaseStanding:
    """Where a promotion case stands: the newest step, or the outcome once it is decided. `applied`: an application lies behind it."""

    word: str
    nominated_on: dt.date
    on: dt.date
    applied: bool


@dataclass(frozen=True)
class Turn:
    """A status that became another one; `old` is None for a role's first row, `new` None when it is no target any more."""

    role: int
    on: dt.date
    old: Status | None
    new: Status | None


@dataclass
class StepRecords:
    """`cases` holds the newest of each role, `turns` the whole way of each role's status since a day as one."""

    seats: dict[int, list[Seat]] = field(default_factory=dict)
    cases: dict[int, CaseStanding] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    ready_since: dict[int, dt.date] = field(default_factory=dict)
    projects: list[Done] = field(default_factory=list)


Row = tuple[str, int, dt.date, dt.date | None, int, int, str]  # kind, id of role or project, day, until, two numbers, words
NO_STATUS = -1


def records_of(employee: Employee, roles: Collection[int], on: dt.date, *, since: dt.date, projects: bool) -> StepRecords:
    """Return what is known today of these roles and this person; finished projects only when asked for."""
    parts = [seats(roles, on), cases(employee, roles), turns(employee, since), ready(employee, roles)]
    first, *others = [*parts, finished(employee, on)] if projects else parts
    return sorted_out(first.order_by().union(*(part.order_by() for part in others), all=True))


def columns(*, until: Any = None, number: Any = None, other: Any = None, words: Any = None) -> list[Any]:  # Any: expressions or names
    """Return the last four columns of a part; those that it has no use for are empty."""
    none = Value(0, IntegerField())
    return [until or Value(None, DateField()), number or none, other or none, words or Value("", CharField())]


def seats(roles: Collection[int], on: dt.date) -> Any:  # Any: a values_list, as its callers are
    found = Requisition.objects.open(on).filter(role__in=roles)
    return found.values_list(Value("seat"), "role", "opened_on", *columns(until="external_from", words="unit__name"))


def cases(employee: Employee, roles: Collection[int]) -> Any:
    newest = CaseStatus.objects.filter(case=OuterRef("pk")).order_by("-on", "-pk")
    until = Coalesce(F("decision__on"), Subquery(newest.values("on")[:1]))
    words = Coalesce(F("decision__outcome"), Subquery(newest.values("step")[:1]))
    found = Case.objects.filter(employee=employee, role__in=roles)
    applied = Cast(Exists(Application.objects.filter(requisition=OuterRef("requisition"), employee=employee)), IntegerField())
    return found.values_list(Value("case"), "role", "nominated_on", *columns(until=until, number=applied, words=words))


def turns(employee: Employee, since: dt.date) -> Any:
    found = ReadinessChange.objects.filter(employee=employee, on__gt=since)
    old, new = Coalesce(F("old"), NO_STATUS), Coalesce(F("new"), NO_STATUS)
    return found.values_list(Value("turn"), "role", "on", *columns(number=old, other=new))


def ready(employee: Employee, roles: Collection[int]) -> Any:
    found = Readiness.objects.filter(employee=employee, role__in=roles, ready_since__isnull=False)
    return found.values_list(Value("ready"), "role", "ready_since", *columns())


def finished(employee: Employee, on: dt.date) -> Any:
    found = Assignment.objects.filter(employee=employee, finished=True, end__lte=on)
    led = Cast("as_lead", IntegerField())
    return found.values_list(Value("project"), "project", "end", *columns(number="project__complexity", other=led, words="project__name"))


def sorted_out(rows: Iterable[Row]) -> StepRecords:
    records = StepRecords()
    steps: dict[int, list[Turn]] = {}
    done: dict[int, Done] = {}
    for kind, key, day, until, number, other, words in sorted(rows, key=itemgetter(2)):
        match kind:
            case "seat":
                records.seats.setdefault(key, []).append(Seat(words, day, until))
            case "case":
                records.cases[key] = CaseStanding(words, day, until or day, bool(number))
            case "turn":
                steps.setdefault(key, []).append(Turn(key, day, status_or_none(number), status_or_none(other)))
            case "ready":
                records.ready_since[key] = day
            case "project":
                done[key] = Done(words, number, bool(other) or (key in done and done[key].as_lead))
    records.turns = [whole for way in steps.values() if (whole := replace(way[-1], old=way[0].old)).old != whole.new]
    records.projects = list(done.values())
    return records


def status_or_none(number: int) -> Status | None:
    return None if number == NO_STATUS else Status(number)
