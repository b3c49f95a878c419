"""The nightly step that brings monthly facts, durations, moves and benches up to a day, writing only what differs."""

import datetime as dt

import numpy as np
from django.db import transaction

from employees.models import RoleMove
from promotions.metrics import bench, durations, facts, moves
from promotions.metrics.columns import numbers
from promotions.metrics.durations import DurationTally
from promotions.metrics.facts import FactTally
from promotions.metrics.grid import Grid, read_grid
from promotions.metrics.history import read_histories
from promotions.metrics.months import first_of, month_of
from promotions.metrics.moves import MoveTally
from promotions.metrics.stored import read_stored, write_differences
from promotions.models import BenchFact, MobilityFact, PositionDuration
from skills.columns import DayNumber, Ints

MONTHS_AT_A_TIME = 12  # stored facts compared at once: bounds the memory
CELL = ("unit_id", "family_id", "level_id")


@transaction.atomic
def refresh(on: dt.date) -> int:
    """Recompute every month up to and including `on`; return how many rows were inserted, changed or deleted. A second call writes 0.

    Positions and leave are read once. Benches are those of the readiness rows as they stand.
    """
    grid = read_grid(on)
    fact_tally, duration_tally, move_tally = FactTally(grid), DurationTally(grid), MoveTally()
    for history in read_histories(on):
        fact_tally.add_history(history)
        duration_tally.add_history(history)
        move_tally.add_history(history)
    fact_tally.add_seats(on)
    written = _write_facts(grid, fact_tally) + _write_durations(grid, duration_tally)
    return written + _write_moves(move_tally) + _write_benches(grid, on)


def _write_facts(grid: Grid, tally: FactTally) -> int:
    cells, months, counts = tally.summed()
    wanted = np.column_stack([months, *grid.unpack(cells), counts])
    before = MobilityFact.objects.filter(month__lt=first_of(grid.first_month))
    after = MobilityFact.objects.filter(month__gt=first_of(grid.last_month))
    written = before._raw_delete(before.db) + after._raw_delete(after.db)
    for first in range(grid.first_month, grid.last_month + 1, MONTHS_AT_A_TIME):
        rows = wanted[(months >= first) & (months < first + MONTHS_AT_A_TIME)]
        written += write_differences(MobilityFact, _stored_facts(first), rows, key=("month", *CELL), counts=facts.COUNTS)
    return written


def _stored_facts(first: int) -> Ints:
    within = MobilityFact.objects.filter(month__gte=first_of(first), month__lt=first_of(first + MONTHS_AT_A_TIME))
    stored = read_stored(within, month=DayNumber("month"), **numbers(*CELL, *facts.COUNTS))
    stored[:, 1] = month_of(stored[:, 1])
    return stored


def _write_durations(grid: Grid, tally: DurationTally) -> int:
    cells, months, counts = tally.summed()
    wanted = np.column_stack([*grid.unpack(cells), months, counts])
    key = (*CELL, "months")
    stored = read_stored(PositionDuration.objects.all(), **numbers(*key, *durations.COUNTS))
    return write_differences(PositionDuration, stored, wanted, key=key, counts=durations.COUNTS)


def _write_moves(tally: MoveTally) -> int:
    key = ("source_id", "target_id")
    stored = read_stored(RoleMove.objects.all(), **numbers(*key, *moves.COUNTS))
    return write_differences(RoleMove, stored, tally.summed(), key=key, counts=moves.COUNTS)


def _write_benches(grid: Grid, on: dt.date) -> int:
    key = (*CELL, "role_id")
    stored = read_stored(BenchFact.objects.all(), **numbers(*key, *bench.COUNTS))
    return write_differences(BenchFact, stored, bench.benches(grid, on), key=key, counts=bench.COUNTS)
