"""What a run costs after little has changed: few people, one role's rules, one person."""

import time
from collections.abc import Callable
from functools import partial

from django.db.models import Count

from pathways.models import Requirement
from promotions.bench.bench import Bench
from promotions.bench.figures import Figure, figure, percentile, ratio
from promotions.bench.nights import LEVELS, change, expect, night, save_one
from promotions.models import Readiness
from promotions.readiness import immediate

SHARES = {"incremental_01pct": 1_000, "incremental_1pct": 100, "incremental_10pct": 10}  # one person in so many changes
SAVED = 300  # people worked out one by one


def measure(bench: Bench) -> dict[str, Figure]:
    """The run after few have changed, by two workers as the full one beside it."""
    median_role, busiest_role = _roles()
    cases: dict[str, Callable[[int], object]] = {
        **{name: partial(change, min(one_in, bench.people)) for name, one_in in SHARES.items()},
        "incremental_median_role": partial(_change_role, median_role),
        "incremental_busiest_role": partial(_change_role, busiest_role),
    }
    runs: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(bench.repeats):
        runs.append(bench.full_after_2pct(number).cost.seconds)
        for name, changed in cases.items():
            taken[name].append(_incremental(bench, partial(changed, number)))
    medians, slowest = zip(*(_one_person(bench) for _ in range(bench.repeats)), strict=True)
    return {
        **{f"{name}_to_full": ratio(seconds, runs) for name, seconds in taken.items()},
        "one_person_milliseconds": figure(medians),
        "one_person_milliseconds_p99": figure(slowest),
    }


def _incremental(bench: Bench, changed: Callable[[], object]) -> float:
    changed()
    found = night(bench.on, bench.workers, full=False)
    expect(found.people > 0, "a run after a change computed nobody")
    left = night(bench.on, bench.workers, full=True).written
    expect(not left, f"a full run found {left} rows that an incremental one had left")
    return found.cost.seconds


def _one_person(bench: Bench) -> tuple[float, float]:
    """Return the median and the 99th percentile, in milliseconds, of working one person out right after a save."""
    taken = []
    for person in bench.sample(SAVED):
        save_one(person)
        began = time.perf_counter()
        expect(immediate.recompute(person, wait=False), "a person was not worked out")
        taken.append((time.perf_counter() - began) * 1000)
    left = night(bench.on, bench.workers, full=True).written
    expect(not left, f"a full run found {left} rows that working people out one by one had left")
    return percentile(taken, 0.5), percentile(taken, 0.99)


def _roles() -> tuple[int, int]:
    """Return a role with a median number of readiness rows, and the one with most."""
    by_rows = list(Readiness.objects.values_list("role", flat=True).annotate(rows=Count("*")).order_by("rows", "role"))
    return by_rows[len(by_rows) // 2], by_rows[-1]


def _change_role(role: int, number: int) -> None:
    """Ask another level of one skill of the role."""
    asked = Requirement.objects.filter(profile__role=role).order_by("pk")[0]
    Requirement.objects.filter(pk=asked.pk).update(level=asked.level % LEVELS + 1)
