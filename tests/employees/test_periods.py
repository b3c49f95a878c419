"""Overlapping periods cannot be stored, on either database, by any way in."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from employees.models import Leave, Position
from employees.models.periods import NoOverlap, Period
from skills import bulk
from tests.factories.employees import EmployeeFactory, PositionFactory

MARCH, MAY, JULY = dt.date(2026, 3, 1), dt.date(2026, 5, 1), dt.date(2026, 7, 1)


@pytest.fixture
def position(db: None) -> Position:
    return PositionFactory(start=MARCH, end=JULY)


def another(position: Position, start: dt.date, end: dt.date | None) -> Position:
    return Position(employee=position.employee, unit=position.unit, start=start, end=end, reason="lateral")


@pytest.mark.parametrize(
    ("start", "end"), [(MAY, None), (MAY, JULY), (dt.date(2026, 1, 1), MAY), (dt.date(2026, 1, 1), None), (MARCH, JULY)]
)
def test_overlap_is_refused_by_the_database(position: Position, start: dt.date, end: dt.date | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        another(position, start, end).save()
    assert Position.objects.count() == 1


def test_periods_that_touch_are_not_overlapping(position: Position) -> None:
    another(position, JULY, None).save()
    another(position, dt.date(2026, 1, 1), MARCH).save()
    assert Position.objects.count() == 3


def test_another_person_may_hold_a_position_then(position: Position) -> None:
    PositionFactory(employee=EmployeeFactory(), start=MARCH)
    assert Position.objects.count() == 2


def test_an_update_into_an_overlap_is_refused(position: Position) -> None:
    later = another(position, JULY, None)
    later.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.filter(pk=later.pk).update(start=MAY)
    Position.objects.filter(pk=later.pk).update(start=dt.date(2026, 8, 1))


def test_bulk_rows_are_held_to_it_too(position: Position) -> None:
    row: dict[str, list] = {
        "employee_id": [position.employee_id],
        "unit_id": [position.unit_id],
        "start": [MAY],
        "end": [None],
        "reason": ["lateral"],
        "title": [""],
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Position, row)


def test_a_period_ends_after_it_starts(position: Position) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        another(position, JULY, JULY).save()


def test_a_form_gets_a_sentence(position: Position) -> None:
    with pytest.raises(ValidationError, match="This person already holds a position then"):
        another(position, MAY, None).validate_constraints()
    another(position, JULY, None).validate_constraints()


def test_every_constraint_of_this_kind_guards_its_table() -> None:
    """The rule is written into the schema of whichever database runs, for every model that declares it."""
    declared = {c.name for m in (Position, Leave) for c in m._meta.constraints if isinstance(c, NoOverlap)}
    assert declared == {"position_no_overlap", "leave_no_overlap"}


@pytest.mark.django_db(transaction=True)
def test_the_rule_survives_a_rebuild_of_the_table(position: Position) -> None:
    """SQLite changes a column by building the table anew, which drops triggers; ours come back with it."""
    old = Position._meta.get_field("title")
    new = models.CharField(max_length=300, blank=True)
    new.set_attributes_from_name("title")
    new.model = Position
    with connection.schema_editor() as editor:
        editor.alter_field(Position, old, new, strict=True)
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            another(position, MAY, None).save()
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Position, new, old, strict=True)


def test_every_dated_model_says_that_it_ends_after_it_starts() -> None:
    for model in (model for model in apps.get_models() if issubclass(model, Period)):
        names = [constraint.name for constraint in model._meta.constraints]
        assert f"{model._meta.model_name}_ends_after_start" in names, f"{model.__name__}.Meta must extend Period.Meta.constraints"
