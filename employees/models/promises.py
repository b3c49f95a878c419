"""What each side of a development conversation promised the other."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy

from employees.models.conversations import Conversation
from employees.models.people import Employee


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(kept_on__isnull=True)

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)


class Promise(models.Model):
    """What one side will do for the other by a day. An employee's promises stay; a manager's pass on to the next manager."""

    class Side(models.TextChoices):
        EMPLOYEE = "employee", gettext_lazy("employee")
        MANAGER = "manager", gettext_lazy("manager")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="promises")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises")
    side = models.CharField(max_length=10, choices=Side)
    promised_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="promises_made")
    text = models.CharField(max_length=400)
    made_on = models.DateField()
    due_on = models.DateField()
    kept_on = models.DateField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            CheckConstraint(condition=Q(side__in=["employee", "manager"]), name="promise_side_known"),
            CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="promise_due_after_made"),
            CheckConstraint(condition=~Q(text=""), name="promise_says_what"),
        ]

    def __str__(self) -> str:
        return self.text
