"""Rules that every model keeps, found by looking at all of them: a new model cannot forget one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, DecimalField, Field, Model, Q

from skills.models import HIGHEST_LEVEL

OURS = ("skills", "pathways", "employees", "promotions")
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS and not model._meta.auto_created]


def conditions(model: type[Model]) -> Iterator[tuple[str, Any]]:
    """Every (lookup, value) that a check of the model mentions, at any depth."""
    waiting: list[object] = [constraint.condition for constraint in model._meta.constraints if isinstance(constraint, CheckConstraint)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Q):
            waiting.extend(part.children)
        elif isinstance(part, tuple):
            yield part


def fields(wanted: type[Field] = Field) -> Iterator[tuple[type[Model], Field]]:
    for model in MODELS:
        for field in model._meta.local_fields:
            if isinstance(field, wanted):
                yield model, field


def named(pairs: Iterator[tuple[type[Model], Field]]) -> list:
    return [pytest.param(model, field, id=f"{model.__name__}.{field.name}") for model, field in pairs]


@pytest.mark.parametrize(("model", "field"), named((m, f) for m, f in fields() if f.choices))
def test_the_database_knows_every_choice(model: type[Model], field: Field) -> None:
    """A value outside a closed list cannot be stored, whoever writes it."""
    allowed = {value for value, _ in field.flatchoices}
    listed: set[object] = set()
    for lookup, value in conditions(model):
        if lookup == f"{field.name}__in":
            listed.update(value)
        elif lookup == f"{field.name}__lte":
            listed.update(range(int(value) + 1))  # small codes count from 0
        elif lookup == field.name:
            listed.add(value)
    assert allowed <= listed, f"{model.__name__}.{field.name} needs a check that lists {sorted(map(str, allowed))}"


@pytest.mark.parametrize(("model", "field"), named((m, f) for m, f in fields() if f.name == "level" and not f.is_relation))
def test_the_database_knows_the_range_of_a_proficiency(model: type[Model], field: Field) -> None:
    ranges = {value for lookup, value in conditions(model) if lookup == "level__range"}
    assert ranges in ({(1, HIGHEST_LEVEL)}, {(0, HIGHEST_LEVEL)}), f"{model.__name__}.level needs a check of its range"


@pytest.mark.parametrize(("model", "field"), named((m, f) for m, f in fields(DecimalField) if not f.name.startswith("hours")))
def test_money_carries_a_currency(model: type[Model], field: Field) -> None:
    names = {f.name for f in model._meta.local_fields}
    assert "currency" in names, f"{model.__name__}.{field.name} is money without a currency"
    assert any(lookup == "currency" for lookup, _ in conditions(model)), f"{model.__name__} may store an amount without a currency"


@pytest.mark.parametrize("model", [pytest.param(model, id=model.__name__) for model in MODELS])
def test_every_model_says_what_it_is(model: type[Model]) -> None:
    assert model.__str__ is not Model.__str__, f"{model.__name__} needs a __str__"
    assert not any("unique_together" in str(option) for option in model._meta.original_attrs), f"{model.__name__}: use UniqueConstraint"
