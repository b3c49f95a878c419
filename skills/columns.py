"""Rows as numpy columns, out of the database and back: binary `COPY` on PostgreSQL, plain rows on SQLite.

Everything is a whole number of a known width: ids, levels, days since 1970-01-01. What is empty has a stand-in. PostgreSQL
sends columns, not rows, and as many in one as 64 bits can hold: the way of a row costs by the number of its fields.
"""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import BigIntegerField, BooleanField, Case, Expression, ExpressionWrapper, F, IntegerField, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Columns = dict[str, Ints]
Bools = NDArray[np.bool_]

NEVER = 2_932_897  # the day that an empty date stands for: the one after 9999-12-31
WORD = 64  # bits
BITS = {"BigIntegerField": WORD, "IntegerField": 32, "SmallIntegerField": 16}
SQL_TYPES = {8: "bigint", 4: "integer", 2: "smallint", 1: "smallint"}
SPARSE = 10  # values from which a table with a place for each is larger than it is quick
COPY_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no header extension
COPY_END = b"\xff\xff"
FIELD_LENGTH = struct.Struct(">i")  # -1 when the field is null


class Narrow(BigIntegerField):  # type: ignore[type-arg]  # Django takes no arguments at run time
    """A number that fits into so many bits, its sign included."""

    def __init__(self, bits: int) -> None:
        super().__init__()
        self.bits = bits


class Id(Narrow):
    """A number not below 0. The first ones too large for its bits come out below, and are refused."""


class DayNumber(models.Func):
    """A date as days since 1970-01-01: what numpy's datetime64[D] counts."""

    output_field = IntegerField()
    template = "((%(expressions)s) - DATE '1970-01-01')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # Any: Django's own signature
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS integer)", **context)


