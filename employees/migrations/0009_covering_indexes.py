"""Let the night read all it asks of positions and held skills from an index: a person's rows lie all over their tables."""

from django.db import migrations, models

# Vacuumed after one change in fifty, not one in five: what has changed since is looked up in the table, row by row.
COVERING = """
ALTER TABLE employees_heldskill
    DROP CONSTRAINT employees_heldskill_pkey,
    ADD CONSTRAINT employees_heldskill_pkey PRIMARY KEY (employee_id, skill_id) INCLUDE (level),
    SET (autovacuum_vacuum_scale_factor = 0.02)
"""
PLAIN = """
ALTER TABLE employees_heldskill
    DROP CONSTRAINT employees_heldskill_pkey,
    ADD CONSTRAINT employees_heldskill_pkey PRIMARY KEY (employee_id, skill_id),
    RESET (autovacuum_vacuum_scale_factor)
"""


def on_postgresql(statement):
    """Return a step that executes this; SQLite keeps the rows of a composite key apart from it, and is left alone."""

    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)  # raw SQL: Django's composite key takes no further columns along

    return execute


class Migration(migrations.Migration):
    dependencies = [("employees", "0008_role_comment_still_open")]

    operations = [
        migrations.RemoveIndex(model_name="position", name="position_history"),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["employee", "start"], include=("end", "role"), name="position_history"),
        ),
        migrations.RunPython(on_postgresql(COVERING), on_postgresql(PLAIN)),
    ]
