"""Nights of a made company, timed beside the yardstick in the same process, one after the other in turn."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from employees.models import Employee, HeldSkill, Stale
from promotions import metrics
from promotions.bench.floor import floor_seconds
from promotions.demo import loading
from promotions.models import NightlyRun
from promotions.nights import runs, shards
from promotions.readiness.announced import save_digests
from promotions.readiness.rules import load
from skills import bulk

SEED = 1


@dataclass(frozen=True)
class Ratio:
    median: float
    min: float
    max: float


def ratio(things: list[float], yardsticks: list[float]) -> Ratio:
    """Return the ratios of pairs measured one after the other."""
    found = [round(thing / yardstick, 3) for thing, yardstick in zip(things, yardsticks, strict=True)]
    return Ratio(round(median(found), 3), min(found), max(found))


def measure(employees: int, repeats: int, say: Callable[[str], None]) -> dict[str, Any]:  # Any: figures and ratios, as JSON takes them
    """Make a company of that size, run its nights and return the figures; raises `RuntimeError` when a night is not what it should be."""
    on = timezone.localdate()
    made = _timed(lambda: loading.load(count=employees, seed=SEED, today=on, progress=lambda part: None))
    _settle()
    say(f"{employees:,} people made in {made:.1f} s")
    first = _night(on, full=True)
    facts = _timed(lambda: metrics.refresh(on))
    say(f"first night {first.seconds:.2f} s, monthly facts {facts:.2f} s")
    turns = [_turn(on, number) for number in range(repeats)]
    floors, unchanged, two, one = (list(column) for column in zip(*turns, strict=True))
    return {
        "database": connection.vendor,
        "employees": employees,
        "rows": first.written,
        "repeats": repeats,
        "demo_people_per_second": round(employees / made),
        "floor_seconds": round(median(floors), 3),
        "full_seconds": round(median(unchanged), 3),
        "first_night_to_copy": round(first.seconds / floors[0], 3),
        "full_to_copy": asdict(ratio(unchanged, floors)),
        "full_2pct_to_copy": asdict(ratio(two, floors)),
        "incremental_1pct_to_full": asdict(ratio(one, unchanged)),
        "facts_first_to_full": round(facts / median(unchanged), 3),
    }


def _turn(on: dt.date, number: int) -> tuple[float, float, float, float]:
    """Measure one of each, in turn: the floor, a full night of no change, one of 2 % changed, an incremental one of 1 %."""
    floor = floor_seconds()
    unchanged = _night(on, full=True)
    _expect(unchanged.written == 0, "a second run of the same night wrote rows")
    _change(50, number)
    two = _night(on, full=True)
    _change(100, number + 1)
    one = _night(on, full=False)
    _expect(one.kind == NightlyRun.Kind.INCREMENTAL, "a night of 1 % changed was not incremental")
    check = _night(on, full=True)
    _expect(check.written == 0, "a full run found what an incremental one had left")
    return floor, unchanged.seconds, two.seconds, one.seconds


@dataclass(frozen=True)
class Night:
    kind: str
    seconds: float
    written: int


def _night(on: dt.date, *, full: bool) -> Night:
    """Run the shards here. The monthly facts, which have a figure of their own, are left out."""
    began = time.perf_counter()
    run = runs.start(NightlyRun.Job.READINESS, on=on, full=full, by=None)
    for shard_id in run.shards.values_list("pk", flat=True):
        shards.run_shard(shard_id)
    save_digests(load(on))
    NightlyRun.objects.filter(pk=run.pk).update(status=NightlyRun.Status.SUCCEEDED, finished_at=timezone.now())
    seconds = time.perf_counter() - began
    done = list(run.shards.all())
    _expect(all(shard.status == "done" for shard in done), next((shard.error for shard in done if shard.error), "a shard was not done"))
    return Night(run.kind, seconds, sum(shard.written for shard in done))


def _change(one_in: int, offset: int) -> None:
    """Change every held skill of one person in so many, and mark them as any writer does."""
    people = Employee.objects.annotate(turn=Mod(F("pk") + offset, one_in)).filter(turn=0)
    HeldSkill.objects.filter(employee__in=people).update(level=Mod(F("level") + 1, 5))
    bulk.insert(Stale, {"employee_id": list(people.values_list("pk", flat=True))})


def _settle() -> None:
    """Let the planner know the tables; a company that grew by imports has had its autovacuum."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _expect(true: bool, otherwise: str) -> None:
    if not true:
        raise RuntimeError(f"No figure is worth printing: {otherwise}.")
