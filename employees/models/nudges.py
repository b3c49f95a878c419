"""What a person wants to be reminded of and how, and which weeks' digests have been written."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy, pgettext_lazy

from employees.models.notices import Notice
from employees.models.people import Employee


class NudgeKind(models.TextChoices):
    OVERDUE = "conversation-overdue", gettext_lazy("a conversation has not been held for long")
    COMING = "conversation-coming", gettext_lazy("a conversation is coming")
    PROMISE = "promise", gettext_lazy("promises are due, or wait for a new manager")
    ACTION = "action", gettext_lazy("actions of my plan are overdue")
    ROUND = "round", gettext_lazy("a round of assessment waits for my rating")
    RATING = "rating", gettext_lazy("levels of my skills were judged long ago")


class NudgePreference(models.Model):
    """How one person wants the weekly digest; without a row everything, by mail, on Monday. `unwanted` are kinds, a space between two.

    No day is later than Friday, so that a night that was missed is followed by others in the same week.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, pgettext_lazy("weekday", "Monday")
        TUESDAY = 1, pgettext_lazy("weekday", "Tuesday")
        WEDNESDAY = 2, pgettext_lazy("weekday", "Wednesday")
        THURSDAY = 3, pgettext_lazy("weekday", "Thursday")
        FRIDAY = 4, pgettext_lazy("weekday", "Friday")

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="nudge_preference")
    mail = models.BooleanField(default=True, db_default=True)
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY, db_default=0)
    unwanted = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        constraints = [CheckConstraint(condition=Q(weekday__lte=4), name="nudge_preference_on_a_working_day")]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.get_weekday_display()}"

    @property
    def off(self) -> frozenset[str]:
        return frozenset(self.unwanted.split())


class NudgeDigest(models.Model):
    """That somebody's digest of a week was written. One a week: a repeated night writes none again, a missed one is caught up."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="nudge_digests", db_index=False)
    week = models.DateField(help_text="Its Monday.")
    on = models.DateField(help_text="The night that wrote it.")
    notice = models.OneToOneField(Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["employee", "-week"]
        constraints = [
            UniqueConstraint(fields=["employee", "week"], name="nudge_digest_one_a_week"),
            CheckConstraint(condition=Q(on__gte=F("week")), name="nudge_digest_in_its_week"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.week}"
