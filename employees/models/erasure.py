"""That somebody's personal data was erased, and what forbids it: legal holds."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from employees.models.accounts import User
from employees.models.people import Employee


class Erasure(models.Model):
    """That and why a person was erased. The former number lies sealed, so that a feed that still names it does not bring them back."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="erasure")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400)
    sealed_number = models.BinaryField(editable=False)

    class Meta:
        constraints = [CheckConstraint(condition=~Q(reason=""), name="erasure_says_why")]

    def __str__(self) -> str:
        return f"erasure of {self.employee_id}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> "LegalHoldQuerySet":
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """A reason, such as a law suit, for which a person's record may not be erased until it is lifted."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="legal_holds")
    reason = models.CharField(max_length=400)
    placed_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["employee"], condition=Q(lifted_at__isnull=True), name="legal_hold_one_in_force"),
            CheckConstraint(condition=~Q(reason=""), name="legal_hold_says_why"),
            CheckConstraint(condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("placed_at")), name="legal_hold_lifted_after_placed"),
        ]

    def __str__(self) -> str:
        return f"legal hold on {self.employee_id}"
