"""Adds sealed columns and consents, and seals what lies in the plain columns, which 0014 takes out. Taken back, it opens them again."""

import django.db.models.deletion
from django.db import migrations, models

from employees.demographics.answers import column, opened, sealed_fields

ATTRIBUTES = ("sex", "ethnicity", "disability", "birth_year")
BATCH = 2_000


def batches(Demographics):
    after = 0
    while batch := list(Demographics.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield batch
        after = batch[-1].pk


def seal(apps, schema_editor):
    Demographics = apps.get_model("employees", "Demographics")
    for batch in batches(Demographics):
        for row in batch:
            for name, value in sealed_fields(row.pk, {attribute: getattr(row, attribute) for attribute in ATTRIBUTES}).items():
                setattr(row, name, value)
        Demographics.objects.bulk_update(batch, [column(attribute) for attribute in ATTRIBUTES])


def unseal(apps, schema_editor):
    Demographics = apps.get_model("employees", "Demographics")
    for batch in batches(Demographics):
        for row in batch:
            for attribute in ATTRIBUTES:
                for _, value in opened(attribute, [(row.pk, getattr(row, column(attribute)))]):
                    setattr(row, attribute, int(value) if attribute == "birth_year" and value.isdecimal() else value)
            if not isinstance(row.birth_year, int):
                row.birth_year = None  # the plain column holds no "prefer not to say"
        Demographics.objects.bulk_update(batch, ATTRIBUTES)


class Migration(migrations.Migration):
    dependencies = [("employees", "0012_audit_trail")]

    operations = [
        *(
            migrations.AddField("demographics", f"sealed_{attribute}", models.BinaryField(blank=True, editable=False, null=True))
            for attribute in ATTRIBUTES
        ),
        migrations.CreateModel(
            name="DemographicConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=[("equality-audit", "audits of fairness")], max_length=20)),
                ("text_version", models.CharField(max_length=40)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True, choices=[("withdrawn", "withdrawn"), ("replaced", "replaced by a newer one")], max_length=10
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demographic_consents",
                        to="employees.employee",
                    ),
                ),
            ],
            options={
                "ordering": ["employee", "pk"],
                "indexes": [models.Index(fields=["employee"], name="demographic_consent_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("employee", "purpose"),
                        name="demographic_consent_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["equality-audit"])), name="demographic_consent_purpose_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text_version", ""), _negated=True), name="demographic_consent_names_its_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(("end__in", ["withdrawn", "replaced"]), ("ended_at__gte", models.F("given_at"))),
                            _connector="OR",
                        ),
                        name="demographic_consent_ended_says_how",
                    ),
                ],
            },
        ),
        migrations.RunPython(seal, unseal),
    ]
