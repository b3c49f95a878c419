"""What a shard must write: where computed rows differ from the stored ones, and nothing else.

Rewriting a million rows costs several times what it costs to read and compare them; a normal night changes few.
"""

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from django.db import connection

from promotions.models import NextChange, NightlyRun, Readiness
from promotions.models.readiness import GATES
from promotions.readiness.engine import NO_SCORE
from promotions.readiness.people import Among, prepared
from skills.columns import NEVER, Bools, Columns, Ints, Statement, date_sql, day, key, length, place_of, small, staged, statement

KEY = ("employee_id", "role_id")
DECIDED = ("score", "met", "total", *GATES, "status", "policy_id", "version_id")
CONTENT = (*DECIDED, "ready_since")
NO_STATUS = -1


ReadySince = Callable[[Columns, Bools, Ints], Ints]


class Act(IntEnum):
    DELETE = 0
    UPDATE = 1
    INSERT = 2


@prepared
def stored_rows(among: Among) -> Statement:
    """Read these people's rows."""
    codes = {name: small(name, bits=3) for name in (*GATES, "status")}
    versions = {name: key(name, bits=19) for name in ("policy_id", "version_id")}
    return statement(
        Readiness.objects.filter(among.by("employee_id")),
        **{name: key(name) for name in KEY},
        score=small("score", bits=15, empty=NO_SCORE),
        met=small("met"),
        total=small("total"),
        **codes,
        ready_since=day("ready_since"),
        **versions,
    )


def differences(computed: Columns, stored: Columns, ready_since: ReadySince) -> Columns:
    """Return the rows to write, each with its `act` and `was`, the status before.

    `ready_since` is told the computed rows, which of them are stored already but for that day, and the stored days.
    """
    before = matched(stored, computed)
    was = gathered(stored["status"], before, NO_STATUS)
    known = np.flatnonzero(before >= 0)
    gone = np.ones(length(stored), dtype=bool)
    gone[before[known]] = False
    unchanged = np.zeros(len(before), dtype=bool)
    unchanged[known] = np.logical_and.reduce([computed[name][known] == stored[name][before[known]] for name in DECIDED])
    since = gathered(stored["ready_since"], before, NEVER)
    computed = {**computed, "ready_since": ready_since(computed, unchanged, since)}
    same = unchanged & (computed["ready_since"] == since)
    return _joined(
        [
            _acting(stored, np.flatnonzero(gone), Act.DELETE, stored["status"]),
            _acting(computed, known[~same[known]], Act.UPDATE, was),
            _acting(computed, np.flatnonzero(before < 0), Act.INSERT, was),
        ]
    )


def matched(among: Columns, rows: Columns) -> Ints:
    """Return for each of `rows` the place of the row with its key in `among`, -1 where there is none."""
    return _places(_numbers(among), _numbers(rows))


def _numbers(rows: Columns) -> Ints:
    """Return the key of each row as one number."""
    return rows["employee_id"].astype(np.int64) << 32 | rows["role_id"]


def _places(numbers: Ints, wanted: Ints) -> Ints:
    """Return where each wanted number stands, -1 where it does not."""
    order = np.argsort(numbers)
    places = place_of(numbers[order], wanted)
    return np.where(places >= 0, order[places], -1) if len(order) else places


def gathered(values: Ints, places: Ints, missing: int) -> Ints:
    return np.where(places >= 0, values[places], missing) if len(values) else np.full(len(places), missing, dtype=np.int64)


def _acting(rows: Columns, places: Ints, act: Act, was: Ints) -> Columns:
    return {
        "act": np.full(len(places), act, dtype=np.int8),
        "was": was[places].astype(np.int8),
        **{name: rows[name][places] for name in (*KEY, *CONTENT)},
    }


def _joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def turned(rows: Columns) -> Ints:
    """Return the places of the rows whose status is another than before, new and deleted ones included."""
    return np.flatnonzero((rows["act"] != Act.UPDATE) | (rows["was"] != rows["status"]))


