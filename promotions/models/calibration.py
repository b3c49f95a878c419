"""How managers rate, as the last night worked it out. Levels are stored in hundredths, so that both databases agree."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Employee, User


class Evidence(models.TextChoices):
    """What a manager's rating is compared with."""

    SELF = "self", gettext_lazy("the person’s own rating")
    PEER = "peer", gettext_lazy("colleagues")
    TEST = "test", gettext_lazy("tests")
    CREDENTIAL = "credential", gettext_lazy("credentials")
    MANAGER = "manager", gettext_lazy("another manager")


class UsualDifferenceQuerySet(models.QuerySet["UsualDifference"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return all to everybody signed in: they are of the whole company and of nobody in it."""
        return self if user.is_authenticated else self.none()


class UsualDifference(models.Model):
    """By how much managers of the company usually rate higher than one kind of evidence; `difference` is empty where few are known."""

    kind = models.CharField(max_length=10, choices=Evidence, primary_key=True)
    difference = models.SmallIntegerField(null=True)
    number = models.PositiveIntegerField(help_text="Comparisons it is the mean of.")

    objects = UsualDifferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind__in=["self", "peer", "test", "credential", "manager"]), name="usual_difference_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.difference}"


class RatingDriftQuerySet(models.QuerySet["RatingDrift"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own, those of managers in their own line, and those of managers who work in their HR units."""
        return self.filter(manager__in=Employee.objects.filter(access.of(user).own_people()))

    def matching(self, text: str) -> Self:
        return self.filter(manager__in=Employee.objects.all().matching(text)) if text else self


class RatingDrift(models.Model):
    """One manager's drift and its 95 % interval, in hundredths of a level: `promotions.calibration.drift` says what it is."""

    manager = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="+")
    people = models.PositiveIntegerField(help_text="People compared.")
    with_self = models.PositiveIntegerField()
    with_peer = models.PositiveIntegerField()
    with_test = models.PositiveIntegerField()
    with_credential = models.PositiveIntegerField()
    with_manager = models.PositiveIntegerField()
    drift = models.SmallIntegerField()
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    on = models.DateField(help_text="The night it is of.")

    objects = RatingDriftQuerySet.as_manager()

    class Meta:
        ordering = ["manager__last_name", "manager__first_name", "manager"]
        constraints = [CheckConstraint(condition=Q(low__lte=F("drift"), high__gte=F("drift")), name="rating_drift_in_its_interval")]

    def __str__(self) -> str:
        return f"{self.manager_id}: {self.drift} ({self.low} to {self.high})"

    @property
    def numbers(self) -> dict[str, int]:
        """Return kind of evidence → comparisons."""
        return {kind: getattr(self, f"with_{kind}") for kind in Evidence.values}

    @property
    def number(self) -> int:
        return sum(self.numbers.values())