class Listed(models.Func):
    """Whether a number is one of a list that comes as one text, "1,2,3": thousands of parameters cost more than finding their rows."""

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # Any: Django's own signature
        return self.as_sql(compiler, connection, template="%(expressions)s || '}')::bigint[])", arg_joiner=" = ANY(('{' || ", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # Any: Django's own signature
        values = " IN (SELECT value FROM json_each('[' || "
        return self.as_sql(compiler, connection, template="%(expressions)s || ']'))", arg_joiner=values, **context)


def day(date: str | Expression) -> Expression:
    """Return a date as a day number, `NEVER` when it is empty."""
    return ExpressionWrapper(Coalesce(DayNumber(F(date) if isinstance(date, str) else date), NEVER), Narrow(23))


def key(field: str, bits: int = 31) -> Expression:
    """Return an id, 0 when it is empty."""
    return ExpressionWrapper(Coalesce(F(field), 0), Id(bits))


def small(field: str, bits: int = 16, empty: int = 0) -> Expression:
    """Return a number, by default one below 32,768."""
    return ExpressionWrapper(Coalesce(F(field), empty), Narrow(bits))


def flag(field: str) -> Expression:
    return ExpressionWrapper(Case(When(**{field: True}, then=Value(1)), default=Value(0)), Narrow(2))


@dataclass(frozen=True)
class Statement:
    """A query for columns: its SQL, empty when it names no row at all, its parameters, and how many bits hold each column."""

    sql: str
    params: tuple[Any, ...]
    bits: Mapping[str, int]
    ids: Sequence[str]


def statement(rows: "models.QuerySet[Any]", **columns: Expression) -> Statement:
    """Write the SQL for these expressions of a queryset, none of them ever null."""
    bits = {name: _bits(column.output_field) for name, column in columns.items()}
    ids = [name for name, column in columns.items() if isinstance(column.output_field, Id)]
    try:
        return Statement(*rows.values_list(*columns.values()).query.sql_with_params(), bits, ids)
    except EmptyResultSet:
        return Statement("", (), bits, ids)


def fetched(asked: Statement) -> Columns:
    """Return the rows as one array a column."""
    if not asked.sql:
        return {name: np.zeros(0, dtype=_dtype(bits)) for name, bits in asked.bits.items()}
    with connection.cursor() as cursor:
        found = _copied_out(cursor, asked) if connection.vendor == "postgresql" else _selected(cursor, asked)
    for name in asked.ids:
        if found[name].min(initial=0) < 0 or int(found[name].max(initial=0)) >> asked.bits[name] - 1:
            raise OverflowError(f"An id of {name} does not fit into {asked.bits[name]} bits. Give its column more of them.")
    return found


def read(rows: "models.QuerySet[Any]", **columns: Expression) -> Columns:
    """Read these expressions of a queryset, none of them ever null, as one array each."""
    return fetched(statement(rows, **columns))


def _bits(field: Any) -> int:  # Any: Django's fields are generic in what they hold
    return field.bits if isinstance(field, Narrow) else BITS[type(field).__name__]


def _dtype(bits: int) -> np.dtype[Any]:
    return np.dtype(next(f"i{size}" for size in (2, 4, 8) if bits <= 8 * size))


def _selected(cursor: Any, asked: Statement) -> Columns:  # Any: Django gives its cursors no name
    cursor.execute(asked.sql, asked.params)
    table = np.fromiter(cursor, dtype=[(name, _dtype(bits)) for name, bits in asked.bits.items()])
    return {name: table[name].copy() for name in asked.bits}


def _copied_out(cursor: Any, asked: Statement) -> Columns:  # Any: see above
    """Have one row sent: how many rows there are, then for each word the numbers of all of them, one behind the other."""
    words = _words(asked.bits)
    numbers = ", ".join(f"string_agg(int8send({_packed(word, asked.bits)}), '')" for word in words)
    names = ", ".join(f'"{name}"' for name in asked.bits)
    rows = cursor.mogrify(asked.sql, asked.params).decode()
    query = f"SELECT count(*), {numbers} FROM ({rows}) AS found ({names})"  # noqa: S608  # Django's own SQL, and names of our columns
    copied = io.BytesIO()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", copied)
    count, *fields = _fields(copied.getbuffer(), 1 + len(words))
    if any(len(field) != WORD // 8 * int.from_bytes(count) for field in fields):
        raise ValueError("PostgreSQL sent fewer numbers than there are rows: an expression gave null.")
    found = {name: column for word, field in zip(words, fields, strict=True) for name, column in _unpacked(field, word, asked.bits)}
    return {name: found[name] for name in asked.bits}


def _words(bits: Mapping[str, int]) -> list[list[str]]:
    """Share columns out to words in their order, as many to each as fit."""
    words: list[list[str]] = [[]]
    for name, width in bits.items():
        if sum(bits[other] for other in words[-1]) + width > WORD:
            words.append([])
        words[-1].append(name)
    return words


def _packed(word: Sequence[str], bits: Mapping[str, int]) -> str:
    """Return SQL for the columns of a word as one number, the last in the lowest bits. What is too large for the first is refused."""
    first, *others = word
    return reduce(lambda packed, name: f'({packed}) * {2 ** bits[name]} + "{name}"', others, f'"{first}"::bigint')


def _unpacked(field: memoryview, word: Sequence[str], bits: Mapping[str, int]) -> Iterator[tuple[str, Ints]]:
    packed = np.frombuffer(field, dtype=">i8").astype(np.int64)
    for name in reversed(word):
        spare = WORD - bits[name]
        column = packed << spare >> spare  # the highest of its bits is its sign
        packed = (packed - column) >> bits[name]
        yield name, column.astype(_dtype(bits[name]))


def _fields(copied: memoryview, count: int) -> Iterator[memoryview]:
    """Cut the one row that came into its fields; one that is null is empty."""
    offset = len(COPY_SIGNATURE) + 2  # behind the row's own count of them
    for _ in range(count):
        (size,) = FIELD_LENGTH.unpack_from(copied, offset)
        begins, offset = offset + FIELD_LENGTH.size, offset + FIELD_LENGTH.size + max(0, size)
        yield copied[begins:offset]


def _copied(columns: Mapping[str, Ints]) -> io.BytesIO:
    """Lay rows out as binary COPY takes them: how many fields, then the length and the bytes of each."""
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, column in columns.items():
        layout += [(f"length of {name}", ">i4"), (name, f">i{max(2, column.dtype.itemsize)}")]
    rows = np.zeros(length(columns), dtype=layout)
    rows["fields"] = len(columns)
    for name, column in columns.items():
        rows[f"length of {name}"] = rows[name].itemsize
        rows[name] = column
    return io.BytesIO(COPY_SIGNATURE + rows.tobytes() + COPY_END)


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
    first, span = int(ordered[0]), int(ordered[-1]) - int(ordered[0])
    if span < SPARSE * (len(ordered) + len(wanted)):
        places = np.full(span + 2, -1, dtype=np.int64)  # looked up at both ends by what lies outside
        places[ordered.astype(np.int64) - first] = np.arange(len(ordered))
        return places[np.clip(wanted.astype(np.int64) - first, -1, span + 1)]
    found = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[found] == wanted, found, -1)
