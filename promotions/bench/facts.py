"""What the monthly figures on mobility cost: everybody counted, nothing changed, and one person in a hundred moved; and of that, what
may be told of them.
"""

from django.db.models import F, Max, Min, QuerySet
from django.db.models.functions import Mod

from employees.models import Position
from promotions import metrics
from promotions.bench.bench import Bench
from promotions.bench.figures import Figure, figure, ratio
from promotions.bench.nights import expect
from promotions.bench.stopwatch import timed
from promotions.metrics.telling import write_told_parts
from promotions.models import UncountedPerson
from skills import bulk

ONE_IN = 100


def measure(bench: Bench) -> dict[str, Figure]:
    first = _seconds(bench, full=True)
    everybody, nothing, some, told, told_anew = [], [], [], [], []
    for _ in range(bench.repeats):
        everybody.append(_seconds(bench, full=True))
        nothing.append(_seconds(bench))
        told_anew.append(timed(lambda: write_told_parts(bench.on, anew=True)).seconds)
        told.append(timed(lambda: write_told_parts(bench.on)).seconds)
        _move(min(ONE_IN, bench.people))
        some.append(_seconds(bench))
        left = metrics.refresh(bench.on, full=True)
        expect(not left, f"counting everybody found {left} rows that counting what changed had left")
    return {
        "facts_first_seconds": figure([first]),
        "facts_everybody_seconds": figure(everybody),
        "facts_nothing_changed_seconds": figure(nothing),
        "facts_1pct_changed_seconds": figure(some),
        "facts_1pct_to_everybody": ratio(some, everybody),
        "told_anew_seconds": figure(told_anew),
        "told_unchanged_seconds": figure(told),
    }


def _seconds(bench: Bench, *, full: bool = False) -> float:
    return timed(lambda: metrics.refresh(bench.on, full=full)).seconds


def _move(one_in: int) -> None:
    """Put one person in so many into the next unit, back to the day on which they took their position, and mark them."""
    moved: QuerySet[Position] = Position.objects.open().annotate(turn=Mod("employee_id", one_in)).filter(turn=0)
    units = Position.objects.aggregate(first=Min("unit_id"), last=Max("unit_id"))
    count = units["last"] - units["first"] + 1
    bulk.insert(UncountedPerson, {"subject": list(moved.values_list("employee_id", flat=True))})
    moved.update(unit_id=Mod(F("unit_id") - units["first"] + 1, count) + units["first"])
