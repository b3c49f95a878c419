"""The reporting line: who leads whom on a day.

Today's whole line is kept as a nested interval (`ReportingLine`), which answers "everybody below" with one range
filter at any depth. It is worked out anew, vectorised, whenever managers change: `rebuild`. History, and the check
that a new manager closes no circle, walk upwards with one recursive query.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
from django.apps import apps
from django.db import connection, transaction

from skills import bulk
from skills.columns import Columns, Ints, key, place_of, read, small

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from employees.models import Employee, Position

DEEPEST = 100  # no company has a line this long; it also ends a walk through a circle


class CircleError(ValueError):
    """A chain of managers that comes back to where it began."""

    def __init__(self, employee_ids: list[int]) -> None:
        numbers = apps.get_model("employees", "Employee").objects.in_bulk(employee_ids)
        chain = " → ".join(numbers[pk].number for pk in [*employee_ids, employee_ids[0]] if pk in numbers)
        super().__init__(f"The reporting line goes round in a circle: {chain}. Expected every line to end at somebody without a manager.")
        self.employee_ids = employee_ids


ABOVE = """
WITH RECURSIVE above (id, depth) AS (
    SELECT CAST(%(manager)s AS bigint), 1
    UNION ALL
    SELECT p.manager_id, above.depth + 1
    FROM above JOIN employees_position p ON p.employee_id = above.id
    WHERE p.manager_id IS NOT NULL AND p.start <= %(on)s AND (p."end" IS NULL OR p."end" > %(on)s) AND above.depth < %(deepest)s
)
SELECT id FROM above ORDER BY depth
"""  # Raw SQL: the ORM has no recursive query. 0.25 ms at a million people, needing no stored structure.


def above(manager_id: int, on: dt.date) -> list[int]:
    """Return the manager and everybody above, nearest first, on that day."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"manager": manager_id, "on": on, "deepest": DEEPEST})
        return [row[0] for row in cursor.fetchall()]


def refuse_circle(position: "Position") -> None:
    """Raise `CircleError` when the position's manager is, on its first day, somebody below the employee."""
    if position.manager_id is None:
        return
    chain = above(position.manager_id, position.start)
    if position.employee_id in chain:
        raise CircleError([position.employee_id, *chain[: chain.index(position.employee_id)]])


def rebuild(on: dt.date) -> int:
    """Work out everybody's interval for that day; return how many rows are stored. Writes nothing when nothing moved."""
    line = apps.get_model("employees", "ReportingLine")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # two rebuilds at once would each insert everybody; readers go on reading
                cursor.execute("LOCK TABLE employees_reportingline IN SHARE ROW EXCLUSIVE MODE")
        rows = intervals(_managers(on))
        if not np.array_equal(rows, _stored()):
            line.objects.all()._raw_delete(line.objects.db)  # one statement: nothing points at these rows
            bulk.insert_rows(line, ("employee_id", "left", "right", "depth"), rows.tolist())
    return len(rows)


def _managers(on: dt.date) -> "NDArray[np.int64]":
    """Return (employee, manager) of everybody in a position that day, by employee; manager 0 when none."""
    positions = apps.get_model("employees", "Position").objects.on(on).order_by()
    return _by_employee(read(positions, employee=key("employee_id"), manager=key("manager_id")))


def _stored() -> "NDArray[np.int64]":
    rows = apps.get_model("employees", "ReportingLine").objects.all()
    return _by_employee(
        read(rows, employee=key("employee_id"), left=small("left", bits=32), right=small("right", bits=32), depth=small("depth"))
    )


def _by_employee(columns: Columns) -> "NDArray[np.int64]":
    rows = np.column_stack(list(columns.values())).astype(np.int64)
    return rows[np.argsort(columns["employee"])]


def intervals(managers: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Turn (employee, manager) pairs, ordered by employee, into (employee, left, right, depth).

    Somebody whose manager is 0 or not among the employees begins a line. Raises `CircleError`.
    """
    employees, parents = managers[:, 0], place_of(managers[:, 0], managers[:, 1])
    depth = _depths(employees, parents)
    sizes = np.ones(len(employees), dtype=np.int64)
    layers = [np.flatnonzero(depth == layer) for layer in range(depth.max(initial=-1) + 1)]
    for layer in reversed(layers[1:]):
        np.add.at(sizes, parents[layer], sizes[layer])
    left = np.zeros(len(employees), dtype=np.int64)
    for number, layer in enumerate(layers):
        siblings = layer[np.argsort(parents[layer], kind="stable")]
        before = np.cumsum(sizes[siblings]) - sizes[siblings]
        if number == 0:
            left[siblings] = before + 1
        else:
            _, first, of = np.unique(parents[siblings], return_index=True, return_inverse=True)
            left[siblings] = left[parents[siblings]] + 1 + before - before[first][of]
    return np.column_stack([employees, left, left + sizes - 1, depth])


def _depths(employees: "NDArray[np.int64]", parents: Ints) -> "NDArray[np.int64]":
    depth = np.where(parents < 0, 0, -1)
    waiting = np.flatnonzero(depth < 0)
    while len(waiting):
        above_known = depth[parents[waiting]] >= 0
        if not above_known.any():
            raise CircleError(_circle(employees, parents, int(waiting[0])))
        known = waiting[above_known]
        depth[known] = depth[parents[known]] + 1
        waiting = waiting[~above_known]
    return depth


def _circle(employees: "NDArray[np.int64]", parents: Ints, start: int) -> list[int]:
    """Walk up from somebody who hangs below a circle; return the employees on it."""
    seen: list[int] = []
    while start not in seen:
        seen.append(start)
        start = int(parents[start])
    return [int(employees[place]) for place in seen[seen.index(start) :]]


def below(employee: "Employee") -> Any:  # Any: EmployeeQuerySet, which cannot be imported from here
    """Return everybody in today's line below a person, at any depth, as a queryset of `Employee`."""
    employees = apps.get_model("employees", "Employee").objects
    line = getattr(employee, "line", None)
    if line is None or line.right == line.left:
        return employees.none()
    return employees.filter(line__left__gt=line.left, line__left__lte=line.right)
