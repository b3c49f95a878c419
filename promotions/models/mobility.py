"""Monthly facts by unit × family × level. Every window and every roll-up is a sum of them."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce

from employees import access
from employees.models import Unit, User
from pathways.models import JobFamily, Level, Role


class ByUnitQuerySet(models.QuerySet):  # type: ignore[type-arg]  # serves two models
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the cells of the units whose figures this reader may see."""
        return self.filter(unit__in=Unit.objects.filter(access.of(user).units()))


class ByUnit(models.Model):
    """A cell. Family and level are empty for people whose role no framework describes."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    family = models.ForeignKey(JobFamily, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    level = models.ForeignKey(Level, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)

    objects = ByUnitQuerySet.as_manager()

    class Meta:
        abstract = True


class MobilityFact(ByUnit):
    """What happened in one cell in one month; no row where nothing did. Counts of people, but for `seats_*`.

    Headcount is kept as its changes, so that a person who stays costs no rows. Days employed before a day T, over all people,
    are T·Σ `headcount_change` − Σ `change_days`, summed over the months before T; T is a day number, days since 1970-01-01.
    """

    month = models.DateField(help_text="Its first day.")
    headcount_change = models.IntegerField(default=0, help_text="People who came into the cell less those who went out of it.")
    change_days = models.BigIntegerField(default=0, help_text="Sum of the day numbers on which they came, less those on which they went.")
    hires = models.PositiveIntegerField(default=0)
    promotions = models.PositiveIntegerField(default=0, help_text="Counted where the person came from.")
    laterals = models.PositiveIntegerField(default=0)
    demotions = models.PositiveIntegerField(default=0)
    leavers = models.PositiveIntegerField(default=0)
    transfers_out = models.PositiveIntegerField(default=0, help_text="Left the unit for a role elsewhere inside.")
    seats_opened = models.PositiveIntegerField(default=0)
    seats_opened_inside_first = models.PositiveIntegerField(default=0)
    seats_filled = models.PositiveIntegerField(default=0)
    seats_filled_inside = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(F("month"), F("unit"), Coalesce("family", 0), Coalesce("level", 0), name="mobility_fact_cell_once")]

    def __str__(self) -> str:
        return f"{self.month}: unit {self.unit_id}"


class PositionDuration(ByUnit):
    """How many people of a cell spent so many whole months in a role: `moved` on after them, or were last seen in it, `still`.

    With the rows of `PresentStay`, whose months pass by themselves, sums are what a Kaplan–Meier median of time in position needs,
    for any roll-up of cells. Who is on leave stands here: their clock does not run.
    """

    months = models.PositiveSmallIntegerField()
    moved = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(F("unit"), Coalesce("family", 0), Coalesce("level", 0), F("months"), name="position_duration_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.months} months: unit {self.unit_id}"


class PresentStay(ByUnit):
    """How many people of a cell are in their role since such a day, moved later by the leave they took in it.

    Kept by the day on which the clock began and not by the months it shows, so that a night on which nothing happens writes nothing.
    """

    since_month = models.SmallIntegerField(help_text="Months since January 1970.")
    since_day = models.PositiveSmallIntegerField(help_text="Day of the month, from 1.")
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(
                F("unit"), Coalesce("family", 0), Coalesce("level", 0), F("since_month"), F("since_day"), name="present_stay_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"since {self.since_month}-{self.since_day}: unit {self.unit_id}"


class BenchFact(ByUnit):
    """A critical role in a unit, as of the last run: how many hold it, how many seats are open, and how many of the unit are ready."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    holders = models.PositiveIntegerField(default=0)
    seats_open = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["unit", "role"], name="bench_fact_once")]

    def __str__(self) -> str:
        return f"role {self.role_id}: unit {self.unit_id}"


class ToldPartQuerySet(models.QuerySet["ToldPart"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return what may be told of the units this reader may see, and of the company as a whole."""
        return self.filter(Q(unit__in=Unit.objects.filter(access.of(user).units())) | Q(unit=None))


class ToldPart(models.Model):
    """A part of the company that may be told of, in windows that begin in the month `since` or later. No row: it may not.

    A unit with all below it, or its own people alone; of all families and levels unless `by_family` or `by_level` narrow it, where an
    empty family or level stands for none known. `promotions.metrics.protection` says how they are chosen.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+", help_text="Empty: the whole company.")
    own = models.PositiveSmallIntegerField(default=0, help_text="1: only people of the unit itself, without units below.")
    by_family = models.PositiveSmallIntegerField(default=0)
    family = models.ForeignKey(JobFamily, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    by_level = models.PositiveSmallIntegerField(default=0)
    level = models.ForeignKey(Level, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    since = models.SmallIntegerField(help_text="Months since January 1970.")
    times = models.PositiveSmallIntegerField(default=0, help_text="1: also time in position, which knows no window.")

    objects = ToldPartQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                Coalesce("unit", 0),
                F("own"),
                F("by_family"),
                Coalesce("family", 0),
                F("by_level"),
                Coalesce("level", 0),
                name="told_part_once",
            ),
            CheckConstraint(condition=Q(own__lte=1, by_family__lte=1, by_level__lte=1, times__lte=1), name="told_part_flags"),
            CheckConstraint(condition=Q(by_family=1) | Q(family=None), name="told_part_family_is_by_family"),
            CheckConstraint(condition=Q(by_level=1) | Q(level=None), name="told_part_level_is_by_level"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id}, family {self.family_id}, level {self.level_id} since {self.since}"
