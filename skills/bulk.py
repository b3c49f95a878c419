"""Many rows into one table at once: `COPY` on PostgreSQL, `executemany` on SQLite.

For rows that a program has already checked; the database's own constraints hold as ever. Signals and
`save()` do not run.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 50_000  # rows in memory at a time


def insert(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:  # Any: whatever the fields take
    """Insert rows given by column, field attname → values of equal length; return how many. One statement or batches of one."""
    return insert_rows(model, list(columns), zip(*columns.values(), strict=True))


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:  # Any: as above
    """Insert rows of values in the order of `fields` (attnames such as `role_id`); return how many."""
    columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    write = _copy if connection.vendor == "postgresql" else _executemany
    written = 0
    for batch in _batches(rows):
        write(model._meta.db_table, [columns[field] for field in fields], batch)
        written += len(batch)
    return written


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _copy(table: str, names: Sequence[str], rows: list[Sequence[Any]]) -> None:
    text = io.StringIO("".join("\t".join(map(_copy_cell, row)) + "\n" for row in rows))
    with connection.cursor() as cursor, connection.wrap_database_errors:  # psycopg2's own COPY is not wrapped by Django
        cursor.copy_expert(f"COPY {_quoted(table)} ({', '.join(map(_quoted, names))}) FROM STDIN", text)


COPY_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _copy_cell(value: Any) -> str:  # Any: whatever the field takes
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return r"\N" if value is None else str(value).translate(COPY_ESCAPES)


def _executemany(table: str, names: Sequence[str], rows: list[Sequence[Any]]) -> None:
    # The names are those of models, never of a user: nothing is interpolated that came from outside.
    statement = f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, names))}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608  # see above
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
