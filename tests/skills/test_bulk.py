"""Bulk rows arrive exactly as given, on either database, and under the database's own rules."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from employees.models import Employee
from skills import bulk
from skills.models import Scale

AWKWARD = [
    "plain",
    "tab\there",
    "line\nbreak",
    "carriage\rreturn",
    r"back\slash",
    r"\N",
    r"\.",
    "",
    "naïve – ‘quotes’ 日本",
    "'; DROP TABLE",
]


@pytest.mark.django_db
def test_text_arrives_to_the_letter() -> None:
    assert bulk.insert(Scale, {"code": [f"c{i}" for i in range(len(AWKWARD))], "name": AWKWARD}) == len(AWKWARD)
    assert list(Scale.objects.order_by("pk").values_list("name", flat=True)) == AWKWARD


@pytest.mark.django_db
def test_none_is_null_and_keys_are_named_by_attribute() -> None:
    rows = [("1", "A", "B", "", dt.date(2020, 1, 1), None, None), ("2", "C", "D", "", dt.date(2020, 1, 1), dt.date(2021, 1, 1), None)]
    bulk.insert_rows(Employee, ("number", "first_name", "last_name", "email", "hired_on", "left_on", "user_id"), rows)
    assert list(Employee.objects.order_by("number").values_list("left_on", flat=True)) == [None, dt.date(2021, 1, 1)]
    assert not Employee.objects.filter(user__isnull=False).exists()


@pytest.mark.django_db
def test_the_database_still_refuses_what_it_forbids() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Scale, {"code": ["same", "same"], "name": ["", ""]})
    assert not Scale.objects.exists()


@pytest.mark.django_db
def test_batches_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 3)
    assert bulk.insert(Scale, {"code": [f"c{i}" for i in range(10)], "name": ["x"] * 10}) == 10
    assert Scale.objects.count() == 10


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        bulk.insert(Scale, {"code": ["a", "b"], "name": ["x"]})
