"""Whole numbers out of the database into numpy: one binary `COPY` on PostgreSQL, plain rows on SQLite."""

import io
from typing import Any

import numpy as np
from django.db import connection, models
from django.db.models import BigIntegerField, Case, F, Func, Value, When
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FOREVER = 2_932_896  # 9999-12-31 as a day number: the end of what has not ended
COPY_HEADER, COPY_TRAILER = 19, 2  # bytes, PostgreSQL's binary COPY format
CELL = [("length", ">i4"), ("value", ">i8")]


class DayNumber(Func):
    """A date as days since 1970-01-01: what numpy's datetime64[D] counts."""

    output_field = BigIntegerField()
    template = "CAST((%(expressions)s) - DATE '1970-01-01' AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # Any: Django's own signature
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS bigint)", **context)


def day(field: str) -> Coalesce:
    """Return the date as a day number, `FOREVER` when it is empty."""
    return Coalesce(DayNumber(F(field)), FOREVER, output_field=BigIntegerField())


def number(field: str) -> Cast:
    """Return the number or id as a bigint, 0 when it is empty."""
    return Cast(Coalesce(F(field), 0), BigIntegerField())


def flag(field: str) -> Cast:
    """Return 1 when the field is true, 0 when it is false or empty."""
    return Cast(Case(When(**{field: True}, then=Value(1)), default=Value(0)), BigIntegerField())


def read(rows: "models.QuerySet[Any, tuple[Any, ...]]", width: int) -> Ints:
    """Read a `values_list` of `width` columns, all bigint and never null, as an array of that width."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.BytesIO()
            cursor.copy_expert(f"COPY ({cursor.mogrify(sql, params).decode()}) TO STDOUT (FORMAT binary)", copied)
            return _parsed(copied.getbuffer(), width)
        cursor.execute(sql, params)
        batches = [np.array(batch, dtype=np.int64) for batch in iter(lambda: cursor.fetchmany(50_000), [])]
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *batches])


def _parsed(copied: memoryview, width: int) -> Ints:
    """Read fixed-width binary rows in one call: no Python object a row."""
    row = np.dtype([("fields", ">i2"), ("cells", CELL, (width,))])
    content = copied[COPY_HEADER : len(copied) - COPY_TRAILER]
    return np.frombuffer(content, dtype=row)["cells"]["value"].astype(np.int64)
