"""Units, employees, the reporting line, and the marks that say whose facts changed."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, FilteredRelation, Prefetch, Q

from employees import access
from employees.models.accounts import User


class Unit(models.Model):
    """A node of the organisation: division, department, ward, team."""

    code = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name"]
        constraints = [CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name


class EmployeeQuerySet(models.QuerySet["Employee"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the people whose record this reader may open: themselves, their line, their HR units."""
        return self.filter(access.of(user).people())

    def employed(self, on: dt.date) -> Self:
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), hired_on__lte=on)

    def with_position(self, on: dt.date) -> Self:
        """Fetch each person's position on that day as `held_positions`, with role, unit and manager; `present` names it in an order."""
        from employees.models.positions import Position  # noqa: PLC0415  # Position points at Employee

        positions = Position.objects.on(on).select_related("role", "unit", "manager")
        holds = Q(positions__start__lte=on) & (Q(positions__end__isnull=True) | Q(positions__end__gt=on))
        named = self.alias(present=FilteredRelation("positions", condition=holds))
        return named.prefetch_related(Prefetch("positions", queryset=positions, to_attr="held_positions"))

    def reporting_to(self, manager: "Employee | None", on: dt.date) -> Self:
        """Return whom this person leads directly on that day; nobody when there is no such person."""
        from employees.models.positions import Position  # noqa: PLC0415  # Position points at Employee

        return self.filter(pk__in=Position.objects.on(on).filter(manager=manager).values("employee")) if manager else self.none()

    def matching(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(number__iexact=word))
        return found


class Employee(models.Model):
    number = models.CharField(max_length=40, unique=True, help_text="The HR system's employee number.")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="employee")
    first_name = models.CharField(max_length=120)
    last_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    hired_on = models.DateField()
    left_on = models.DateField(null=True, blank=True, help_text="The first day on which the person is no longer employed.")

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "number"]
        indexes = [models.Index(fields=["last_name", "first_name", "number"], name="employee_by_name")]
        constraints = [
            CheckConstraint(condition=~Q(number=""), name="employee_number_given"),
            CheckConstraint(condition=Q(left_on__isnull=True) | Q(left_on__gte=F("hired_on")), name="employee_left_after_hired"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def manager_on(self, day: dt.date) -> "Employee | None":
        """Return who leads the person directly on that day; None when nobody does."""
        position = self.positions.on(day).select_related("manager__user").first()
        return position.manager if position else None

    def employed(self, on: dt.date) -> bool:
        return self.hired_on <= on and not self.has_left(on)

    def has_left(self, on: dt.date) -> bool:
        return self.left_on is not None and self.left_on <= on


class ReportingLine(models.Model):
    """Today's line as a nested interval: everybody below a person has `left` between the person's `left` and `right`.

    Kept apart from `Employee` because a change of one manager can move many intervals.
    """

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="line")
    left = models.PositiveIntegerField(db_index=True)
    right = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(right__gte=F("left")), name="reporting_line_interval_whole")]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.left}–{self.right}"


class Stale(models.Model):
    """A mark, written with the change itself, that this person's readiness must be computed again.

    Append-only and without uniqueness, so that no writer ever waits for the run that drains the marks.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.employee_id}"
