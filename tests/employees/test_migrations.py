"""Migrations that carry values from one form into another, there and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(name: str):
    executor = MigrationExecutor(connection)
    executor.migrate([("employees", name)])
    return executor.loader.project_state([("employees", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_plain_demographics_are_sealed_without_loss_and_opened_again_on_the_way_back():
    try:
        apps = migrate("0012_audit_trail")
        said = {"sex": "woman", "ethnicity": "Asian", "disability": "", "birth_year": 1984, "from_feed": True}
        employee = apps.get_model("employees", "Employee").objects.create(
            number="1", first_name="Ada", last_name="Lace", hired_on="2020-01-01"
        )
        apps.get_model("employees", "Demographics").objects.create(employee_id=employee.pk, **said)
        sealed = migrate("0014_demographics_plain_gone").get_model("employees", "Demographics").objects.get()
        assert sealed.sealed_disability is None
        assert b"woman" not in bytes(sealed.sealed_sex)
        back = migrate("0012_audit_trail").get_model("employees", "Demographics").objects.values(*said)
        assert back.get() == said
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
