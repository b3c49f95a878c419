"""A migration that carries values from one form into another, there and back."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.factories.employees import EmployeeFactory

SEALING = "0013_demographics_sealed"


@pytest.fixture
def midway(transactional_db):
    """Return the state in which both forms stand side by side; its table of answers lies beside today's."""
    apps = MigrationLoader(connection).project_state(("employees", SEALING)).apps
    answers = apps.get_model("employees", "Demographics")
    answers._meta.db_table = "demographics_midway"
    with connection.schema_editor() as editor:
        editor.create_model(answers)
    yield apps
    with connection.schema_editor() as editor:
        editor.delete_model(answers)


def test_plain_demographics_are_sealed_without_loss_and_opened_again_on_the_way_back(midway):
    answers, sealing = midway.get_model("employees", "Demographics"), import_module(f"employees.migrations.{SEALING}")
    said = {"sex": "woman", "ethnicity": "Asian", "disability": "", "birth_year": 1984, "from_feed": True}
    answers.objects.create(employee_id=EmployeeFactory().pk, **said)
    sealing.seal(midway, None)
    sealed = answers.objects.get()
    assert sealed.sealed_disability is None
    assert b"woman" not in bytes(sealed.sealed_sex)
    answers.objects.update(sex="", ethnicity="", birth_year=None)
    sealing.unseal(midway, None)
    assert answers.objects.values(*said).get() == said
