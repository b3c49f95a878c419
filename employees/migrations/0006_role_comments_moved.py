from django.db import migrations


def to_accounts_and_answers(apps, schema_editor):
    comments, answers = apps.get_model("employees", "RoleComment"), apps.get_model("employees", "RoleCommentAnswer")
    for comment in comments.objects.select_related("author"):
        comment.writer_id = comment.author.user_id if comment.author else None
        comment.outcome = "accepted" if comment.outcome == "taken-up" else comment.outcome
        comment.save(update_fields=["writer", "outcome"])
        if comment.outcome != "open":
            answers.objects.create(comment=comment, outcome=comment.outcome, text=comment.answer, by_id=comment.answered_by_id)


def to_people_and_fields(apps, schema_editor):
    """Comments of accounts without a record, or removed ones, have no place in the former table."""
    comments, people = apps.get_model("employees", "RoleComment"), apps.get_model("employees", "Employee")
    former = {"accepted": "taken-up", "done": "taken-up", "declined": "declined", "open": "open"}
    for comment in comments.objects.all():
        author = people.objects.filter(user=comment.writer_id).first() if comment.writer_id else None
        newest = comment.answers.order_by("-pk").first()
        if author is None or comment.outcome == "removed":
            comment.delete()
            continue
        comment.author, comment.outcome = author, former[comment.outcome]
        comment.answer, comment.answered_by_id = (newest.text, newest.by_id) if newest else ("", None)
        comment.save(update_fields=["author", "outcome", "answer", "answered_by"])


class Migration(migrations.Migration):
    """Move what is there. Alone, because PostgreSQL alters no table that has unchecked rows in the same transaction."""

    dependencies = [("employees", "0005_role_comment_answers")]

    operations = [migrations.RunPython(to_accounts_and_answers, to_people_and_fields)]
