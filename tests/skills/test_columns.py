"""Rows as columns: the same numbers out of both databases and back, and an empty value only as its stand-in."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.db.models import BigIntegerField, ExpressionWrapper, F, IntegerField, Value
from django.db.models.functions import Cast

from employees.models import Employee
from skills.columns import NEVER, Narrow, chosen, date_sql, day, flag, key, place_of, read, small, staged
from tests.factories.employees import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
LAST = dt.date(9999, 12, 31)


def test_every_kind_of_column_is_read_with_its_stand_in():
    user = UserFactory()
    EmployeeFactory(hired_on=dt.date(1969, 12, 31), user=user, number="1")
    EmployeeFactory(hired_on=dt.date(2024, 2, 29), left_on=LAST, number="2")
    people = Employee.objects.order_by("number")
    found = read(people, start=day("hired_on"), end=day("left_on"), user=key("user_id"), number=small("pk"), active=flag("user__is_active"))
    assert found["start"].tolist() == [-1, 19782]
    assert found["end"].tolist() == [NEVER, (LAST - dt.date(1970, 1, 1)).days]
    assert found["user"].tolist() == [user.pk, 0]
    assert found["active"].tolist() == [1, 0]
    assert [found[name].dtype for name in ("start", "user", "number")] == [np.int32, np.int32, np.int16]


def test_columns_that_share_a_word_come_out_as_they_went_in():
    """Three of 15 bits, one of 31 and one of 64 lie in three words; each is told apart from its neighbours, negative ones too."""
    for number in ("1", "2"):
        EmployeeFactory(number=number, hired_on=dt.date(1, 1, 1))
    least, most, start = (ExpressionWrapper(Value(number), Narrow(15)) for number in (-(2**14), 2**14 - 1, -1))
    large = ExpressionWrapper(Value(-(2**63), BigIntegerField()), BigIntegerField())
    found = read(Employee.objects.order_by("number"), least=least, most=most, start=start, pk=key("pk"), large=large, on=day("hired_on"))
    expected = {"least": -(2**14), "most": 2**14 - 1, "start": -1, "large": -(2**63), "on": -719162}
    assert {name: set(found[name].tolist()) for name in expected} == {name: {number} for name, number in expected.items()}
    assert found["pk"].tolist() == list(Employee.objects.order_by("number").values_list("pk", flat=True))


def test_an_id_too_large_for_its_bits_is_refused():
    EmployeeFactory(pk=255)
    assert read(Employee.objects.all(), pk=key("pk", bits=9))["pk"].tolist() == [255]
    with pytest.raises(OverflowError, match="An id of pk does not fit into 8 bits"):
        read(Employee.objects.all(), pk=key("pk", bits=8))


def test_no_row_is_an_empty_column():
    assert read(Employee.objects.all(), pk=key("pk"))["pk"].tolist() == []
    assert read(Employee.objects.filter(pk__in=[]), pk=key("pk"))["pk"].tolist() == []


def test_a_null_that_slips_through_is_refused():
    EmployeeFactory()
    with pytest.raises((ValueError, TypeError)):
        read(Employee.objects.all(), user=Cast(F("user_id"), IntegerField()))


def test_staged_rows_can_be_read_by_statements_and_are_gone_afterwards():
    columns = {"id": np.array([2**40, 1]), "level": np.array([-1, 127], dtype=np.int8), "day": np.array([19782, NEVER], dtype=np.int32)}
    with staged("bench_of_columns", columns), connection.cursor() as cursor:
        cursor.execute(f"SELECT id, level, {date_sql('day')} FROM bench_of_columns ORDER BY level")  # noqa: S608  # our own SQL
        rows = cursor.fetchall()
    assert [(pk, level, str(on) if on else None) for pk, level, on in rows] == [(2**40, -1, "2024-02-29"), (1, 127, None)]


@pytest.mark.parametrize("apart", [1, 1_000_000])
def test_places_of_what_is_there_and_minus_one_for_what_is_not(apart):
    """Numbers close together are looked up in a table, others searched."""
    assert place_of(apart * np.array([3, 5, 9]), apart * np.array([9, 4, 3, 10, 2, 0, 99])).tolist() == [2, -1, 0, -1, -1, -1, -1]
    assert place_of(np.zeros(0, dtype=np.int64), np.array([1])).tolist() == [-1]


def test_rows_are_chosen_across_all_columns():
    columns = {"a": np.array([1, 2, 3]), "b": np.array([4, 5, 6])}
    assert {name: column.tolist() for name, column in chosen(columns, columns["a"] > 1).items()} == {"a": [2, 3], "b": [5, 6]}
