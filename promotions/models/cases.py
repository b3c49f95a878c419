"""Promotion cases: the evidence frozen when somebody is nominated, and each step after it as a row."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees.models import Employee, User
from pathways.models import Role
from promotions.models.openings import Requisition
from promotions.models.policy import PolicyVersion


class Case(models.Model):
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="cases")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="cases")
    nominated_on = models.DateField()
    nominated_by = models.ForeignKey(Employee, on_delete=models.SET_NULL, null=True, blank=True, related_name="nominations")
    requisition = models.ForeignKey(Requisition, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="cases")
    readiness = models.JSONField(help_text="Score, gates and status as they stood at nomination.")

    class Meta:
        ordering = ["-nominated_on"]
        constraints = [UniqueConstraint(fields=["employee", "role", "nominated_on"], name="case_once_a_day")]

    def __str__(self) -> str:
        return f"{self.employee_id} for {self.role_id}"


class CaseStatus(models.Model):
    """A step of a case. The newest row is where the case stands."""

    class Step(models.TextChoices):
        NOMINATED = "nominated", gettext_lazy("nominated")
        SHORTLISTED = "shortlisted", gettext_lazy("shortlisted")
        DECIDED = "decided", gettext_lazy("decided")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statuses")
    step = models.CharField(max_length=11, choices=Step)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case", "on", "pk"]
        constraints = [
            CheckConstraint(condition=Q(step__in=["nominated", "shortlisted", "decided", "withdrawn"]), name="case_status_step_known")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step}"


class Decision(models.Model):
    class Outcome(models.TextChoices):
        PROMOTED = "promoted", gettext_lazy("promoted")
        REFUSED = "refused", gettext_lazy("refused")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome)
    on = models.DateField()
    decided_by = models.ForeignKey(Employee, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Q(outcome__in=["promoted", "refused"]), name="decision_outcome_known")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.outcome}"
