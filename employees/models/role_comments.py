"""What people say of a role's requirements. It links a person to a role, so it lives here and not with the role."""

from django.db import models
from django.db.models import CheckConstraint, Q

from employees.models.accounts import User
from employees.models.people import Employee
from pathways.models import Role


class RoleComment(models.Model):
    class Outcome(models.TextChoices):
        OPEN = "open", "open"
        TAKEN_UP = "taken-up", "taken up"
        DECLINED = "declined", "declined"

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="role_comments")
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            CheckConstraint(condition=Q(outcome__in=["open", "taken-up", "declined"]), name="role_comment_outcome_known"),
            CheckConstraint(condition=Q(outcome="open") | ~Q(answer=""), name="role_comment_outcome_has_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.role} by {self.author_id}"
