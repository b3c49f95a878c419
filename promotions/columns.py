"""Rows as numpy columns, out of the database and back: binary `COPY` on PostgreSQL, plain rows on SQLite.

Everything is a whole number of a fixed width: ids, levels, days since 1970-01-01. What is empty has a stand-in. So the bytes
that PostgreSQL sends become arrays in one call, without a Python object a value.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import BigIntegerField, Case, Expression, F, IntegerField, SmallIntegerField, Value, When
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Columns = dict[str, Ints]
Bools = NDArray[np.bool_]

NEVER = 2**31 - 1  # the day that an empty date stands for: after every other
WIDTHS = {"BigIntegerField": ">i8", "IntegerField": ">i4", "SmallIntegerField": ">i2"}
SQL_TYPES = {8: "bigint", 4: "integer", 2: "smallint", 1: "smallint"}
COPY_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no header extension
COPY_END = b"\xff\xff"


class DayNumber(models.Func):
    """A date as days since 1970-01-01: what numpy's datetime64[D] counts."""

    output_field = IntegerField()
    template = "((%(expressions)s) - DATE '1970-01-01')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # Any: Django's own signature
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS integer)", **context)


def day(date: str | Expression) -> Expression:
    """Return a date as a day number, `NEVER` when it is empty."""
    return Coalesce(DayNumber(F(date) if isinstance(date, str) else date), NEVER, output_field=IntegerField())


def key(field: str) -> Expression:
    """Return an id, 0 when it is empty."""
    return Cast(Coalesce(F(field), 0), BigIntegerField())


def small(field: str, empty: int = 0) -> Expression:
    """Return a number below 32,768."""
    return Cast(Coalesce(F(field), empty), SmallIntegerField())


def flag(field: str) -> Expression:
    return Cast(Case(When(**{field: True}, then=Value(1)), default=Value(0)), SmallIntegerField())


@dataclass(frozen=True)
class Statement:
    """A query for rows of fixed width: its SQL, empty when it names no row at all, its parameters, and the layout of a row."""

    sql: str
    params: tuple[Any, ...]
    row: np.dtype[Any]


def statement(rows: "models.QuerySet[Any]", **columns: Expression) -> Statement:
    """Write the SQL for these expressions of a queryset, none of them ever null."""
    row = np.dtype([(name, WIDTHS[type(column.output_field).__name__]) for name, column in columns.items()])
    try:
        return Statement(*rows.values_list(*columns.values()).query.sql_with_params(), row)
    except EmptyResultSet:
        return Statement("", (), row)


def fetched(asked: Statement) -> Columns:
    """Return the rows as one array a column."""
    table = _table(asked.sql, asked.params, asked.row) if asked.sql else np.zeros(0, dtype=asked.row)
    return {name: table[name].astype(table[name].dtype.newbyteorder("=")) for name in asked.row.names or ()}


def read(rows: "models.QuerySet[Any]", **columns: Expression) -> Columns:
    """Read these expressions of a queryset, none of them ever null, as one array each."""
    return fetched(statement(rows, **columns))


def _table(sql: str, params: tuple[Any, ...], row: np.dtype[Any]) -> NDArray[Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.BytesIO()
            cursor.copy_expert(f"COPY ({cursor.mogrify(sql, params).decode()}) TO STDOUT (FORMAT binary)", copied)
            return _parsed(copied.getbuffer(), row)
        cursor.execute(sql, params)
        return np.fromiter(cursor, dtype=row)


def _wire(row: np.dtype[Any]) -> np.dtype[Any]:
    """Return the layout of one row in binary COPY: how many fields, then the length and the bytes of each."""
    fields: list[tuple[str, Any]] = [("fields", ">i2")]
    for name in row.names or ():
        fields += [(f"length of {name}", ">i4"), (name, row[name].newbyteorder(">"))]
    return np.dtype(fields)


def _parsed(copied: memoryview, row: np.dtype[Any]) -> NDArray[Any]:
    wire = _wire(row)
    size = len(copied) - len(COPY_SIGNATURE) - len(COPY_END)
    if size % wire.itemsize:
        raise ValueError("PostgreSQL sent rows of another width than was asked for: an expression gave null.")
    return np.frombuffer(copied, dtype=wire, count=size // wire.itemsize, offset=len(COPY_SIGNATURE))


def _copied(columns: Mapping[str, Ints]) -> io.BytesIO:
    row = np.dtype([(name, f">i{max(2, column.dtype.itemsize)}") for name, column in columns.items()])
    wire = np.zeros(length(columns), dtype=_wire(row))
    wire["fields"] = len(columns)
    for name, column in columns.items():
        wire[f"length of {name}"] = row[name].itemsize
        wire[name] = column
    return io.BytesIO(COPY_SIGNATURE + wire.tobytes() + COPY_END)


@contextmanager
def staged(table: str, columns: Mapping[str, Ints]) -> Iterator[None]:
    """Lay the rows in a temporary table for set-based statements to read, inside a transaction."""
    definition = ", ".join(f'"{name}" {SQL_TYPES[column.dtype.itemsize]}' for name, column in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({definition})")
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT binary)", _copied(columns))
        else:
            places = ", ".join(["%s"] * len(columns))
            rows = list(zip(*(column.tolist() for column in columns.values()), strict=True))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608  # names of our own tables alone
        yield
        cursor.execute(f"DROP TABLE {table}")


def date_sql(day_number: str) -> str:
    """Return SQL that turns a day number back into a date, `NEVER` into null."""
    days = f"CASE WHEN {day_number} <> {NEVER} THEN {day_number} END"
    return f"(DATE '1970-01-01' + {days})" if connection.vendor == "postgresql" else f"date(({days}) * 86400, 'unixepoch')"


def length(columns: Mapping[str, Ints]) -> int:
    return len(next(iter(columns.values())))


def chosen(columns: Mapping[str, Ints], rows: Any) -> Columns:  # Any: a mask, places or a slice, as numpy takes them
    return {name: column[rows] for name, column in columns.items()}


def place_of(ordered: Ints, wanted: Ints) -> Ints:
    """Return where each wanted value stands among ordered, unique ones; -1 where it does not."""
    if not len(ordered):
        return np.full(len(wanted), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[places] == wanted, places, -1)
