"""A slow, plain recount of the facts from the stored rows, day by day and person by person: what `refresh` must equal."""

import datetime as dt
from collections import Counter, defaultdict
from statistics import median_low

from employees.models import Employee
from pathways.models import RoleProfile
from promotions.models import Requisition

MOVES = {"promotion": "promotions", "lateral": "laterals", "demotion": "demotions"}
DAY = dt.timedelta(days=1)


def facts(on):
    """Return {(month, unit, family, level): Counter of counts}."""
    cell = cells_on(on)
    counted = defaultdict(Counter)
    for employee in Employee.objects.all():
        positions = list(employee.positions.filter(start__lte=on).order_by("start"))
        for before, position in zip([None, *positions], positions, strict=False):
            day, stop = position.start, min(filter(None, (position.end, employee.left_on, on + DAY)))
            while day < stop:
                counted[day.replace(day=1), *cell(position)]["person_days"] += 1
                day += DAY
            count_start(counted, cell, before, position)
        if positions and employee.left_on and employee.left_on <= on:
            counted[employee.left_on.replace(day=1), *cell(positions[-1])]["leavers"] += 1
    for seat in Requisition.objects.filter(opened_on__lte=on):
        opened = counted[seat.opened_on.replace(day=1), *cell(seat)]
        opened["seats_opened"] += 1
        opened["seats_opened_inside_first"] += seat.internal_first
        if seat.filled_on and seat.filled_on <= on:
            filled = counted[seat.filled_on.replace(day=1), *cell(seat)]
            filled["seats_filled"] += 1
            filled["seats_filled_inside"] += seat.filled_inside
    return {key: +counts for key, counts in counted.items() if +counts}


def count_start(counted, cell, before, position):
    month = position.start.replace(day=1)
    source = before or position
    if position.reason in MOVES:
        counted[month, *cell(source)][MOVES[position.reason]] += 1
        if before and before.end == position.start and before.unit_id != position.unit_id:
            counted[month, *cell(source)]["transfers_out"] += 1
    if position.reason in ("hire", "re-entry"):
        counted[month, *cell(position)]["hires"] += 1
    if position.reason == "re-entry" and before:
        counted[before.end.replace(day=1), *cell(before)]["leavers"] += 1


def cells_on(on):
    places = (
        dict(RoleProfile.objects.in_force(on).values_list("role", "track__family")),
        dict(RoleProfile.objects.in_force(on).values_list("role", "level")),
    )
    return lambda row: (row.unit_id, places[0].get(row.role_id), places[1].get(row.role_id))


def durations(on):
    """Return {(unit, family, level, months): (moved, still)}."""
    cell = cells_on(on)
    counted = defaultdict(Counter)
    for employee in Employee.objects.all():
        for run, after in runs(list(employee.positions.filter(start__lte=on).order_by("start"))):
            ended = min(filter(None, (run[-1].end, employee.left_on, dt.date.max)))
            if run[0].role_id is None or ended <= run[0].start:
                continue
            stop = min(ended, on)
            moved = ended <= on and after is not None and after.reason in MOVES
            away = sum(max((min(leave.end or stop, stop) - max(leave.start, run[0].start)).days, 0) for leave in employee.leaves.all())
            months = full_months(run[0].start + away * DAY, stop)
            counted[*cell(run[-1]), months]["moved" if moved else "still"] += 1
    return {key: (counts["moved"], counts["still"]) for key, counts in counted.items()}


def moves(on):
    """Return {(source role, target role): (people, median months)} of moves made on the day the position before ended."""
    people, stays = defaultdict(set), defaultdict(list)
    for employee in Employee.objects.all():
        for run, after in runs(list(employee.positions.filter(start__lte=on).order_by("start"))):
            ended = min(filter(None, (run[-1].end, employee.left_on, dt.date.max)))
            if not (run[0].role_id and after and after.role_id and after.start == ended > run[0].start):
                continue
            away = sum(max((min(leave.end or ended, ended) - max(leave.start, run[0].start)).days, 0) for leave in employee.leaves.all())
            people[run[0].role_id, after.role_id].add(employee.pk)
            stays[run[0].role_id, after.role_id].append(full_months(run[0].start + away * DAY, ended))
    return {pair: (len(people[pair]), median_low(found)) for pair, found in stays.items()}


def runs(positions):
    """Yield each unbroken run of positions in one role, and the position after it."""
    run = []
    for position in positions:
        if run and not (run[-1].role_id == position.role_id and run[-1].end == position.start):
            yield run, position
            run = []
        run.append(position)
    if run:
        yield run, None


def full_months(start, stop):
    months = 0
    while (start.year * 12 + start.month + months + 1, start.day) <= (stop.year * 12 + stop.month, stop.day):
        months += 1
    return months
