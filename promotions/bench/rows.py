"""Made rows into tables, set by set: numpy decides the numbers, one SQL statement a table words them.

Raw SQL throughout: the names in it are those of our own tables and columns, and nothing comes from outside.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
from django.db import connection, transaction
from django.db.models import Model

from skills.columns import Ints, chosen, length, staged

AT_A_TIME = 1_000_000  # rows in memory as they travel


def insert(model: type[Model], columns: Mapping[str, Ints], **values: str) -> None:
    """Insert a row for each of `columns`, in their order. `values`: column of the table → SQL expression over `columns`."""
    names = ", ".join(f'"{name}"' for name in values)
    columns = {name: column.astype(np.int32) for name, column in columns.items()}  # what PostgreSQL adds to a date
    for start in range(0, length(columns), AT_A_TIME):
        with transaction.atomic(), staged("made_row", chosen(columns, slice(start, start + AT_A_TIME))), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values.values())} FROM made_row")  # noqa: S608  # see above


def one_of(column: str, texts: list[str]) -> str:
    """Return SQL for the text whose place in the list the column holds."""
    cases = " ".join(f"WHEN {place} THEN '{text}'" for place, text in enumerate(texts))
    return f"CASE {column} {cases} END"


CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint own
WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'x', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint other WHERE other.contype = 'f' AND own.contype <> 'f' AND other.conindid = own.conindid)
ORDER BY position(contype::text IN 'puxf')
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def bare(*models: type[Model]) -> Iterator[None]:
    """Take keys and indexes off these tables while many rows come in; put back, each is built and checked once over all rows.

    A key that other tables refer to stays. On SQLite, where only small companies are made, all stay.
    """
    tables = [model._meta.db_table for model in models] if connection.vendor == "postgresql" else []
    with transaction.atomic(), connection.cursor() as cursor:
        taken = [statement for table in tables for statement in _taken_off(table)]
        yield
        for statement in taken:
            cursor.execute(statement)


def _taken_off(table: str) -> list[str]:
    """Drop what can be dropped and return the statements that put it back."""
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [table])
        constraints = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints] + [
        definition for _, definition in indexes
    ]


def vacuum() -> None:
    """Do what autovacuum has done in a company that grew over years."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
