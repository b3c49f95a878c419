from django.db import migrations, models


class Migration(migrations.Migration):
    """Take out what has moved."""

    dependencies = [("employees", "0006_role_comments_moved")]

    operations = [
        migrations.AlterModelOptions(name="rolecomment", options={"ordering": ["-written_at", "-pk"]}),
        migrations.RemoveField(model_name="rolecomment", name="answer"),
        migrations.RemoveField(model_name="rolecomment", name="answered_by"),
        migrations.RemoveField(model_name="rolecomment", name="author"),
        migrations.RenameField(model_name="rolecomment", old_name="writer", new_name="author"),
        migrations.AlterField(
            model_name="rolecomment",
            name="outcome",
            field=models.CharField(choices=[("open", "open"), ("accepted", "accepted"), ("declined", "declined"), ("done", "done"), ("removed", "removed")], default="open", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="rolecomment",
            constraint=models.CheckConstraint(condition=models.Q(("outcome__in", ["open", "accepted", "declined", "done", "removed"])), name="role_comment_outcome_known"),
        ),
        migrations.AddConstraint(
            model_name="rolecomment",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="role_comment_says_what"),
        ),
    ]
