"""Addresses that are told of events, and each telling with what became of it."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.webhooks.events import Event

LONGEST_ADDRESS = 500


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return all to whoever manages them, none to anybody else."""
        return self.all() if access.of(user).may(access.Permission.MANAGE_WEBHOOKS) else self.none()


class Webhook(models.Model):
    """An address and the events it is told of. `secret` is sealed: it signs each request and is shown once.

    `failing_since` is when the first try failed after the last that succeeded.
    """

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=LONGEST_ADDRESS)
    events = models.CharField(max_length=300, help_text="What it is told of, a space between two.")
    secret = models.TextField()
    active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="When Pathways stopped it for failing; empty when people did.")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(condition=~Q(name="") & ~Q(url="") & ~Q(events="") & ~Q(secret=""), name="webhook_whole"),
            CheckConstraint(condition=Q(stopped_at__isnull=True) | Q(active=False), name="webhook_stopped_is_not_active"),
        ]

    def __str__(self) -> str:
        return self.name

    def hears(self, event: Event) -> bool:
        return event in self.events.split()


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.all() if access.of(user).may(access.Permission.MANAGE_WEBHOOKS) else self.none()


class Delivery(models.Model):
    """One event for one hook. `key` names the event, so that it is told once whatever is run again; `body` is what is posted."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting")
        SENT = "sent", gettext_lazy("sent")
        GIVEN_UP = "given-up", gettext_lazy("given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Names it to whoever receives it, the same at each try.")
    event = models.CharField(max_length=30, choices=[(event.value, event.value) for event in Event])
    key = models.CharField(max_length=120)
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, help_text="Not posted before; nobody else posts it until then.")
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="What the last try was answered.")
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_to_be_posted"),
            Index(fields=["made_at"], name="delivery_by_age"),
        ]
        constraints = [
            UniqueConstraint(fields=["webhook", "key"], name="delivery_once_an_event"),
            CheckConstraint(condition=Q(state__in=["waiting", "sent", "given-up"]), name="delivery_state_known"),
            CheckConstraint(condition=Q(event__in=[event.value for event in Event]), name="delivery_event_known"),
            CheckConstraint(condition=Q(state="waiting", next_at__isnull=False) | ~Q(state="waiting"), name="delivery_waiting_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
