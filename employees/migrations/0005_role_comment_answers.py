import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make room: answers as rows of their own, and an account as the author."""

    dependencies = [
        ("employees", "0004_disputes"),
        ("pathways", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleCommentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(choices=[("open", "open"), ("accepted", "accepted"), ("declined", "declined"), ("done", "done"), ("removed", "removed")], max_length=8)),
                ("text", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("comment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="employees.rolecomment")),
                ("version", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pathways.frameworkversion")),
            ],
            options={"ordering": ["comment", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="rolecommentanswer",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("outcome", "done"), ("version__isnull", False)), models.Q(("outcome__in", ["accepted", "declined", "removed"]), ("version__isnull", True)), _connector="OR"), name="role_comment_answer_done_in_a_version"),
        ),
        migrations.AddConstraint(
            model_name="rolecommentanswer",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="role_comment_answer_says_what"),
        ),
        migrations.RemoveConstraint(model_name="rolecomment", name="role_comment_outcome_known"),
        migrations.RemoveConstraint(model_name="rolecomment", name="role_comment_outcome_has_answer"),
        migrations.AlterField(
            model_name="rolecomment",
            name="author",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="employees.employee"),
        ),
        migrations.AddField(
            model_name="rolecomment",
            name="writer",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="role_comments", to=settings.AUTH_USER_MODEL),
        ),
    ]
