"""The audit trail: who did or looked at what, of whom, when, from where and why. Rows are added and nothing else, ever."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.append_only import AppendOnly
from employees.origin import Channel


class Verb(models.TextChoices):
    LOOKED = "looked", gettext_lazy("looked at")
    LISTED = "listed", gettext_lazy("listed")
    EXPORTED = "exported", gettext_lazy("exported")
    ADDED = "added", gettext_lazy("added")
    CHANGED = "changed", gettext_lazy("changed")
    REMOVED = "removed", gettext_lazy("removed")
    ENDED = "ended", gettext_lazy("ended")
    SHARED = "shared", gettext_lazy("shared")
    ANSWERED = "answered", gettext_lazy("answered")
    PUBLISHED = "published", gettext_lazy("published")
    IMPORTED = "imported", gettext_lazy("imported")
    STARTED = "started", gettext_lazy("started")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    GRANTED = "granted", gettext_lazy("granted")
    REVOKED = "revoked", gettext_lazy("revoked")
    SIGNED_IN = "signed-in", gettext_lazy("signed in")
    SIGNED_OUT = "signed-out", gettext_lazy("signed out")
    REFUSED = "refused", gettext_lazy("was refused")


READS = (Verb.LOOKED, Verb.LISTED)  # the many; an index of its own serves the rest


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return what happened to the reader's own record; to auditors and administrators everything."""
        return self.filter(access.of(user).trail())

    def about(self, employee: int) -> Self:
        return self.filter(whom=employee)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def before(self, at: dt.datetime, number: int) -> Self:
        """Return what lies behind one event, newest first: the next page."""
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=number), at__lte=at)


class AuditEvent(models.Model):
    """One thing that one account did. Accounts and people are kept by number, not by key, so that the trail outlives them.

    `kind` names the table of the object, as `employees.dispute`; `acting_for` is the employee in whose absence the account acted.
    PostgreSQL keeps the table in partitions by month, with `(at, id)` as key: see `employees.trail_partitions`.
    """

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=12, choices=Verb)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40, blank=True)
    who = models.BigIntegerField(null=True, blank=True, help_text="The account; empty for what the machine does by itself.")
    who_name = models.CharField(max_length=254, blank=True)
    whom = models.BigIntegerField(null=True, blank=True, help_text="The employee whose record it is.")
    acting_for = models.BigIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    address = models.GenericIPAddressField(null=True, blank=True)
    request = models.UUIDField(null=True, blank=True)
    why = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            Index(fields=["at", "id"], name="audit_event_newest"),
            Index(fields=["whom", "at"], condition=Q(whom__isnull=False), name="audit_event_whom"),
            Index(fields=["who", "at"], condition=Q(who__isnull=False), name="audit_event_who"),
            Index(fields=["verb", "at"], condition=~Q(verb__in=["looked", "listed"]), name="audit_event_changes"),
        ]
        constraints = [
            AppendOnly(name="audit_event"),
            CheckConstraint(
                condition=Q(
                    verb__in=[
                        *("looked", "listed", "exported", "added", "changed", "removed", "ended", "shared", "answered"),
                        *("published", "imported", "started", "cancelled", "granted", "revoked", "signed-in", "signed-out", "refused"),
                    ]
                ),
                name="audit_event_verb_known",
            ),
            CheckConstraint(condition=Q(channel__in=["session", "token", "machine"]), name="audit_event_channel_known"),
            CheckConstraint(condition=~Q(kind=""), name="audit_event_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who_name or 'Pathways'} {self.get_verb_display()} {self.kind} {self.object_id}".strip()
