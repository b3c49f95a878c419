"""Development conversations, their agenda and notes, and what each side commits to in them."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, Subquery, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.growth import Action
from employees.models.people import Employee
from employees.models.positions import Position

USUAL_MINUTES = 45
SIDES = ["employee", "manager"]


class Side(models.TextChoices):
    EMPLOYEE = "employee", gettext_lazy("employee")
    MANAGER = "manager", gettext_lazy("manager")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return one's own from either side, those that one holds for somebody who is away, and those of the people in one's HR units."""
        return self.filter(access.of(user).conversations())

    def held(self) -> Self:
        return self.filter(held_on__isnull=False)

    def waiting(self) -> Self:
        """Return those that have neither been held nor cancelled, whenever they are planned for."""
        return self.filter(held_on__isnull=True, cancelled_at__isnull=True)

    def planned(self, now: dt.datetime) -> Self:
        """Return those that are still to come."""
        return self.waiting().filter(planned_for__gte=now)

    def led(self, on: dt.date) -> Self:
        """Return those of people with whoever leads them directly on that day: what was planned with an earlier manager is not theirs."""
        return self.filter(Exists(Position.objects.on(on).filter(employee=OuterRef("employee"), manager=OuterRef("manager"))))

    def between(self, employee: Employee, manager: Employee) -> Self:
        return self.filter(employee=employee, manager=manager)

    def with_people(self) -> Self:
        """Fetch both sides and who signed, and add `talked`: the day on which the two had talked before."""
        pair = Conversation.objects.held().filter(employee=OuterRef("employee"), manager=OuterRef("manager"))
        before = pair.exclude(pk=OuterRef("pk")).filter(planned_for__lt=OuterRef("planned_for")).order_by("-held_on")
        joined = ("employee__user", "employee__line", "manager__user", "employee_signed_by__employee", "manager_signed_by__employee")
        return self.select_related(*joined).annotate(talked=Subquery(before.values("held_on")[:1]))


class Conversation(models.Model):
    """A talk between a person and whoever leads them. `proposed_for` is a time that the employee would like and the manager has not
    answered; `confirmed` is False while nobody but the employee has agreed to any time.

    `sequence` counts how often the calendar entry was changed, as RFC 5545 asks. Both signatures close it: nothing shared changes after.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="conversations")
    manager = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="conversations_led")
    planned_for = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=USUAL_MINUTES, db_default=USUAL_MINUTES)
    place = models.CharField(max_length=200, blank=True, default="", db_default="")
    confirmed = models.BooleanField(default=True, db_default=True)
    proposed_for = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    employee_signed_at = models.DateTimeField(null=True, blank=True)
    employee_signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    manager_signed_at = models.DateTimeField(null=True, blank=True)
    manager_signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "-planned_for"]
        constraints = [
            CheckConstraint(condition=~Q(employee=F("manager")), name="conversation_between_two"),
            UniqueConstraint(
                fields=["employee", "manager"],
                condition=Q(held_on__isnull=True, cancelled_at__isnull=True),
                name="conversation_one_waiting",
            ),
            CheckConstraint(condition=Q(minutes__range=(10, 480)), name="conversation_minutes_10_to_480"),
            CheckConstraint(condition=Q(confirmed=True) | Q(proposed_for__isnull=False), name="conversation_confirmed_or_proposed"),
            CheckConstraint(condition=Q(held_on__isnull=True) | Q(cancelled_at__isnull=True), name="conversation_ends_one_way"),
            CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(employee_signed_at__isnull=True, manager_signed_at__isnull=True),
                name="conversation_signed_once_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} with {self.manager_id}"

    @property
    def ends_at(self) -> dt.datetime:
        return self.planned_for + dt.timedelta(minutes=self.minutes)

    @property
    def is_waiting(self) -> bool:
        return self.held_on is None and self.cancelled_at is None

    @property
    def is_over(self) -> bool:
        """Whether its time has passed and nobody has said what became of it."""
        return self.is_waiting and self.ends_at < timezone.now()

    @property
    def is_closed(self) -> bool:
        return self.employee_signed_at is not None and self.manager_signed_at is not None

    @property
    def is_signed(self) -> bool:
        return self.employee_signed_at is not None or self.manager_signed_at is not None

    @property
    def is_open(self) -> bool:
        """Whether notes may still be shared."""
        return self.cancelled_at is None and not self.is_signed

    @property
    def state(self) -> str:
        if self.cancelled_at:
            return gettext("cancelled")
        if self.is_closed:
            return gettext("signed by both")
        if self.held_on:
            return gettext("held, to be signed")
        if not self.confirmed:
            return gettext("proposed")
        return gettext("to be finished") if self.is_over else gettext("planned")


class ConversationNoteQuerySet(models.QuerySet["ConversationNote"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the shared notes of the conversations one may read, and what one has written oneself in those: nobody else's words."""
        own = Q(author=user.pk) if user.pk else Q(pk__in=[])
        return self.filter(Q(kind="shared") | own, conversation__in=Conversation.objects.visible_to(user))


