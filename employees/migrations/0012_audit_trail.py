"""The audit trail: one table on SQLite, a partition a month on PostgreSQL; triggers refuse changes on both."""

import django.utils.timezone
from django.db import migrations, models
from django.utils import timezone

import employees.models.append_only
from employees import trail_partitions

# Raw SQL: Django makes no partitioned table. Its key holds the column that it is cut by, so the number alone is none to the database;
# to the ORM it is. Before PostgreSQL 17 identity columns cannot be partitioned, hence the sequence. A test compares columns and model.
PARTITIONED = """
CREATE SEQUENCE employees_auditevent_id_seq AS bigint;
CREATE TABLE employees_auditevent (
    id bigint NOT NULL DEFAULT nextval('employees_auditevent_id_seq'),
    at timestamp with time zone NOT NULL,
    verb varchar(12) NOT NULL,
    kind varchar(60) NOT NULL,
    object_id varchar(40) NOT NULL,
    who bigint NULL,
    who_name varchar(254) NOT NULL,
    whom bigint NULL,
    acting_for bigint NULL,
    channel varchar(8) NOT NULL,
    address inet NULL,
    request uuid NULL,
    why varchar(400) NOT NULL,
    details jsonb NOT NULL,
    CONSTRAINT audit_event_newest PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
ALTER SEQUENCE employees_auditevent_id_seq OWNED BY employees_auditevent.id;
"""


def create(apps, schema_editor):
    event = apps.get_model("employees", "AuditEvent")
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.create_model(event)
        return
    schema_editor.execute(PARTITIONED)
    for constraint in event._meta.constraints:
        schema_editor.add_constraint(event, constraint)
    for index in event._meta.indexes:
        if index.name != "audit_event_newest":  # the key is that index
            schema_editor.add_index(event, index)
    trail_partitions.make_other()
    trail_partitions.keep(timezone.localdate(), months=0)


def drop(apps, schema_editor):
    schema_editor.delete_model(apps.get_model("employees", "AuditEvent"))


VERBS = [
    ("looked", "looked at"),
    ("listed", "listed"),
    ("exported", "exported"),
    ("added", "added"),
    ("changed", "changed"),
    ("removed", "removed"),
    ("ended", "ended"),
    ("shared", "shared"),
    ("answered", "answered"),
    ("published", "published"),
    ("imported", "imported"),
    ("started", "started"),
    ("cancelled", "cancelled"),
    ("granted", "granted"),
    ("revoked", "revoked"),
    ("signed-in", "signed in"),
    ("signed-out", "signed out"),
    ("refused", "was refused"),
]


class Migration(migrations.Migration):
    dependencies = [("employees", "0011_employee_by_name")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("verb", models.CharField(choices=VERBS, max_length=12)),
                        ("kind", models.CharField(max_length=60)),
                        ("object_id", models.CharField(blank=True, max_length=40)),
                        (
                            "who",
                            models.BigIntegerField(blank=True, help_text="The account; empty for what the machine does by itself.", null=True),
                        ),
                        ("who_name", models.CharField(blank=True, max_length=254)),
                        ("whom", models.BigIntegerField(blank=True, help_text="The employee whose record it is.", null=True)),
                        ("acting_for", models.BigIntegerField(blank=True, null=True)),
                        (
                            "channel",
                            models.CharField(choices=[("session", "session"), ("token", "token"), ("machine", "machine")], max_length=8),
                        ),
                        ("address", models.GenericIPAddressField(blank=True, null=True)),
                        ("request", models.UUIDField(blank=True, null=True)),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("details", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["at", "id"], name="audit_event_newest"),
                            models.Index(condition=models.Q(("whom__isnull", False)), fields=["whom", "at"], name="audit_event_whom"),
                            models.Index(condition=models.Q(("who__isnull", False)), fields=["who", "at"], name="audit_event_who"),
                            models.Index(
                                condition=models.Q(("verb__in", ["looked", "listed"]), _negated=True),
                                fields=["verb", "at"],
                                name="audit_event_changes",
                            ),
                        ],
                        "constraints": [
                            employees.models.append_only.AppendOnly(name="audit_event"),
                            models.CheckConstraint(
                                condition=models.Q(("verb__in", [verb for verb, _ in VERBS])), name="audit_event_verb_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["session", "token", "machine"])), name="audit_event_channel_known"
                            ),
                            models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="audit_event_says_what"),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(create, drop),
    ]
