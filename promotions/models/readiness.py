"""Promotion readiness: one row a person and target role, written by runs alone."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy

from employees.models import Aspiration, Employee, Position, User
from pathways.models import FrameworkVersion, Role
from promotions.models.policy import PolicyVersion
from promotions.models.runs import NightlyRun


class Gate(models.IntegerChoices):
    NOT_ASKED = 0, gettext_lazy("not asked")
    PASS = 1, gettext_lazy("pass")
    FAIL = 2, gettext_lazy("fail")


class Status(models.IntegerChoices):
    DEVELOPING = 0, gettext_lazy("developing")
    NEAR = 1, gettext_lazy("near")
    READY = 2, gettext_lazy("ready")


GATES = ("core", "credentials", "time", "projects", "performance")


def gate_field() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(choices=Gate)


class ReadinessQuerySet(models.QuerySet["Readiness"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def known_to_the_line(self, on: dt.date) -> Self:
        """Leave out rows that would tell of a wish its owner keeps private: a row stays for a written move or a shared wish."""
        this = {"employee": OuterRef("employee")}
        one_move_away = Position.objects.on(on).filter(
            **this,
            role__profiles__version__in=FrameworkVersion.objects.in_force(on),
            role__profiles__transitions_out__target__role=OuterRef("role"),
        )
        shared = Aspiration.objects.filter(**this, role=OuterRef("role"), shared_on__lte=on)
        return self.filter(Exists(one_move_away) | Exists(shared))

    def best_first(self) -> Self:
        return self.order_by("-status", F("score").desc(nulls_last=True), "role")


class Readiness(models.Model):
    """How far one person meets one role's written requirements, and from which versions anybody can recompute it.

    `score` is in basis points, floor of 10000·Σ w·min(held, required)/required ÷ Σ w, and null for a role without
    requirements. `ready_since` is the first day of the unbroken readiness by the facts known now and the rules of each past
    day. `run` is the run that last changed the row.
    """

    pk = models.CompositePrimaryKey("employee_id", "role_id")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="readiness", db_index=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    score = models.PositiveSmallIntegerField(null=True)
    met = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    core = gate_field()
    credentials = gate_field()
    time = gate_field()
    projects = gate_field()
    performance = gate_field()
    status = models.PositiveSmallIntegerField(choices=Status)
    ready_since = models.DateField(null=True)
    # No database constraint on these three: the run writes ids it has just read, millions at a time, and the
    # tables are append-only; PROTECT holds for everybody else.
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    run = models.ForeignKey(NightlyRun, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "readiness"
        constraints = [
            CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=10000), name="readiness_score_at_most_one"),
            CheckConstraint(condition=Q(score__isnull=False) | Q(total=0), name="readiness_no_score_without_requirements"),
            CheckConstraint(condition=Q(met__lte=F("total")), name="readiness_met_at_most_total"),
            CheckConstraint(
                condition=Q(core__lte=2, credentials__lte=2, time__lte=2, projects__lte=2, performance__lte=2, status__lte=2),
                name="readiness_codes_known",
            ),
            CheckConstraint(
                condition=Q(status=2, ready_since__isnull=False) | Q(~Q(status=2), ready_since__isnull=True), name="readiness_ready_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} for {self.role_id}: {self.get_status_display()}"


class ReadinessChange(models.Model):
    """A turn of status, append-only. `old` is null for a target's first row, `new` null when it is no target any more.

    `on` is the first day of the new status by the facts, after the last night completed for the person; `run` found it.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="readiness_changes", db_index=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    on = models.DateField()
    old = models.PositiveSmallIntegerField(choices=Status, null=True)
    new = models.PositiveSmallIntegerField(choices=Status, null=True)
    run = models.ForeignKey(NightlyRun, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=["employee", "on"], name="readiness_change_of_person")]
        constraints = [
            CheckConstraint(
                condition=Q(old__isnull=True, new__isnull=False)
                | Q(old__isnull=False, new__isnull=True)
                | Q(Q(old__isnull=False, new__isnull=False), ~Q(old=F("new"))),
                name="readiness_change_changes",
            ),
            CheckConstraint(
                condition=(Q(old__isnull=True) | Q(old__lte=2)) & (Q(new__isnull=True) | Q(new__lte=2)), name="readiness_change_codes_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} for {self.role_id}: {self.old} → {self.new}"


class NextChange(models.Model):
    """The next day on which the calendar alone can turn one of a person's rows; no row when there is none."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.on}"


class RoleRules(models.Model):
    """Digest of all that the rules said of a role when readiness was last computed: a difference names whom to compute again."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, primary_key=True, related_name="+")
    as_target = models.CharField(max_length=64)
    as_source = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "role rules"

    def __str__(self) -> str:
        return f"{self.role_id}"
