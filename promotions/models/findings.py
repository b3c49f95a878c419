"""Findings: what a review or an audit showed that somebody looks into. Each has its evidence as it stood, an owner, a day and a history.

A finding is of a unit, a family, a level or a rule, and of no person: there is no field for one, and nobody reads one of the people
whom they lead themselves.
"""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Employee, Unit, User
from promotions.models.audits import Audit
from promotions.models.reviews import Review


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the reader's HR units, or all to auditors; without those of units whose people report to the reader."""
        reader = access.of(user)
        if not reader.may(access.Permission.READ_FINDINGS):
            return self.none()
        reach = self if reader.sees_every_unit else self.filter(unit__in=reader.partner_units)
        return reach.exclude(unit__in=reader.led_units) if reader.led_units else reach

    def with_state(self) -> Self:
        """Add `state`: the newest step that says where it stands, and `owner_number`: who looks into it."""
        steps = FindingStep.objects.filter(finding=OuterRef("pk")).order_by("-pk")
        state = steps.exclude(kind__in=FindingStep.BESIDE).values("kind")[:1]
        return self.select_related("unit", "owner__employee").annotate(state=Subquery(state))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)


class Finding(models.Model):
    """`evidence` holds what was known when it was made: sentences and label – figure pairs, never changed. `key` names what it is of.

    `closed_at` is set with the step that ends it, so that one thing is open once at a time.
    """

    class Kind(models.TextChoices):
        REPLAY = "replay", gettext_lazy("decisions and policy")
        OVERLOOKED = "overlooked", gettext_lazy("ready but overlooked")
        FLOW = "flow", gettext_lazy("who moves on")
        PATHS = "paths", gettext_lazy("paths and levels")
        AUDIT = "audit", gettext_lazy("audit of fairness")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=120, help_text="What it is of within its kind, such as unit-12.")
    title = models.CharField(max_length=300)
    uncertainty = models.TextField(help_text="How sure it is, in words and numbers.")
    evidence = models.JSONField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who looks into it.")
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=["replay", "overlooked", "flow", "paths", "audit"]), name="finding_kind_known"),
            CheckConstraint(condition=~Q(title="") & ~Q(key="") & ~Q(uncertainty=""), name="finding_says_what_and_how_sure"),
            CheckConstraint(
                condition=Q(kind="audit", audit__isnull=False, review__isnull=True)
                | Q(~Q(kind="audit"), audit__isnull=True, review__isnull=False),
                name="finding_has_its_source",
            ),
            UniqueConstraint(fields=["kind", "key"], condition=Q(closed_at__isnull=True), name="finding_open_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def scope(self) -> str:
        return str(self.unit or _("The whole company"))

    @property
    def owner_name(self) -> str:
        return name_of(self.owner)

    def is_overdue(self, on: dt.date) -> bool:
        return self.is_open and self.due_on < on


class FindingStep(models.Model):
    """What was done about a finding. Append-only: the newest that is no note and no change of owner or day is where it stands."""

    class Kind(models.TextChoices):
        OPENED = "opened", gettext_lazy("open")
        LOOKING = "looking", gettext_lazy("being looked into")
        EXPLAINED = "explained", gettext_lazy("explained")
        ACTED = "acted", gettext_lazy("acted upon")
        CLOSED = "closed", gettext_lazy("closed")
        NOTE = "note", gettext_lazy("note")
        HANDED = "handed", gettext_lazy("handed over")

    BESIDE = (Kind.NOTE, Kind.HANDED)

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["finding", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(kind__in=["opened", "looking", "explained", "acted", "closed", "note", "handed"]),
                name="finding_step_kind_known",
            ),
            CheckConstraint(condition=Q(kind__in=["opened", "looking"]) | ~Q(text=""), name="finding_step_gives_words"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.kind}"

    @property
    def speaker(self) -> str:
        return name_of(self.by)


def name_of(account: User | None) -> str:
    """Return the person's name, or the account's address where it has no record."""
    if account is None:
        return _("An account that is gone")
    person: Employee | None = getattr(account, "employee", None)
    return person.name if person else account.email
