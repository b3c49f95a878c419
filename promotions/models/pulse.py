"""The growth pulse: a short survey of which nothing is kept but sums. Who has answered is kept apart, until the pulse is over."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.formats import date_format

from employees import access
from employees.models import Employee, Unit, User


class PulseQuerySet(models.QuerySet["Pulse"]):
    def open(self, on: dt.date) -> Self:
        return self.filter(opens_on__lte=on, closes_on__gt=on, invited__gt=0)

    def over(self, on: dt.date) -> Self:
        return self.filter(closes_on__lte=on)


class Pulse(models.Model):
    """One round of questions. `settled` once it is over: what is small is put together, and nobody knows any more who answered."""

    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The first day on which it takes no answer.")
    invited = models.PositiveIntegerField(default=0)
    settled = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on"]
        constraints = [
            CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="pulse_days_in_order"),
            UniqueConstraint(fields=["opens_on"], name="pulse_one_a_day"),
        ]

    def __str__(self) -> str:
        return date_format(self.opens_on, "F Y")


class PulseTurn(models.Model):
    """That somebody is asked, for which area their answer counts, and whether they have answered. Gone once the pulse is settled."""

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="turns")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["pulse", "employee"], name="pulse_turn_once")]

    def __str__(self) -> str:
        return f"{self.pulse_id}: {self.employee_id}"


class PulseCountQuerySet(models.QuerySet["PulseCount"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return sums of settled pulses: all to auditors, those of their units to HR partners."""
        reader = access.of(user)
        settled = self.filter(pulse__settled=True)
        if reader.sees_every_unit:
            return settled
        return settled.filter(area__in=reader.partner_units) if reader.is_partner else settled.none()


class PulseCount(models.Model):
    """How many people of an area gave one answer to one question; no area for those put together. There is no row of a person's answers.

    An area's rows are all there from the beginning, and every answer writes all of them: which one grew last cannot be told from the table.
    """

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="counts")
    area = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    question = models.CharField(max_length=12)
    choice = models.CharField(max_length=12)
    answers = models.PositiveIntegerField(default=0)

    objects = PulseCountQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["pulse", "area", "question", "choice"], name="pulse_count_once"),
            UniqueConstraint(fields=["pulse", "question", "choice"], condition=Q(area__isnull=True), name="pulse_count_of_the_rest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pulse_id}: {self.question} {self.choice}"
