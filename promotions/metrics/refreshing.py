"""The nightly step that brings monthly facts, durations, moves and benches up to a day, writing only what differs.

Normally only those are counted again of whom something changed: what they came to on the day of the last count is taken back, what they
come to now is added. A full count reads everybody, and finds nothing to write when no change went unannounced.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q

from employees.models import Position, RoleMove
from promotions.metrics import bench, copies, moves
from promotions.metrics.amounts import add_rows, make_rows
from promotions.metrics.changed import Marks, changed_people, changed_seats, moved_roles
from promotions.metrics.columns import numbers
from promotions.metrics.copies import Copies, packed, unpacked
from promotions.metrics.counts import CELL, Counts
from promotions.metrics.durations import months_turn, runs_of
from promotions.metrics.grid import Grid, read_grid
from promotions.metrics.history import read_history
from promotions.metrics.months import day_number
from promotions.metrics.reading import Choice, distinct, named, ranges
from promotions.metrics.seats import read_seats
from promotions.metrics.stored import read_stored, write_differences
from promotions.metrics.telling import write_told_parts
from promotions.models import BenchFact, LastCount, MoveStay, Requisition
from promotions.models.counting import CountedPerson, CountedSeat
from skills.columns import Ints

log = structlog.get_logger(__name__)

FULL_FROM = 0.2  # share of people to be counted again from which counting everybody is cheaper
ROLE = 3  # numbers a row: role, family, level


@transaction.atomic
def refresh(on: dt.date, *, full: bool = False) -> int:
    """Bring the figures up to that day; return how many rows were inserted, changed or deleted. A second call writes 0.

    `full` counts everybody from nothing, and so does the first time, an earlier day, and a night on which most have changed.
    Benches are those of the readiness rows as they stand.
    """
    grid, marks, last = read_grid(on), Marks.read(), LastCount.objects.select_for_update().first()
    written = _after(last, on, grid, marks) if last and last.on <= on else None
    everybody = full or written is None
    if everybody:
        recounted = _everybody(on, grid)
        if written is not None and recounted:
            log.warning("figures differed although no change had been announced", rows=recounted, on=str(on))
        written = (written or 0) + recounted
    marks.delete()
    return (written or 0) + _write_benches(grid, on) + write_told_parts(on, anew=everybody)


# --- What changed -----------------------------------------------------------------------------


def _after(last: LastCount, on: dt.date, grid: Grid, marks: Marks) -> int | None:
    """Count again what changed since the last count; return None when counting everybody is better."""
    before = unpacked(bytes(last.roles), ROLE)
    roles = moved_roles(before, grid.roles)
    people, seats = changed_people(on, marks, roles), changed_seats(on, marks, roles)
    if len(people) > FULL_FROM * last.people:
        return None
    grid = grid.covering(before)
    try:
        with transaction.atomic():
            written = _again(Step(last.on, grid.with_roles(before)), Step(on, grid), people, seats)
    except IntegrityError as error:  # a family or unit is gone, and its figures with it: what was counted cannot be taken back
        log.warning("figures did not add up and are counted from nothing", on=str(on), error=str(error))
        return None
    _remember(on, grid, last.people)
    return written


@dataclass(frozen=True)
class Step:
    """A day, and the cells of that day."""

    on: dt.date
    grid: Grid


def _again(then: Step, now: Step, people: Ints, seats: Ints) -> int:
    old, new = Counts(then.grid), Counts(now.grid)
    for choice in named(people):
        stored = copies.stored_people(choice)
        old.add_history(copies.histories(stored, day_number(then.on)))
        _add_people(now.on, choice, stored, new)
    for choice in named(seats):
        stored = copies.stored_seats(choice)
        old.add_seats(copies.seats(stored, day_number(then.on)).begun())
        _add_seats(now.on, choice, stored, new)
    changes = new.less(old)
    written = sum(map(add_rows, changes))
    stays = changes[-1].rows
    return written + write_moves(distinct(stays[:, 0]))


# --- Everybody --------------------------------------------------------------------------------


def _everybody(on: dt.date, grid: Grid) -> int:
    """Count everybody and every seat; return how many rows of figures were not so already."""
    counts = Counts(grid)
    people = sum(
        _add_people(on, choice, copies.stored_people(choice), counts)
        for choice in ranges((Position, "employee_id"), (CountedPerson, "subject"))
    )
    for choice in ranges((Requisition, "id"), (CountedSeat, "subject")):
        _add_seats(on, choice, copies.stored_seats(choice), counts)
    written = sum(map(make_rows, counts.amounts()))
    _remember(on, grid, people)
    return written + write_moves(None)


def _add_people(on: dt.date, choice: Choice, stored: Copies, counts: Counts) -> int:
    """Add what these people come to, and keep it in place of what was stored; return how many they are."""
    history = read_history(on, choice)
    begun = history.begun()
    people, next_days = history.next_days()
    on_leave, turn = months_turn(runs_of(begun))
    np.minimum.at(next_days, np.searchsorted(people, on_leave), turn)
    counts.add_history(begun)
    stored.replace(copies.copies_of_people(begun, people, next_days))
    return len(people)


def _add_seats(on: dt.date, choice: Choice, stored: Copies, counts: Counts) -> None:
    seats = read_seats(on, choice)
    counts.add_seats(seats.begun())
    stored.replace(copies.copies_of_seats(seats))


def _remember(on: dt.date, grid: Grid, people: int) -> None:
    LastCount.objects.update_or_create(pk=1, defaults={"on": on, "roles": packed(grid.roles), "people": people})


# --- Moves and benches, which do not add up ---------------------------------------------------


def write_moves(sources: Ints | None) -> int:
    """Work out the moves from these roles, or all, anew from how long people stayed."""
    written = 0
    for chosen in [Q()] if sources is None else [choice("source_id") for choice in named(sources)]:
        stays = read_stored(MoveStay.objects.filter(chosen), **numbers("source_id", "target_id", "months", *moves.COUNTS))
        stored = read_stored(RoleMove.objects.filter(chosen), **numbers("source_id", "target_id", "people", "months"))
        added_up = moves.added_up(stays[:, 1:])
        written += write_differences(RoleMove, stored, added_up, key=("source_id", "target_id"), counts=("people", "months"))
    return written


def _write_benches(grid: Grid, on: dt.date) -> int:
    key = (*CELL, "role_id")
    stored = read_stored(BenchFact.objects.all(), **numbers(*key, *bench.COUNTS))
    return write_differences(BenchFact, stored, bench.benches(grid, on), key=key, counts=bench.COUNTS)
