"""What is measured, group by group: a thing and its yardstick by turns, one after the other, so often as is asked."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial

from django.utils import timezone

from promotions.bench import architecture, audits, facts, feed, increments, line, orm, pages
from promotions.bench.bench import SEED, Bench, bench_of
from promotions.bench.figures import Figure, figure, ratio, table
from promotions.bench.floor import floor, has_indexes
from promotions.bench.nights import expect, night
from promotions.bench.scratch import scratch_database
from promotions.bench.set_based import set_based
from promotions.bench.stopwatch import Cost, timed
from promotions.bench.workers import workers
from promotions.demo import erasing, loading

IN_A_LOOP = 200  # people of the sample that the ORM takes one by one
PREFETCHED = 10_000
DEMO = 2_000  # people

Figures = dict[str, Figure]


def in_time(things: Sequence[Cost], yardsticks: Sequence[Cost]) -> Figure:
    return ratio([thing.seconds for thing in things], [yardstick.seconds for yardstick in yardsticks])


def in_cpu(things: Sequence[Cost], yardsticks: Sequence[Cost]) -> Figure:
    return ratio([thing.cpu for thing in things], [yardstick.cpu for yardstick in yardsticks])


def full(bench: Bench) -> Figures:
    """The run over everybody against the bare writing of its rows: after 2 % of the people changed, and after nothing did."""
    copies: list[Cost] = []
    runs: dict[str, list[Cost]] = {name: [] for name in ("full", "full_unchanged", "full_alone", "full_alone_unchanged")}
    indexed: list[Cost] = []
    for number in range(bench.repeats):
        copies.append(floor())
        runs["full"].append(bench.full_after_2pct(2 * number).cost)
        runs["full_unchanged"].append(_unchanged(bench, processes=2))
        runs["full_alone"].append(bench.full_after_2pct(2 * number + 1, processes=1).cost)
        runs["full_alone_unchanged"].append(_unchanged(bench, processes=1))
        indexed += [floor(indexed=True)] if has_indexes() else []
    return {
        **{f"{name}_to_copy": in_time(costs, copies) for name, costs in runs.items()},
        **({"full_to_indexed_copy": in_time(runs["full"], indexed)} if indexed else {}),
        "full_to_copy_in_cpu": in_cpu(runs["full"], copies),
        "full_cpu_of_the_database": figure([cost.database_cpu / cost.cpu for cost in runs["full"]]),
        "first_night_to_copy": in_time([bench.first.cost], copies[:1]),
        "copy_seconds": figure([cost.seconds for cost in copies]),
        "full_seconds": figure([cost.seconds for cost in runs["full"]]),
        "first_night_seconds": figure([bench.first.cost.seconds]),
        "second_run_writes": figure([0.0]),
        "worker_megabytes": figure([bench.workers.megabytes()]),
    }


def _unchanged(bench: Bench, processes: int) -> Cost:
    again = night(bench.on, bench.workers, full=True, processes=processes)
    expect(not again.written, f"a second run of the same night wrote {again.written} rows")
    return again.cost


def against_orm(bench: Bench) -> Figures:
    """Processor time of the run against that of Django's objects for as many people, which is extrapolated from samples."""
    looped, prefetched = bench.sample(IN_A_LOOP), bench.sample(PREFETCHED)
    runs, loops, batches = [], [], []
    for number in range(bench.repeats):
        runs.append(bench.full_after_2pct(number).cost.cpu)
        loops.append(orm.cost_of(orm.loop, looped, bench.on).cpu / len(looped) * bench.people)
        batches.append(orm.cost_of(orm.prefetched, prefetched, bench.on).cpu / len(prefetched) * bench.people)
    return {
        "full_to_orm": ratio(runs, batches),
        "full_to_orm_loop": ratio(runs, loops),
        "full_cpu_seconds": figure(runs),
        "orm_cpu_seconds_extrapolated": figure(batches),
        "orm_loop_cpu_seconds_extrapolated": figure(loops),
    }


