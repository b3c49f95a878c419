"""The yardstick: the finished readiness rows written into an empty copy of their table, and nothing else done.

Raw SQL throughout: what is measured is the database's own bulk path, and no name in it comes from outside.
"""

import io
import time
from typing import Any

from django.db import connection, transaction

COPY_OUT = "COPY promotions_readiness TO STDOUT (FORMAT binary)"
COPY_IN = "COPY bench_floor FROM STDIN (FORMAT binary)"


def floor_seconds() -> float:
    """Return the seconds to write all present rows at once: binary COPY on PostgreSQL, executemany on SQLite; keys included."""
    rows = _rows()
    with connection.cursor() as cursor:
        cursor.execute(_empty_copy())
        began = time.perf_counter()
        with transaction.atomic():
            _write(rows)
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_floor")
    return seconds


def _rows() -> io.BytesIO | list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.BytesIO()
            cursor.copy_expert(COPY_OUT, copied)
            copied.seek(0)
            return copied
        cursor.execute("SELECT * FROM promotions_readiness")
        return list(cursor.fetchall())


def _empty_copy() -> str:
    if connection.vendor == "postgresql":
        return "CREATE TABLE bench_floor (LIKE promotions_readiness INCLUDING ALL)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'promotions_readiness'")
        definition: str = cursor.fetchone()[0]
    return definition.replace('"promotions_readiness"', '"bench_floor"', 1)


def _write(rows: io.BytesIO | list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if isinstance(rows, io.BytesIO):
            cursor.copy_expert(COPY_IN, rows)
        elif rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO bench_floor VALUES ({places})", rows)  # noqa: S608  # see above