# Raw SQL: set-based statements over a temporary table are what makes writing cost as little as the differences are few.
# The names are those of our own tables; nothing in them came from outside.


def write(rows: Columns, run: NightlyRun) -> None:
    """Bring the stored rows to the computed ones, and append each turn of status under the day it is `turned_on`."""
    if not length(rows):
        return
    columns = ", ".join((*KEY, *CONTENT, "run_id"))
    values = {name: f"d.{name}" for name in (*KEY, *CONTENT)} | {
        "score": f"NULLIF(d.score, {NO_SCORE})",
        "ready_since": date_sql("d.ready_since"),
        "run_id": "%s",
    }
    assignments = ", ".join(f"{name} = {values[name]}" for name in (*CONTENT, "run_id"))
    acts = set(np.unique(rows["act"]).tolist())
    with staged("readiness_difference", rows), connection.cursor() as cursor:
        if Act.DELETE in acts:
            cursor.execute(_sql(DELETE))
        if Act.UPDATE in acts:
            cursor.execute(_sql(UPDATE, assignments=assignments), [run.pk])
        if Act.INSERT in acts:
            cursor.execute(_sql(INSERT, columns=columns, values=", ".join(values.values())), [run.pk])
        cursor.execute(_sql(APPEND_TURNS, turned_on=date_sql("turned_on")), [run.pk])


DELETE = """
DELETE FROM promotions_readiness
WHERE (employee_id, role_id) IN (SELECT employee_id, role_id FROM readiness_difference WHERE act = {delete})
"""
UPDATE = """
UPDATE promotions_readiness AS r SET {assignments}
FROM readiness_difference d
WHERE d.act = {update} AND r.employee_id = d.employee_id AND r.role_id = d.role_id
"""
INSERT = """
INSERT INTO promotions_readiness ({columns})
SELECT {values} FROM readiness_difference d WHERE d.act = {insert}
"""
APPEND_TURNS = """
INSERT INTO promotions_readinesschange (employee_id, role_id, "on", old, new, run_id)
SELECT employee_id, role_id, {turned_on}, NULLIF(was, {no_status}), CASE WHEN act <> {delete} THEN status END, %s
FROM readiness_difference WHERE act <> {update} OR was <> status
"""


def _sql(template: str, **parts: str) -> str:
    return template.format(delete=+Act.DELETE, update=+Act.UPDATE, insert=+Act.INSERT, no_status=NO_STATUS, never=NEVER, **parts)


@prepared
def _next_changes(among: Among) -> Statement:
    rows = NextChange.objects.filter(among.by("employee_id")).order_by("employee_id")
    return statement(rows, employee_id=key("employee_id"), day=day("on"))


def write_next_changes(among: Among, employees: Ints, days: Ints) -> None:
    """Keep each person's next day on which the calendar turns something; `NEVER` leaves no row."""
    stored = _next_changes(among)
    before = place_of(stored["employee_id"], employees)
    known = gathered(stored["day"], before, NEVER)
    gone = place_of(employees, stored["employee_id"]) < 0
    changed = np.flatnonzero(known != days)
    rows = {
        "employee_id": np.concatenate([employees[changed], stored["employee_id"][gone]]),
        "day": np.concatenate([days[changed], np.full(gone.sum(), NEVER)]).astype(np.int32),
    }
    if length(rows):
        with staged("next_change_difference", rows), connection.cursor() as cursor:
            cursor.execute(DROP_NEXT_CHANGES)
            cursor.execute(_sql(INSERT_NEXT_CHANGES, day=date_sql("day")))


DROP_NEXT_CHANGES = "DELETE FROM promotions_nextchange WHERE employee_id IN (SELECT employee_id FROM next_change_difference)"
INSERT_NEXT_CHANGES = """
INSERT INTO promotions_nextchange (employee_id, "on") SELECT employee_id, {day} FROM next_change_difference WHERE day <> {never}
"""
