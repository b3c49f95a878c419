"""The yardstick: the finished readiness rows written into an empty copy of their table, and nothing else done.

Raw SQL throughout: what is measured is the database's own bulk path, and no name in it comes from outside.
"""

import io
from typing import Any

from django.db import connection, transaction

from promotions.bench.stopwatch import Cost, timed

COPY_OUT = "COPY promotions_readiness TO STDOUT (FORMAT binary)"
COPY_IN = "COPY bench_floor FROM STDIN (FORMAT binary)"
KEYED = "CREATE TABLE bench_floor (LIKE promotions_readiness, PRIMARY KEY (employee_id, role_id))"
AS_IT_IS = "CREATE TABLE bench_floor (LIKE promotions_readiness INCLUDING ALL)"
SECONDARY = "SELECT count(*) FROM pg_index WHERE indrelid = 'promotions_readiness'::regclass AND NOT indisprimary"


def floor(*, indexed: bool = False) -> Cost:
    """Return what it takes to write all present rows at once: binary COPY on PostgreSQL, executemany on SQLite.

    Into a table with nothing but the key; `indexed`, into one with all that the product's table has.
    """
    rows = _rows()
    with connection.cursor() as cursor:
        cursor.execute(_empty_copy(indexed=indexed))
        cost = timed(lambda: _write(rows))
        cursor.execute("DROP TABLE bench_floor")
    return cost


def has_indexes() -> bool:
    """Return whether the table has indexes beside its key. On SQLite only the key is looked at."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(SECONDARY)
        return bool(cursor.fetchone()[0])


def _rows() -> io.BytesIO | list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.BytesIO()
            cursor.copy_expert(COPY_OUT, copied)
            copied.seek(0)
            return copied
        cursor.execute("SELECT * FROM promotions_readiness")
        return list(cursor.fetchall())


def _empty_copy(*, indexed: bool) -> str:
    if connection.vendor == "postgresql":
        return AS_IT_IS if indexed else KEYED
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'promotions_readiness'")
        definition: str = cursor.fetchone()[0]
    return definition.replace('"promotions_readiness"', '"bench_floor"', 1)


@transaction.atomic
def _write(rows: io.BytesIO | list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if isinstance(rows, io.BytesIO):
            cursor.copy_expert(COPY_IN, rows)
        elif rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO bench_floor VALUES ({places})", rows)  # noqa: S608  # see above
