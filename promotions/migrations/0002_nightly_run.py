"""One table of runs for every nightly job. The runs so far were all of readiness, and stay with their shards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="readinessrun", name="readiness_run_one_at_a_time"),
        migrations.RemoveConstraint(model_name="readinessrun", name="readiness_run_kind_known"),
        migrations.RemoveConstraint(model_name="readinessrun", name="readiness_run_status_known"),
        migrations.RemoveConstraint(model_name="readinessrun", name="readiness_run_finished_has_time"),
        migrations.RenameModel(old_name="ReadinessRun", new_name="NightlyRun"),
        migrations.AddField(
            model_name="nightlyrun",
            name="job",
            field=models.CharField(choices=[("readiness", "readiness"), ("reminders", "reminders")], default="readiness", max_length=9),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="nightlyrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "running")), fields=("job",), name="nightly_run_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="nightlyrun",
            constraint=models.CheckConstraint(condition=models.Q(("job__in", ["readiness", "reminders"])), name="nightly_run_job_known"),
        ),
        migrations.AddConstraint(
            model_name="nightlyrun",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["full", "incremental"])), name="nightly_run_kind_known"),
        ),
        migrations.AddConstraint(
            model_name="nightlyrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["running", "succeeded", "failed", "cancelled"])), name="nightly_run_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="nightlyrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("status", "running")),
                    models.Q(models.Q(("status", "running"), _negated=True), ("finished_at__isnull", False)),
                    _connector="OR",
                ),
                name="nightly_run_finished_has_time",
            ),
        ),
    ]
