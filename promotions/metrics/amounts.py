"""Stored amounts that add up: made what they should be, or changed by what is to be added."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection, models
from django.db.models import Max, Min

from promotions.metrics.columns import numbers
from promotions.metrics.months import first_day, first_of, month_of
from promotions.metrics.stored import EMPTY_AS_ZERO, read_stored, write_differences
from promotions.models import MobilityFact
from skills.columns import Columns, DayNumber, Ints, date_sql, staged

MONTHS_AT_A_TIME = 12  # stored facts compared at once: bounds the memory


@dataclass(frozen=True)
class Amounts:
    """Rows of one table: the columns of its key, then those of its amounts. A month is a month number."""

    model: type[models.Model]
    key: tuple[str, ...]
    names: tuple[str, ...]
    rows: Ints

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.key, *self.names)


# --- Made what they should be -----------------------------------------------------------------


def make_rows(wanted: Amounts) -> int:
    """Store these amounts and no others; return how many rows were inserted, changed or deleted."""
    return sum(
        write_differences(wanted.model, stored, rows, key=wanted.key, counts=wanted.names)
        for stored, rows in (_by_year(wanted) if "month" in wanted.key else _whole(wanted))
    )


def _whole(wanted: Amounts) -> Iterator[tuple[Ints, Ints]]:
    yield read_stored(wanted.model._default_manager.all(), **numbers(*wanted.fields)), wanted.rows


def _by_year(wanted: Amounts) -> Iterator[tuple[Ints, Ints]]:
    months = wanted.rows[:, 0]
    known = np.append(months, _stored_months())
    if len(known):
        for first in range(int(known.min()), int(known.max()) + 1, MONTHS_AT_A_TIME):
            yield _stored_year(first, wanted), wanted.rows[(months >= first) & (months < first + MONTHS_AT_A_TIME)]


def _stored_months() -> Ints:
    ends = MobilityFact.objects.aggregate(first=Min(DayNumber("month")), last=Max(DayNumber("month")))
    return month_of(np.array([day for day in ends.values() if day is not None], dtype=np.int64))


def _stored_year(first: int, wanted: Amounts) -> Ints:
    within = MobilityFact.objects.filter(month__gte=first_of(first), month__lt=first_of(first + MONTHS_AT_A_TIME))
    stored = read_stored(within, month=DayNumber("month"), **numbers(*wanted.fields[1:]))
    stored[:, 1] = month_of(stored[:, 1])
    return stored


# --- Changed by what is to be added -----------------------------------------------------------


def add_rows(change: Amounts) -> int:
    """Add these to what is stored; a row that comes to nothing is deleted. Return how many rows were inserted, changed or deleted.

    Raises `IntegrityError` when a count would fall below 0 or belongs to a unit, family or role that is gone. Raw SQL: the ORM can
    neither update from another table nor insert what it selects. Names are those of the model.
    """
    if not len(change.rows):
        return 0
    table, same = change.model._meta.db_table, " AND ".join(_same(change))
    added = ", ".join(f"{name} = {table}.{name} + change.{name}" for name in change.names)
    values = ", ".join(_value(name) for name in change.fields)
    nothing = " AND ".join(f"{table}.{name} = 0" for name in change.names)
    with staged("change", _columns(change)), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {added} FROM change WHERE {same}")  # noqa: S608  # see above
        written = cursor.rowcount
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(change.fields)}) SELECT {values} FROM change"  # noqa: S608  # see above
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {same})"
        )
        written += cursor.rowcount
        cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT {table}.id FROM change JOIN {table} ON {same} WHERE {nothing})")  # noqa: S608  # see above
    connection.check_constraints(table_names=[table])
    return written


def _columns(change: Amounts) -> Columns:
    """PostgreSQL adds an integer to a date, and no bigint."""
    rows = {name: change.rows[:, place] for place, name in enumerate(change.fields)}
    return rows | ({"month": first_day(rows["month"]).astype(np.int32)} if "month" in rows else {})


def _same(change: Amounts) -> Iterator[str]:
    table = change.model._meta.db_table
    for name in change.key:
        stored = f"COALESCE({table}.{name}, 0)" if name in EMPTY_AS_ZERO else f"{table}.{name}"
        yield f"{stored} = {date_sql('change.month') if name == 'month' else f'change.{name}'}"


def _value(name: str) -> str:
    if name == "month":
        return date_sql("change.month")
    return f"NULLIF(change.{name}, 0)" if name in EMPTY_AS_ZERO else f"change.{name}"
