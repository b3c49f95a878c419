"""What programs that act for somebody need: tokens, and the answers kept so that a repeated request does nothing twice."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from employees.models.accounts import User
from employees.scopes import Scope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own: nobody sees anybody else's."""
        return self.filter(user=user.pk)

    def live(self, at: dt.datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class ApiToken(models.Model):
    """A key that acts for its owner within its scopes. The key itself is not kept: `digest` is its SHA-256, `prefix` how it begins."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, help_text="What it is for, in the owner's words.")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=600, help_text="What it may be used for, a space between two.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To ten minutes.")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            CheckConstraint(condition=~Q(name="") & ~Q(scopes=""), name="api_token_says_what_for"),
            CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_expires_after_created"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes.split()

    def is_live(self, at: dt.datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at


class KeptAnswer(models.Model):
    """What a write under an idempotency key was answered. `fingerprint` is the SHA-256 of method, address and body.

    The row is made in the transaction of the write itself: it is there when the write is, and gone when it was undone.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0, help_text="0 until the write has ended.")
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["account", "key"], name="kept_answer_once_a_key"),
            CheckConstraint(condition=~Q(key=""), name="kept_answer_has_key"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.key}"