def against_sql(bench: Bench) -> Figures:
    """Processor time of the run against that of set-based SQL."""
    runs, statements = [], []
    for number in range(bench.repeats):
        runs.append(bench.full_after_2pct(number).cost)
        statements.append(set_based(bench.on))
    return {
        "full_to_sql": in_cpu(runs, statements),
        "full_to_sql_in_time": in_time(runs, statements),
        "sql_cpu_seconds": figure([statement.cpu for statement in statements]),
    }


def growth(bench: Bench) -> Figures:
    """Processor time a person of the full run, against companies of a tenth and a hundredth of the size."""
    here, tenth = _cost_per_person(bench), _cost_of_company(bench.people // 10, bench)
    hundredth = _cost_of_company(bench.people // 100, bench)
    return {
        "growth_of_cost_per_person": ratio(here, tenth),
        "growth_of_cost_per_person_from_a_hundredth": ratio(here, hundredth),
        "cpu_microseconds_per_person": figure(here),
        "cpu_microseconds_per_person_at_a_tenth": figure(tenth),
        "cpu_microseconds_per_person_at_a_hundredth": figure(hundredth),
    }


def _cost_of_company(people: int, like: Bench) -> list[float]:
    with bench_of(max(people, 1), like.repeats, like.on) as other:
        return _cost_per_person(other)


def _cost_per_person(bench: Bench) -> list[float]:
    return [bench.full_after_2pct(number).cost.cpu / bench.people * 1e6 for number in range(bench.repeats)]


def demo(people: int, repeats: int, on: dt.date) -> Figures:
    """The demo company made from nothing."""
    count = min(people, DEMO)
    speeds = []
    with scratch_database():
        for _ in range(repeats):
            erasing.erase()
            speeds.append(count / timed(lambda: loading.load(count=count, seed=SEED, today=on)).seconds)
    return {"demo_people_per_second": figure(speeds)}


def imported(people: int, repeats: int, on: dt.date) -> Figures:
    """An HR system's feed of people with their history."""
    with scratch_database():
        architecture.load(on, SEED)
        return feed.measure(people, repeats, on, SEED)


def audited(people: int, repeats: int, on: dt.date) -> Figures:
    """Audits of fairness over five cycles, by a worker begun before the company is made."""
    with scratch_database(), workers() as two:
        return audits.measure(people, repeats, on, two)


OF_THE_COMPANY: dict[str, Callable[[Bench], Figures]] = {
    "full": full,
    "orm": against_orm,
    "sql": against_sql,
    "incremental": increments.measure,
    "growth": growth,
    "facts": facts.measure,
    "line": lambda bench: line.measure(bench.on, bench.repeats),
    "pages": lambda bench: pages.measure(bench.on, bench.repeats, bench.workers),
}
OF_THEIR_OWN: dict[str, Callable[[int, int, dt.date], Figures]] = {"audit": audited, "import": imported, "demo": demo}
GROUPS = (*OF_THE_COMPANY, *OF_THEIR_OWN)


def measure(people: int, repeats: int, groups: Collection[str], say: Callable[[str], None]) -> Figures:
    """Return the figures of these groups, and say them as they come.

    Raises `RuntimeError` with a sentence when anything gives other rows than it should.
    """
    on, found = timezone.localdate(), Figures()
    for name in OF_THEIR_OWN.keys() & groups:
        found |= _said(name, say, partial(OF_THEIR_OWN[name], people, repeats, on))
    if OF_THE_COMPANY.keys() & groups:
        began = time.perf_counter()
        with bench_of(people, repeats, on) as bench:
            say(f"{people:,} people, {bench.first.written:,} readiness rows: {time.perf_counter() - began:.0f} s")
            for name in (name for name in OF_THE_COMPANY if name in groups):
                found |= _said(name, say, partial(OF_THE_COMPANY[name], bench))
    return found


def _said(name: str, say: Callable[[str], None], measured: Callable[[], Figures]) -> Figures:
    """Say each group's figures as soon as they are known: a bench that is broken off has told something."""
    began = time.perf_counter()
    found = measured()
    say(f"\n{name}, {time.perf_counter() - began:.0f} s\n{table(found)}")
    return found
