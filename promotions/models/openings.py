"""Seats to fill, and who asked for them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees.models import Employee, Unit
from pathways.models import Role
from promotions.models.counting import UncountedSeat


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    """Writing many leaves marks for the figures, as writing one does: neither calls `save` or sends a signal."""

    def update(self, **values: Any) -> int:  # Any: Django's own signature
        UncountedSeat.objects.bulk_create(UncountedSeat(subject=seat) for seat in self.values_list("pk", flat=True))
        return super().update(**values)

    def bulk_create(self, objs: Iterable["Requisition"], *args: Any, **kwargs: Any) -> list["Requisition"]:  # Any: as above
        made = super().bulk_create(objs, *args, **kwargs)
        UncountedSeat.objects.bulk_create(UncountedSeat(subject=seat.pk) for seat in made)
        return made

    def open(self, on: dt.date) -> Self:
        return self.filter(
            Q(filled_on__isnull=True) | Q(filled_on__gt=on), Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), opened_on__lte=on
        )


class Requisition(models.Model):
    """An opening. Filled by an insider when the person was employed on the day before they took the seat."""

    number = models.CharField(max_length=40, unique=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="requisitions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="requisitions")
    manager = models.ForeignKey(Employee, on_delete=models.SET_NULL, null=True, blank=True, related_name="requisitions")
    opened_on = models.DateField(help_text="To insiders.")
    external_from = models.DateField(null=True, blank=True, help_text="First day open to outsiders; empty when never.")
    filled_on = models.DateField(null=True, blank=True, help_text="The day the offer was accepted.")
    filled_by = models.ForeignKey(Employee, on_delete=models.SET_NULL, null=True, blank=True, related_name="seats_taken")
    filled_inside = models.BooleanField(null=True, blank=True)
    external_reason = models.TextField(blank=True, help_text="Why an outsider was taken although insiders were ready.")
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "number"]
        constraints = [
            CheckConstraint(
                condition=Q(external_from__isnull=True) | Q(external_from__gte=F("opened_on")), name="requisition_insiders_never_later"
            ),
            CheckConstraint(
                condition=Q(filled_on__isnull=True) | Q(filled_on__gte=F("opened_on")), name="requisition_filled_after_opening"
            ),
            CheckConstraint(condition=Q(filled_on__isnull=True) | Q(withdrawn_on__isnull=True), name="requisition_filled_or_withdrawn"),
            CheckConstraint(
                condition=Q(filled_on__isnull=True, filled_inside__isnull=True) | Q(filled_on__isnull=False, filled_inside__isnull=False),
                name="requisition_filled_says_from_where",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def internal_first(self) -> bool:
        return self.external_from is None or self.external_from > self.opened_on


class Application(models.Model):
    class Outcome(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting")
        SHORTLISTED = "shortlisted", gettext_lazy("shortlisted")
        ACCEPTED = "accepted", gettext_lazy("accepted")
        TURNED_DOWN = "turned-down", gettext_lazy("turned down")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="applications")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="applications")
    applied_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    decided_on = models.DateField(null=True, blank=True)
    feedback = models.TextField(blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["requisition", "employee"], name="application_once"),
            CheckConstraint(
                condition=Q(outcome__in=["waiting", "shortlisted", "accepted", "turned-down", "withdrawn"]),
                name="application_outcome_known",
            ),
            CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("applied_on")), name="application_decided_after_applied"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} for {self.requisition_id}"
