"""Reviews of how the company decides and moves: what was asked, of which units and days, and the answer in figures."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Unit, User


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return every review for auditors; for HR partners those of their own units; none for anybody else."""
        reader = access.of(user)
        if not reader.may(access.Permission.READ_FINDINGS):
            return self.none()
        return self if reader.sees_every_unit else self.filter(unit__in=reader.partner_units)

    def done(self) -> Self:
        return self.filter(status=Review.Status.DONE)

    def of_the_same(self, review: "Review") -> Self:
        """Return those that asked the same of the same units."""
        return self.filter(kind=review.kind, unit=review.unit_id)

    def with_scope(self) -> Self:
        return self.select_related("unit", "asked_by")


class Review(models.Model):
    """One question and its answer. Parameters never change; the answer is written once, by a worker: numbers and ids, no words.

    A baseline is a review that later ones of the same units are measured against; there is one at a time.
    """

    class Kind(models.TextChoices):
        REPLAY = "replay", gettext_lazy("policy replay")
        OVERLOOKED = "overlooked", gettext_lazy("ready but overlooked")
        FLOW = "flow", gettext_lazy("who moves on")
        PATHS = "paths", gettext_lazy("path audit")

    class Status(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting")
        RUNNING = "running", gettext_lazy("under way")
        DONE = "done", gettext_lazy("done")
        FAILED = "failed", gettext_lazy("failed")

    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(help_text="With this day.")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=20, blank=True, help_text="Version of the method.")
    result = models.JSONField(null=True, blank=True)
    baseline = models.BooleanField(default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=["replay", "overlooked", "flow", "paths"]), name="review_kind_known"),
            CheckConstraint(condition=Q(status__in=["waiting", "running", "done", "failed"]), name="review_status_known"),
            CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="review_days_in_order"),
            CheckConstraint(
                condition=Q(status="done", result__isnull=False) | (~Q(status="done") & Q(result__isnull=True)),
                name="review_done_has_result",
            ),
            CheckConstraint(condition=Q(baseline=False) | Q(status="done"), name="review_baseline_is_done"),
            UniqueConstraint(fields=["kind", "unit"], condition=Q(baseline=True), name="review_one_baseline_a_unit"),
            UniqueConstraint(fields=["kind"], condition=Q(baseline=True, unit__isnull=True), name="review_one_baseline_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_day} – {self.last_day}"

    @property
    def title(self) -> str:
        return str(self.get_kind_display()).capitalize()

    @property
    def scope(self) -> str:
        return str(self.unit or _("The whole company"))

    @property
    def days(self) -> str:
        return f"{date_format(self.first_day, 'j M Y')} – {date_format(self.last_day, 'j M Y')}"

    @property
    def under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)
