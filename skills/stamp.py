"""One number that changes with every change of what is written down for everybody: catalogue, frameworks, policy.

A process may keep what it has read of them for as long as the stamp stays the same. The database itself renews it, by triggers, whoever
writes and however: so no process goes on showing what no longer holds. Apps name the tables that count; each `migrate` watches them.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

Stamp = int | Decimal | None

# Raw SQL all through: Django makes no triggers. On PostgreSQL each transaction has a row of its own, so that writers never wait for each
# other; its mark changes with each statement, for a reader inside the transaction may already have kept something. Marks are random: a
# stamp that was seen before a rollback, or in another copy of the database, never comes back. SQLite has one writer, and one row.
POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION renew_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO skills_stamp VALUES (pg_current_xact_id()::text::bigint, hashtextextended(gen_random_uuid()::text, 0))
    ON CONFLICT (change) DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
END $$"""
POSTGRES = """CREATE TRIGGER "{name}" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION renew_stamp()"""
SQLITE = """CREATE TRIGGER "{name}_{event}" AFTER {event} ON "{table}" BEGIN UPDATE skills_stamp SET mark = random(); END"""
SQLITE_EVENTS = ("INSERT", "UPDATE", "DELETE")
WATCHED = {
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'stamp_%%'",
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stamp_%%'",
}


def stamp() -> Stamp:
    """Return the stamp as this transaction sees it. One small query: read it before what is to be kept under it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(mark) FROM skills_stamp")  # one row for each transaction that ever changed a rule
        found: Stamp = cursor.fetchone()[0]
    return found


def renewed_by(app: AppConfig, *names: str) -> None:
    """Let every model of the app renew the stamp, or those named alone: from the next `migrate` on."""
    post_migrate.connect(partial(watch, names), sender=app, weak=False)


def watch(names: Iterable[str], *, sender: AppConfig, using: str, **_: Any) -> None:  # Any: what else Django tells after migrating
    """Set the triggers of each table that has none: it may be new, or rebuilt by SQLite without them."""
    database = connections[using]
    there = set(database.introspection.table_names())
    if "skills_stamp" not in there:  # migrated back to before there was a stamp
        return
    missing = set(tables_of(sender, names)) & there - watched(database)
    with database.cursor() as cursor:
        for statement in statements(database.vendor, sorted(missing)):
            cursor.execute(statement)


def tables_of(app: AppConfig, names: Iterable[str]) -> list[str]:
    models = [app.get_model(name) for name in names] or app.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models]


def watched(database: BaseDatabaseWrapper) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute(WATCHED[database.vendor])
        return {table.strip('"') for (table,) in cursor.fetchall()}


def unwatch(database: BaseDatabaseWrapper) -> None:
    """Take every trigger away again, before the table behind the stamp goes."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS renew_stamp() CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stamp_%%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def statements(vendor: str, tables: Iterable[str]) -> list[str]:
    """Return what sets the triggers of these tables; the names are those of models, never of a user."""
    if vendor == "postgresql":
        return [POSTGRES_FUNCTION, *(POSTGRES.format(name=f"stamp_{table}", table=table) for table in tables)]
    return [SQLITE.format(name=f"stamp_{table}", event=event, table=table) for table in tables for event in SQLITE_EVENTS]
