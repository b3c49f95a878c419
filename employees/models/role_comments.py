"""What people say of a role's requirements. It links a person to a role, so it lives here and not with the role."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy

from employees.models.accounts import User
from pathways.models import FrameworkVersion, Role


class RoleCommentQuerySet(models.QuerySet["RoleComment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return all comments to whoever has signed in: they are read by everybody, and name nobody."""
        return self if user.pk is not None else self.none()

    def open(self) -> Self:
        """Return those on which more is to be done."""
        return self.filter(outcome__in=[RoleComment.Outcome.OPEN, RoleComment.Outcome.ACCEPTED])

    def with_newest_answer(self) -> Self:
        """Add `answer`: text and version number of the newest answer, as a mapping; None while there is none."""
        newest = RoleCommentAnswer.objects.filter(comment=OuterRef("pk")).order_by("-pk")
        return self.annotate(answer=Subquery(newest.values(told=JSONObject(text="text", version="version__number"))[:1]))


class RoleComment(models.Model):
    """Read by everybody, without its author's name. `outcome` is that of the newest answer."""

    class Outcome(models.TextChoices):
        OPEN = "open", gettext_lazy("open")
        ACCEPTED = "accepted", gettext_lazy("accepted")
        DECLINED = "declined", gettext_lazy("declined")
        DONE = "done", gettext_lazy("done")
        REMOVED = "removed", gettext_lazy("removed")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="role_comments")
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)

    objects = RoleCommentQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(outcome__in=["open", "accepted", "declined", "done", "removed"]), name="role_comment_outcome_known"
            ),
            CheckConstraint(condition=~Q(text=""), name="role_comment_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.outcome}"

    @property
    def readable(self) -> str:
        """The text; empty once the editors have taken it off."""
        return "" if self.outcome == self.Outcome.REMOVED else self.text


class RoleCommentAnswer(models.Model):
    """What the editors of the framework answered. Append-only; `version` is the one that does what was asked."""

    comment = models.ForeignKey(RoleComment, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(max_length=8, choices=RoleComment.Outcome)
    text = models.TextField()
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["comment", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(outcome="done", version__isnull=False)
                | Q(outcome__in=["open", "accepted", "declined", "removed"], version__isnull=True),
                name="role_comment_answer_done_in_a_version",
            ),
            CheckConstraint(condition=~Q(text=""), name="role_comment_answer_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.outcome}"
