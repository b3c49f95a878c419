"""Rules of decision as data. A version holds from a day on; a rule without a family is the company's default."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from employees import access
from employees.models import User
from pathways.models import JobFamily

HIGHEST_SCORE = 10_000
HIGHEST_RATING = 5
MOST_GATES = 5


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return every version to whoever writes them, and none to others: what holds is told on the pages that it decides."""
        return self if access.of(user).may(access.Permission.EDIT_POLICY) else self.none()

    def in_force(self, on: dt.date) -> Self:
        """Return the one version that holds on that day, as a queryset of at most one row."""
        return self.filter(effective_from__lte=on).order_by("-effective_from", "-number")[:1]


class PolicyVersion(models.Model):
    """Once its day has come a version stays as it is: people were told, and decided about, what it says."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200)
    effective_from = models.DateField()
    text = models.TextField(blank=True, help_text="The policy as people read it.")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-number"]

    def __str__(self) -> str:
        return self.name

    def has_come(self, on: dt.date) -> bool:
        return self.effective_from <= on


class PolicyRule(models.Model):
    """Thresholds for one family, or for all that have no rule of their own. Scores are basis points of 1."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="rules")
    family = models.ForeignKey(JobFamily, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    ready_from = models.PositiveSmallIntegerField(default=9000)
    near_from = models.PositiveSmallIntegerField(default=7000)
    near_failed_gates = models.PositiveSmallIntegerField(default=1)
    minimum_rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty when ratings are not asked.")
    time_counts = models.BooleanField(default=True, help_text="Whether a transition's minimum months are a gate.")
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["version", "family"], name="policy_rule_family_once"),
            UniqueConstraint(fields=["version"], condition=Q(family__isnull=True), name="policy_rule_default_once"),
            CheckConstraint(
                condition=Q(near_from__gt=0, ready_from__gte=F("near_from"), ready_from__lte=10000), name="policy_rule_thresholds_in_order"
            ),
            CheckConstraint(condition=Q(minimum_rating__isnull=True) | Q(minimum_rating__range=(1, 5)), name="policy_rule_rating_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.family or 'default'}"

    def clean(self) -> None:
        """Refuse thresholds that contradict each other, in words; the database refuses them too."""
        ready, near, failed = (getattr(self, field) for field in ("ready_from", "near_from", "near_failed_gates"))  # None: not readable
        wrong = {}
        if ready is not None and not 1 <= ready <= HIGHEST_SCORE:
            wrong["ready_from"] = f"Ready begins at a score from 1 to {HIGHEST_SCORE}, in hundredths of a percent: 9000 is 90 %."
        elif None not in (ready, near) and not 1 <= near <= ready:
            wrong["near_from"] = f"Near begins at a score from 1 up to {ready}, where ready begins; {near} is not."
        if failed is not None and failed > MOST_GATES:
            wrong["near_failed_gates"] = f"There are {MOST_GATES} gates; near may fail at most so many."
        if self.minimum_rating is not None and not 1 <= self.minimum_rating <= HIGHEST_RATING:
            wrong["minimum_rating"] = f"Ratings go from 1 to {HIGHEST_RATING}; leave it empty when ratings are not asked."
        if wrong:
            raise ValidationError(wrong)
