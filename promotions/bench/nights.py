"""Nights of the bench company: what changes by day, and the run that follows."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.db import ProgrammingError, connection
from django.db.models import F, Sum
from django.db.models.functions import Mod
from django.utils import timezone

from employees.models import Employee, HeldSkill, Stale
from promotions.bench.stopwatch import Cost, timed
from promotions.bench.workers import Workers
from promotions.models import NightlyRun, RunShard
from promotions.nights import runs, shards
from promotions.readiness.announced import save_digests
from promotions.readiness.rules import rules_on
from skills import bulk

LEVELS = 5  # of the bench company's scale


@dataclass(frozen=True)
class Night:
    people: int
    written: int
    cost: Cost


def night(on: dt.date, workers: Workers, *, full: bool, processes: int = 2) -> Night:
    """Run readiness for that day by so many processes. The monthly facts, which have figures of their own, are left out."""
    settle()
    run: list[NightlyRun] = []

    def action() -> None:
        run.append(_start(on, full=full))
        workers.compute(_shards(run[0]), at_once=processes)
        _end(run[0])

    cost = timed(action)
    failed = run[0].shards.exclude(status=RunShard.Status.DONE)
    expect(not failed, "; ".join(shard.error or "a shard was not computed" for shard in failed))
    return Night(cost=cost, **run[0].shards.aggregate(people=Sum("people", default=0), written=Sum("written", default=0)))


def night_in_this_process(on: dt.date) -> None:
    """The same, full, by one process alone: what a worker is given that others are measured beside."""
    run = _start(on, full=True)
    for shard_id in _shards(run):
        shards.run_shard(shard_id)
    _end(run)


def _start(on: dt.date, *, full: bool) -> NightlyRun:
    return runs.start(NightlyRun.Job.READINESS, on=on, full=full, by=None)


def _shards(run: NightlyRun) -> list[int]:
    return list(run.shards.values_list("pk", flat=True))


def _end(run: NightlyRun) -> None:
    save_digests(rules_on(run.on))
    NightlyRun.objects.filter(pk=run.pk).update(status=NightlyRun.Status.SUCCEEDED, finished_at=timezone.now())


def save_one(person: int) -> None:
    """Change what one person holds, and mark them as the service that does so."""
    HeldSkill.objects.filter(employee=person).update(level=Mod(F("level"), LEVELS) + 1)
    Stale.objects.create(employee_id=person)


def change(one_in: int, offset: int) -> int:
    """Change every held skill of one person in so many, mark them as any writer does, and return how many they are."""
    people = Employee.objects.annotate(turn=Mod(F("pk") + offset, one_in)).filter(turn=0)
    HeldSkill.objects.filter(employee__in=people).update(level=Mod(F("level"), LEVELS) + 1)
    return bulk.insert(Stale, {"employee_id": list(people.values_list("pk", flat=True))})


def settle() -> None:
    """Do what a server does within minutes, as far as our role may: vacuum the skills that changed, write out what went before."""
    if connection.vendor == "postgresql":
        with suppress(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("VACUUM employees_heldskill")
            cursor.execute("CHECKPOINT")


def expect(true: bool, otherwise: str) -> None:
    if not true:
        raise RuntimeError(f"No figure is worth printing: {otherwise}.")
