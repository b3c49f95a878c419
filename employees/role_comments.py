"""Comments on what a role asks, and what the editors of the framework answer. Each verb is one transaction.

Their authors are shown to nobody, readers of the audit trail included: it tells that a comment came or went, not by whose hand.
"""

from django.db import transaction

from employees import origin, trail
from employees.models import RoleComment, RoleCommentAnswer, User
from employees.models.trail import Verb
from pathways.models import FrameworkVersion, Role

Outcome = RoleComment.Outcome


@transaction.atomic
def comment(*, role: Role, text: str, by: User) -> RoleComment:
    """Say something of a role's requirements. Everybody reads it; the author is kept, and shown to nobody."""
    written = RoleComment.objects.create(role=role, text=text, author=by)
    with origin.withheld():
        trail.record(Verb.ADDED, of=written, by=None)
    return written


@transaction.atomic
def answer(*, comment: RoleComment, outcome: str, text: str, version: FrameworkVersion | None, by: User) -> RoleCommentAnswer:
    """Add an answer; its outcome is now the comment's. `version` is given when it is done, and then alone."""
    given = RoleCommentAnswer.objects.create(comment=comment, outcome=outcome, text=text, version=version, by=by)
    comment.outcome = outcome
    comment.save(update_fields=["outcome"])
    trail.record(Verb.ANSWERED, of=comment, by=by, outcome=outcome)
    return given


@transaction.atomic
def take_back(*, comment: RoleComment, by: User) -> bool:
    """Delete one's own comment while nobody has answered it; return whether there was one to delete."""
    deleted, _ = RoleComment.objects.filter(pk=comment.pk, author=by, answers__isnull=True).delete()
    if deleted:
        with origin.withheld():
            trail.record(Verb.REMOVED, of=comment, by=None)
    return bool(deleted)