class ConversationNote(models.Model):
    """A text about a conversation: the one that is shared, what one side drafts of it, or what somebody keeps for themselves.

    `version` counts every save and never goes back, so that two windows cannot overwrite each other unseen. Of a draft, `base` is the
    version of the shared text that it began from, and `pending` whether it holds words that are not shared yet. A private text lies in
    `sealed` alone: see `employees.conversations.notes`.
    """

    class Kind(models.TextChoices):
        SHARED = "shared", gettext_lazy("shared notes")
        DRAFT = "draft", gettext_lazy("draft of shared notes")
        PRIVATE = "private", gettext_lazy("private notes")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Empty once erased.")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SHARED)
    text = models.TextField(blank=True, default="", db_default="")
    sealed = models.BinaryField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, db_default=0)
    base = models.PositiveIntegerField(default=0, db_default=0)
    pending = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ConversationNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["conversation"], condition=Q(kind="shared"), name="conversation_note_one_shared"),
            UniqueConstraint(
                fields=["conversation", "author", "kind"], condition=Q(kind__in=["draft", "private"]), name="conversation_note_once"
            ),
            CheckConstraint(condition=Q(kind__in=["shared", "draft", "private"]), name="conversation_note_kind_known"),
            CheckConstraint(condition=~Q(kind="private") | Q(text=""), name="conversation_note_private_is_sealed"),
            CheckConstraint(condition=Q(kind="private") | Q(sealed__isnull=True), name="conversation_note_sealed_is_private"),
            CheckConstraint(condition=Q(kind="draft") | Q(pending=False), name="conversation_note_pending_is_draft"),
        ]

    def __str__(self) -> str:
        return f"note on {self.conversation_id}"


class AgendaPoint(models.Model):
    """Something to talk about that somebody added, or a prepared point (`key`) of which somebody said what became of it."""

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("a point of an agenda", "open")
        DISCUSSED = "discussed", gettext_lazy("talked about")
        DEFERRED = "deferred", gettext_lazy("next time")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="points")
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=60, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    carried_from = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to")

    class Meta:
        ordering = ["conversation", "pk"]
        constraints = [
            UniqueConstraint(fields=["conversation", "key"], condition=~Q(key=""), name="agenda_point_key_once"),
            CheckConstraint(condition=Q(side__in=SIDES), name="agenda_point_side_known"),
            CheckConstraint(condition=Q(outcome__in=["", "discussed", "deferred"]), name="agenda_point_outcome_known"),
            CheckConstraint(condition=~Q(text=""), name="agenda_point_says_what"),
        ]

    def __str__(self) -> str:
        return self.text


class Commitment(models.Model):
    """What one side will do by a day, said in the conversation. Finishing it makes of it an action of the plan, or a promise."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="commitments")
    side = models.CharField(max_length=10, choices=Side)
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Action.Kind, blank=True, default="", help_text="Of an employee's: what it will be.")
    action = models.OneToOneField(Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="commitment")
    promise = models.OneToOneField("employees.Promise", on_delete=models.SET_NULL, null=True, blank=True, related_name="commitment")

    class Meta:
        ordering = ["conversation", "due_on", "pk"]
        constraints = [
            CheckConstraint(condition=Q(side__in=SIDES), name="commitment_side_known"),
            CheckConstraint(condition=Q(kind__in=["", *Action.Kind.values]), name="commitment_kind_known"),
            CheckConstraint(
                condition=(Q(side="employee", promise__isnull=True) & ~Q(kind="")) | Q(side="manager", kind="", action__isnull=True),
                name="commitment_becomes_what_its_side_can",
            ),
            CheckConstraint(condition=~Q(text=""), name="commitment_says_what"),
        ]

    def __str__(self) -> str:
        return self.text
