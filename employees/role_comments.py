"""Comments on what a role asks, and what the editors of the framework answer. Each verb is one transaction."""

import structlog
from django.db import transaction

from employees.models import RoleComment, RoleCommentAnswer, User
from pathways.models import FrameworkVersion, Role

log = structlog.get_logger(__name__)
Outcome = RoleComment.Outcome


@transaction.atomic
def comment(*, role: Role, text: str, by: User) -> RoleComment:
    """Say something of a role's requirements. Everybody reads it; the author is kept, and shown to nobody."""
    written = RoleComment.objects.create(role=role, text=text, author=by)
    log.info("role commented", role=role.pk, comment=written.pk, by=by.pk)
    return written


@transaction.atomic
def answer(*, comment: RoleComment, outcome: str, text: str, version: FrameworkVersion | None, by: User) -> RoleCommentAnswer:
    """Add an answer; its outcome is now the comment's. `version` is given when it is done, and then alone."""
    given = RoleCommentAnswer.objects.create(comment=comment, outcome=outcome, text=text, version=version, by=by)
    comment.outcome = outcome
    comment.save(update_fields=["outcome"])
    log.info("role comment answered", comment=comment.pk, outcome=outcome, by=by.pk)
    return given


@transaction.atomic
def take_back(*, comment: RoleComment, by: User) -> bool:
    """Delete one's own comment while nobody has answered it; return whether there was one to delete."""
    deleted, _ = RoleComment.objects.filter(pk=comment.pk, author=by, answers__isnull=True).delete()
    if deleted:
        log.info("role comment taken back", comment=comment.pk, by=by.pk)
    return bool(deleted)
