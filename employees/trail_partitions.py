"""The months of the audit trail: made ahead of time, and dropped whole once they are older than the company keeps them.

PostgreSQL holds a table a month and one for whatever falls outside all of them, so that no event is ever refused for want of a table.
SQLite has one table. Raw SQL throughout: the ORM knows no partitions.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import connection, transaction

from employees import trail
from employees.models import AuditEvent
from employees.models.append_only import AppendOnly
from employees.models.trail import Verb

TABLE = AuditEvent._meta.db_table
OTHER = f"{TABLE}_other"
AHEAD = 3  # months made beforehand: so many nights may be missed before events fall into OTHER
PATIENCE = "5s"  # for readers that are under way; longer, and everybody's page would wait behind the drop
LOCK = 0x54_72_61_69_6C  # "Trail"

(GUARD,) = (constraint for constraint in AuditEvent._meta.constraints if isinstance(constraint, AppendOnly))


def keep(today: dt.date, *, months: int) -> int:
    """Make the tables of this month and the next, and drop the months before the last `months`; 0 keeps all.

    Return how many tables were dropped, on SQLite how many events. Raises OperationalError when readers hold on to a table.
    """
    oldest = month(today, -months) if months else None
    with transaction.atomic():
        dropped = _forget(oldest) if connection.vendor == "sqlite" else _turn(today, oldest)
        if dropped:
            trail.record(Verb.REMOVED, of=AuditEvent, by=None, count=dropped, end=oldest)
    return dropped


def _turn(today: dt.date, oldest: dt.date | None) -> int:
    """Make and drop the months of PostgreSQL; one process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    _empty_other(oldest)
    _make(month(today, ahead) for ahead in range(AHEAD + 1))
    return _drop(oldest) if oldest else 0


def month(day: dt.date, later: int = 0) -> dt.date:
    """Return the first day of the month so many after that of `day`."""
    years, number = divmod(day.year * 12 + day.month - 1 + later, 12)
    return dt.date(years, number + 1, 1)


def name_of(first: dt.date) -> str:
    return f"{TABLE}_{first:%Y_%m}"


def partitions() -> list[str]:
    """Return the names of the tables that hold months, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [TABLE])
        return [name for (name,) in cursor.fetchall() if name != OTHER]


def make_other() -> None:
    _execute(f"CREATE TABLE {OTHER} PARTITION OF {TABLE} DEFAULT")
    _guard(OTHER)


def _make(months: Iterator[dt.date]) -> None:
    known = partitions()
    for first in months:
        if name_of(first) not in known:
            span = f"FROM ('{first} 00:00+00') TO ('{month(first, 1)} 00:00+00')"
            _execute(f"CREATE TABLE {name_of(first)} PARTITION OF {TABLE} FOR VALUES {span}")
            _guard(name_of(first))


def _guard(table: str) -> None:
    """Refuse to empty one month: what guards rows is passed down from the whole table, this is not."""
    _execute(GUARD.whole(table))


def _drop(oldest: dt.date) -> int:
    old = [name for name in partitions() if name < name_of(oldest)]
    for name in old:
        _execute(f"DROP TABLE {name}")
    return len(old)


def _empty_other(oldest: dt.date | None) -> None:
    """Give the events that fell outside all months their own; those older than is kept go with the old table.

    A month cannot be made while OTHER holds events of it, and none of them can be deleted: so OTHER is replaced.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM {OTHER}")  # noqa: S608  # our own table
        found = sorted(first for (first,) in cursor.fetchall() if oldest is None or first >= oldest)
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {OTHER})")  # noqa: S608  # our own table
        (anything,) = cursor.fetchone() or (False,)
    if anything:
        _execute(f"ALTER TABLE {TABLE} DETACH PARTITION {OTHER}")
        _execute(f"ALTER TABLE {OTHER} RENAME TO {OTHER}_before")
        _make(iter(found))
        make_other()
        kept = f"WHERE at >= '{oldest} 00:00+00'" if oldest else ""
        _execute(f"INSERT INTO {TABLE} SELECT * FROM {OTHER}_before {kept}")  # noqa: S608  # our own table and a date
        _execute(f"DROP TABLE {OTHER}_before")


def _forget(oldest: dt.date | None) -> int:
    """Delete from SQLite's one table, whose guard is lifted for this one statement; no other connection can write meanwhile."""
    if oldest is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{GUARD.name}_DELETE"')
        deleted, _ = AuditEvent.objects.filter(at__lt=dt.datetime(oldest.year, oldest.month, 1, tzinfo=dt.UTC)).delete()
        cursor.execute(GUARD.sqlite("DELETE", TABLE))
    return deleted


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
