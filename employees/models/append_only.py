"""A table that only grows: the database itself refuses to change, delete or empty it, whoever asks."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

REFUSAL = "is append-only: what is written stays as it is"

POSTGRES_FUNCTION = f"""CREATE OR REPLACE FUNCTION refuse_change_of_what_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ' {REFUSAL}'; END $$"""
POSTGRES_ROWS = (
    'CREATE TRIGGER "%(name)s_rows" BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_stays()'
)
POSTGRES_WHOLE = (
    'CREATE TRIGGER "%(name)s_whole" BEFORE TRUNCATE ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_stays()'
)
SQLITE = (
    """CREATE TRIGGER "%(name)s_%(event)s" BEFORE %(event)s ON %(table)s
BEGIN SELECT RAISE(ABORT, '%(name)s """
    + REFUSAL
    + "'); END"
)
SQLITE_EVENTS = ("UPDATE", "DELETE")


class AppendOnly(BaseConstraint):
    """No row is ever updated or deleted, and the table is never emptied: triggers on both databases.

    PostgreSQL raises `RestrictViolation`, SQLite `IntegrityError`; to Django both are `IntegrityError`. On SQLite they ride on Django's
    deferred SQL, as `NoOverlap` does, and survive the rebuilds of later migrations. Whole partitions are dropped, which fires no trigger.
    """

    # Any below: Django passes a model and a schema editor, and its own annotations allow None for both.

    def statements(self, vendor: str, table: str) -> list[str]:
        """Return what protects a table of this name, quoted where it must be."""
        if vendor == "sqlite":
            return [self.sqlite(event, table) for event in SQLITE_EVENTS]
        return [POSTGRES_FUNCTION, POSTGRES_ROWS % {"name": self.name, "table": table}, self.whole(table)]

    def sqlite(self, event: str, table: str) -> str:
        return SQLITE % {"name": self.name, "event": event, "table": table}

    def whole(self, table: str) -> str:
        """Return what keeps a table of PostgreSQL from being emptied; a partition needs its own."""
        return POSTGRES_WHOLE % {"name": self.name, "table": table}

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Protect a table that is being made, once it is there."""
        table = schema_editor.quote_name(model._meta.db_table)
        found = Table(model._meta.db_table, schema_editor.quote_name)
        vendor = schema_editor.connection.vendor
        if vendor == "sqlite":  # a rebuild renames the table that these name
            schema_editor.deferred_sql.extend(Statement(SQLITE, name=self.name, event=event, table=found) for event in SQLITE_EVENTS)
        else:
            schema_editor.deferred_sql.extend(self.statements(vendor, table))

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return "; ".join(self.statements(schema_editor.connection.vendor, schema_editor.quote_name(model._meta.db_table)))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        if schema_editor.connection.vendor == "sqlite":
            return "; ".join(f'DROP TRIGGER "{self.name}_{event}"' for event in SQLITE_EVENTS)
        return f'DROP TRIGGER "{self.name}_rows" ON {table}; DROP TRIGGER "{self.name}_whole" ON {table}'

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Any new row may be added."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__
