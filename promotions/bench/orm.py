"""The yardstick that most would write: Django's objects, person by person, the rules already in memory.

It computes score, counts, gates and status as the run does; no rule of the bench company asks for projects or ratings. What it
writes is compared with what the run wrote, and taken back.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import transaction

from employees.models import Employee
from promotions.bench.nights import expect
from promotions.bench.stopwatch import Cost, timed
from promotions.models import NightlyRun, Readiness
from promotions.models.readiness import GATES, Gate, Status
from promotions.readiness.arithmetic import WHOLE, score_of, status_of
from promotions.readiness.clock import first_day_after
from promotions.readiness.facts import tenure
from promotions.readiness.rules import Rules, TargetRules, load

COMPARED = ("employee_id", "role_id", "score", "met", "total", *GATES, "status")
HELD = ("held_skills", "credentials", "positions", "leaves", "aspirations")
AT_A_TIME = 1_000

Values = dict[str, Any]  # a readiness row by field


def loop(people: Sequence[int], rules: Rules, on: dt.date, run: int) -> None:
    """Fetch what each person holds, table by table, and update or create each row."""
    for person in Employee.objects.filter(pk__in=people):
        for values in _rows_of(person, rules, on):
            key = {"employee_id": values.pop("employee_id"), "role_id": values.pop("role_id")}
            Readiness.objects.update_or_create(**key, defaults={**values, "run_id": run})


def prefetched(people: Sequence[int], rules: Rules, on: dt.date, run: int) -> None:
    """Fetch a thousand people at a time with all that they hold, and create their rows at once."""
    for start in range(0, len(people), AT_A_TIME):
        fetched = Employee.objects.filter(pk__in=people[start : start + AT_A_TIME]).prefetch_related(*HELD)
        rows = chain.from_iterable(_rows_of(person, rules, on) for person in fetched)
        Readiness.objects.bulk_create([Readiness(**values, run_id=run) for values in rows], batch_size=AT_A_TIME)


def cost_of(way: Callable[[Sequence[int], Rules, dt.date, int], None], people: Sequence[int], on: dt.date) -> Cost:
    """Return what the way takes for these people. Raises `RuntimeError` unless it writes the rows that the run wrote."""
    rules, run, expected = load(on), NightlyRun.objects.latest("pk").pk, _stored(people)
    with transaction.atomic():
        Readiness.objects.filter(employee__in=people).delete()
        cost = timed(lambda: way(people, rules, on, run))
        differing = len(expected ^ _stored(people))
        transaction.set_rollback(True)
    expect(not differing, f"{way.__name__} of the ORM and the run differ in {differing} rows")
    return cost


def _stored(people: Sequence[int]) -> set[tuple[Any, ...]]:  # Any: values of the row's fields
    return set(Readiness.objects.filter(employee__in=people).values_list(*COMPARED))


def _rows_of(person: Employee, rules: Rules, on: dt.date) -> Iterator[Values]:
    held = {row.skill_id: row.level for row in person.held_skills.all()}
    valid = {row.credential_id for row in person.credentials.all() if row.issued_on <= on < (row.expires_on or dt.date.max)}
    leaves = [(None, row.start, row.end) for row in person.leaves.all()]
    now = tenure([(row.role_id, row.start, row.end) for row in person.positions.all()], leaves, on)
    clock = (now.since or on) + dt.timedelta(days=now.leave_days)
    moves = rules.transitions.get(now.role or 0, {}).keys() | {row.role_id for row in person.aspirations.all()}
    for target in (rules.roles[role] for role in moves - {now.role} if role in rules.roles):
        months = rules.minimum_months(now.role, target.role)
        time = _gate(months is not None, first_day_after(clock, months or 0) <= on)
        credentials = {asked.credential for asked in target.credentials}
        gates = {"time": time, "credentials": _gate(bool(credentials), credentials <= valid)}
        yield {"employee_id": person.pk, **_measured(held, target, gates, on), "policy_id": rules.policy.pk}


def _measured(held: dict[int, int], target: TargetRules, gates: dict[str, Gate], on: dt.date) -> Values:
    points = sum(asked.weight * min(held.get(asked.skill, 0), asked.level) * (WHOLE // asked.level) for asked in target.requirements)
    score = score_of(points, sum(asked.weight * WHOLE for asked in target.requirements))
    met = {asked.skill for asked in target.requirements if held.get(asked.skill, 0) >= asked.level}
    core = {asked.skill for asked in target.requirements if asked.core}
    gates = {**gates, "core": _gate(bool(core), core <= met), "projects": Gate.NOT_ASKED, "performance": Gate.NOT_ASKED}
    status = status_of(score, sum(verdict == Gate.FAIL for verdict in gates.values()), target.thresholds)
    return {
        "role_id": target.role,
        "score": score,
        "met": len(met),
        "total": len(target.requirements),
        **gates,
        "status": status,
        "ready_since": on if status == Status.READY else None,
        "version_id": target.version,
    }


def _gate(asked: bool, met: bool) -> Gate:
    return (Gate.PASS if met else Gate.FAIL) if asked else Gate.NOT_ASKED
