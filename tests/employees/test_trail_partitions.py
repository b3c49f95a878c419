"""The months of the audit trail: made ahead, dropped whole, and nothing lost that falls outside them."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from employees import trail_partitions
from employees.models import AuditEvent, User
from employees.models.trail import AuditEventQuerySet
from employees.tasks import keep_trail
from employees.trail_partitions import OTHER, TABLE, keep, month, name_of, partitions
from tests.factories.employees import UserFactory

TODAY = dt.date(2031, 5, 17)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one table")


@pytest.fixture
def who(db: None) -> User:
    return UserFactory()


def event_of(day: dt.date) -> AuditEvent:
    at = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    return AuditEvent.objects.create(at=at, verb="exported", kind="employees.employee", channel="machine")


def days() -> list[dt.date]:
    return sorted(at.date() for at in AuditEvent.objects.values_list("at", flat=True))


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # one of our own tables
        return cursor.fetchone()[0]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), st.integers(-600, 600))
def test_months_are_counted_as_on_a_calendar(day: dt.date, later: int):
    found = month(day, later)
    assert found.day == 1
    assert (found.year - day.year) * 12 + found.month - day.month == later
    assert month(found, -later) == day.replace(day=1)


@on_postgresql
@pytest.mark.django_db
def test_this_month_and_the_next_are_made_once():
    keep(TODAY, months=0)
    made = partitions()
    assert {name_of(month(TODAY, ahead)) for ahead in range(4)} <= set(made)
    keep(TODAY, months=0)
    assert partitions() == made


@on_postgresql
@pytest.mark.django_db
def test_an_event_outside_all_months_is_kept_and_then_gets_its_own():
    event_of(TODAY)
    event_of(dt.date(2029, 1, 1))
    assert rows_in(OTHER) == 2
    keep(TODAY, months=0)
    assert (rows_in(OTHER), rows_in(name_of(TODAY)), rows_in(name_of(dt.date(2029, 1, 1)))) == (0, 1, 1)
    assert days() == [dt.date(2029, 1, 1), TODAY]
    event_of(TODAY)


@pytest.mark.django_db
@time_machine.travel(dt.datetime(2031, 5, 17, 12, tzinfo=dt.UTC), tick=False)
def test_what_is_older_than_is_kept_goes():
    kept, gone = dt.date(2030, 5, 1), dt.date(2030, 4, 30)
    for day in (gone, kept, TODAY):
        event_of(day)
    keep(dt.date(2030, 4, 30), months=0)
    assert keep(TODAY, months=12) >= 1
    assert set(AuditEvent.objects.filter(verb="exported").values_list("at__date", flat=True)) == {kept, TODAY}
    told = AuditEvent.objects.get(verb="removed")
    assert (told.kind, told.details["end"]) == ("employees.auditevent", "2030-05-01")
    assert keep(TODAY, months=12) == 0


@pytest.mark.django_db
def test_what_is_kept_for_ever_stays():
    event_of(dt.date(1999, 1, 1))
    assert keep(TODAY, months=0) == 0
    assert days() == [dt.date(1999, 1, 1)]


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["TRUNCATE {}", "DELETE FROM {}", "UPDATE {} SET why = 'x'"])
def test_one_month_cannot_be_changed_either(statement: str):
    keep(TODAY, months=0)
    event_of(TODAY)
    event_of(dt.date(2001, 1, 1))
    for table in (name_of(TODAY), OTHER):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_the_guard_stands_again_after_old_events_went():
    event_of(dt.date(2001, 1, 1))
    event_of(TODAY)
    keep(TODAY, months=12)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


COLUMNS = """
SELECT attname, replace(format_type(atttypid, atttypmod), 'character varying', 'varchar'), NOT attnotnull
FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum
"""


@on_postgresql
@pytest.mark.django_db
def test_the_table_made_by_hand_is_the_models():
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [TABLE])
        found = cursor.fetchall()
        laws = set(connection.introspection.get_constraints(cursor, TABLE))
    fields = AuditEvent._meta.local_fields
    assert found == [(field.column, field.db_type(connection), field.null) for field in fields]
    wanted = {index.name for index in AuditEvent._meta.indexes} | {law.name for law in AuditEvent._meta.constraints}
    assert wanted - laws == {"audit_event"}  # triggers are no constraints to PostgreSQL: their tests are above


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (AuditEvent.objects.about(7), "whom_at"),
        (AuditEvent.objects.filter(who=7), "who_at"),
        (AuditEvent.objects.filter(verb="exported"), "verb_at"),
        (AuditEvent.objects.all(), "pkey"),
    ],
)
def test_each_question_has_its_index(who: User, rows: AuditEventQuerySet, index: str):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = rows.newest_first()[:50].explain()
    assert f"{name_of(timezone.localdate())}_{index}" in plan or index in plan, plan
    assert "->  Sort" not in plan, plan


def test_the_retention_is_a_setting_of_whole_months():
    assert trail_partitions.month(dt.date(2026, 1, 31), -1) == dt.date(2025, 12, 1)


@pytest.mark.django_db
def test_the_task_keeps_as_long_as_the_setting_says(settings: "object"):
    settings.TRAIL_MONTHS = 1  # type: ignore[attr-defined]  # pytest-django's own
    event_of(dt.date(2001, 1, 1))
    keep_trail()
    assert not AuditEvent.objects.filter(at__year=2001).exists()
