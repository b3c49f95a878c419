"""The table behind the stamp of what is written down for everybody: see `skills.stamp`, which also sets the triggers."""

from django.db import migrations

from skills import stamp

TABLE = ["CREATE TABLE skills_stamp (change bigint PRIMARY KEY, mark bigint NOT NULL)", "INSERT INTO skills_stamp VALUES (0, 0)"]


def nothing(apps, schema_editor):
    """The triggers come when all apps have migrated."""


def unwatch(apps, schema_editor):
    stamp.unwatch(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("skills", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE skills_stamp"),
        migrations.RunPython(nothing, unwatch),
    ]
