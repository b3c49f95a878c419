"""Development conversations and their notes."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from employees.models.accounts import User
from employees.models.people import Employee


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def held(self) -> Self:
        return self.filter(held_on__isnull=False)

    def planned(self, now: dt.datetime) -> Self:
        """Return those that are still to come."""
        return self.filter(held_on__isnull=True, planned_for__gte=now)


class Conversation(models.Model):
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="conversations")
    manager = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="conversations_led")
    planned_for = models.DateTimeField()
    held_on = models.DateField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "-planned_for"]
        constraints = [CheckConstraint(condition=~Q(employee=F("manager")), name="conversation_between_two")]

    def __str__(self) -> str:
        return f"{self.employee_id} with {self.manager_id}"


class ConversationNote(models.Model):
    """A text of one author. A private one is read by its author alone, ever."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Empty once erased.")
    private = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["conversation", "author", "private"], name="conversation_note_once")]

    def __str__(self) -> str:
        return f"note on {self.conversation_id}"
