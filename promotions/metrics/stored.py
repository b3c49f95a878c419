"""Writing differences: rows that are already stored as they should be are left alone."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection, models
from django.db.models import Expression

from promotions.metrics.columns import numbers, table
from skills import bulk
from skills.columns import Ints, place_of

ROWS_AT_A_TIME = 10_000
EMPTY_AS_ZERO = ("family_id", "level_id")


def write_differences(model: type[models.Model], stored: Ints, wanted: Ints, *, key: Sequence[str], counts: Sequence[str]) -> int:
    """Make the stored rows (id, key, counts) the wanted ones (key, counts); return how many were inserted, changed or deleted."""
    stored, wanted = stored[_order(stored[:, 1:], len(key))], wanted[_order(wanted, len(key))]
    places = place_of(*_packed(wanted[:, : len(key)], stored[:, 1 : len(key) + 1]))
    found = places >= 0
    same = found.copy()
    same[found] = (stored[found, 1:] == wanted[places[found]]).all(axis=1)
    missing = np.ones(len(wanted), dtype=bool)
    missing[places[same]] = False
    delete_ids(model, stored[~same, 0].tolist())
    bulk.insert_rows(model, [*key, *counts], _rows(wanted[missing], [*key, *counts]))
    return int(missing.sum() + (~found).sum())


def read_stored(rows: "models.QuerySet[Any, Any]", **columns: Expression) -> Ints:
    """Read id and the given columns of stored rows."""
    return table(rows.order_by("pk"), **numbers("pk"), **columns)


def _order(rows: Ints, width: int) -> Ints:
    return np.lexsort(rows[:, :width].T[::-1])


def _packed(*tables: Ints) -> Sequence[Ints]:
    """Pack the columns of each table into one ordered number, in the same way for all."""
    packed: list[Ints] = [np.zeros(len(table), dtype=np.int64) for table in tables]
    for column in range(tables[0].shape[1]):
        values = [table[:, column] for table in tables]
        least = min(int(column_values.min(initial=0)) for column_values in values)
        span = max(int(column_values.max(initial=0)) for column_values in values) - least + 1
        packed = [so_far * span + column_values - least for so_far, column_values in zip(packed, values, strict=True)]
    return packed


def _rows(wanted: Ints, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(_values(wanted[:, place], name) for place, name in enumerate(columns)), strict=True)


def _values(column: Ints, name: str) -> list[Any]:
    if name == "month":
        return list(column.astype("datetime64[M]").astype("datetime64[D]").astype(object))
    return [value or None for value in column.tolist()] if name.endswith("_id") else column.tolist()


def delete_ids(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete the rows with these primary keys, for which nothing else has to be fetched or told."""
    column = model._meta.pk.column
    for first in range(0, len(ids), ROWS_AT_A_TIME):
        some = ", ".join(map(str, ids[first : first + ROWS_AT_A_TIME]))
        with connection.cursor() as cursor:
            # Raw SQL: `delete()` would first fetch what it deletes. Names are the model's own, values are ids just read.
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {column} IN ({some})")  # noqa: S608  # see above
