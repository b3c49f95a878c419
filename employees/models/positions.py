"""Dated history of who held which role, where and under whom; and of the leave that stops their clock."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy

from employees import reporting_line
from employees.models.people import Employee, Unit
from employees.models.periods import NoOverlap, Period, PeriodQuerySet
from pathways.models import Role


class Position(Period):
    class Reason(models.TextChoices):
        HIRE = "hire", gettext_lazy("hire")
        PROMOTION = "promotion", gettext_lazy("promotion")
        LATERAL = "lateral", gettext_lazy("lateral move")
        DEMOTION = "demotion", gettext_lazy("step down")
        REORGANISATION = "reorganisation", gettext_lazy("reorganisation")
        RE_ENTRY = "re-entry", gettext_lazy("re-entry")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="positions", db_index=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")
    title = models.CharField(max_length=200, blank=True, help_text="What the HR system calls it.")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    manager = models.ForeignKey(Employee, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    reason = models.CharField(max_length=14, choices=Reason)

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["employee", "start"]
        # A person's positions lie all over the table: a night that reads everybody's finds all it asks in the index.
        indexes = [models.Index(fields=["employee", "start"], include=["end", "role"], name="position_history")]
        constraints = [
            *Period.Meta.constraints,
            NoOverlap(
                owner="employee",
                name="position_no_overlap",
                violation_error_message=gettext_lazy("This person already holds a position then."),
            ),
            CheckConstraint(condition=Q(manager__isnull=True) | ~Q(manager=F("employee")), name="position_not_own_manager"),
            CheckConstraint(
                condition=Q(reason__in=["hire", "promotion", "lateral", "demotion", "reorganisation", "re-entry"]),
                name="position_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} from {self.start}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        """Refuse a manager who reports to this person. Bulk writes are checked whole by `reporting_line.rebuild`."""
        reporting_line.refuse_circle(self)
        super().save(*args, **kwargs)


class Leave(Period):
    """A break that does not count against a person's time in a role."""

    class Kind(models.TextChoices):
        PARENTAL = "parental", gettext_lazy("parental leave")
        SICK = "sick", gettext_lazy("long sick leave")
        CARE = "care", gettext_lazy("care leave")
        STUDY = "study", gettext_lazy("study leave")
        OTHER = "other", gettext_lazy("other leave")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="leaves", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["employee", "start"]
        indexes = [models.Index(fields=["employee", "start"], name="leave_history")]
        constraints = [
            *Period.Meta.constraints,
            NoOverlap(
                owner="employee", name="leave_no_overlap", violation_error_message=gettext_lazy("This person is already on leave then.")
            ),
            CheckConstraint(condition=Q(kind__in=["parental", "sick", "care", "study", "other"]), name="leave_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} from {self.start}"
