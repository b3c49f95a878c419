"""Dated history: half-open periods `[start, end)` that may not overlap, held by the database on both vendors."""

import datetime as dt
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, CheckConstraint, F, Q

from skills.words import Text

FOREVER = dt.date(9999, 12, 31)


PeriodT_co = TypeVar("PeriodT_co", bound="Period", covariant=True)


class PeriodQuerySet(models.QuerySet[PeriodT_co]):
    def on(self, day: dt.date) -> Self:
        return self.filter(Q(end__isnull=True) | Q(end__gt=day), start__lte=day)

    def open(self) -> Self:
        return self.filter(end__isnull=True)


class Period(models.Model):
    """A row that holds from `start` up to, not including, `end`; `end` is null while it lasts."""

    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="%(class)s_ends_after_start")]


POSTGRES = "EXCLUDE USING gist (%(owner)s WITH =, daterange(%(start)s, %(end)s) WITH &&)"
SQLITE_TRIGGER = """CREATE TRIGGER "%(name)s_%(event)s" BEFORE %(event)s ON %(table)s
WHEN EXISTS (
    SELECT 1 FROM %(table)s other
    WHERE other.%(owner)s = NEW.%(owner)s AND other.id IS NOT NEW.id
      AND other.%(start)s < COALESCE(NEW.%(end)s, '9999-12-31')
      AND NEW.%(start)s < COALESCE(other.%(end)s, '9999-12-31'))
BEGIN SELECT RAISE(ABORT, 'conflicting periods: %(name)s'); END"""


class NoOverlap(BaseConstraint):
    """No two periods of one owner overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.

    Both raise `IntegrityError`. The SQLite triggers ride on Django's deferred SQL, as its conditional
    unique indexes do, and so survive the table rebuilds that later migrations bring.
    """

    def __init__(self, *, owner: str, name: str, violation_error_message: Text | None = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.owner = owner

    # Any below: Django passes a model and a schema editor, and its own annotations allow None for both.

    def _columns(self, model: Any, schema_editor: Any) -> dict[str, str]:
        fields = {"owner": self.owner, "start": "start", "end": "end"}
        return {part: schema_editor.quote_name(model._meta.get_field(field).column) for part, field in fields.items()}

    def _triggers(self, model: Any, schema_editor: Any) -> list[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        columns = self._columns(model, schema_editor)
        return [Statement(SQLITE_TRIGGER, name=self.name, event=event, table=table, **columns) for event in ("INSERT", "UPDATE")]

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
            return None
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {POSTGRES % self._columns(model, schema_editor)}"

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Tell a form in a sentence what the database would refuse."""
        owner = model._meta.get_field(self.owner).attname
        others = model._default_manager.using(using).filter(**{owner: getattr(instance, owner)}).exclude(pk=instance.pk)
        start, end = instance.start, instance.end
        if start and others.filter(Q(end__isnull=True) | Q(end__gt=start), start__lt=end or FOREVER).exists():
            raise ValidationError(self.get_violation_error_message())

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "owner": self.owner}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__
