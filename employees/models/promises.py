"""What each side of a development conversation promised the other, and what became of it, step by step."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.conversations import Conversation
from employees.models.people import Employee
from employees.models.positions import Position

OPEN = Q(kept_on__isnull=True, withdrawn_on__isnull=True, declined_on__isnull=True)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own, and those of the people whom they lead directly today: a new manager takes over what there is."""
        return self.filter(access.of(user).promises())

    def open(self) -> Self:
        return self.filter(OPEN)

    def closed(self) -> Self:
        return self.exclude(OPEN)

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)

    def with_leader(self, on: dt.date) -> Self:
        """Add `leader`: the number of whoever leads the employee directly that day, None when nobody does; and `bearer`: of who holds
        the manager's side, until the leader of the day has taken it on."""
        seats = Position.objects.on(on).filter(employee=OuterRef("employee")).order_by("pk")
        bearer = Coalesce(F("carried_by"), F("promised_by"))
        return self.annotate(leader=Subquery(seats.values("manager")[:1]), bearer=bearer)

    def passed_on(self, on: dt.date, to: Employee | None = None) -> Self:
        """Return open promises of a manager's side whose employee has another manager that day, who has not answered for them yet; or
        those that passed on `to` this manager.

        Worked out from the line of the day, so no way of changing a manager can forget one.
        """
        manager = self.open().with_leader(on).filter(side=Promise.Side.MANAGER, leader__isnull=False)
        return (manager.filter(leader=to.pk) if to else manager).exclude(leader=F("bearer"))

    def matching(self, text: str) -> Self:
        return self.filter(employee__in=Employee.objects.matching(text)) if text.split() else self


class Promise(models.Model):
    """What one side will do for the other by a day. An employee's promises stay; a manager's pass on to the next manager.

    `promised_by` said it and stays; `carried_by` is the later manager who has taken a manager's promise on. A later manager may instead
    offer other words or another day, which the employee answers: `offered_by`, `offered_due_on` and `offered_text` hold it until then.
    """

    class Side(models.TextChoices):
        EMPLOYEE = "employee", gettext_lazy("employee")
        MANAGER = "manager", gettext_lazy("manager")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="promises")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises")
    side = models.CharField(max_length=10, choices=Side)
    promised_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="promises_made")
    carried_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="promises_carried")
    text = models.CharField(max_length=400)
    made_on = models.DateField()
    due_on = models.DateField()
    kept_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True, help_text="When a later manager said that they will not take it on.")
    offered_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered_due_on = models.DateField(null=True, blank=True)
    offered_text = models.CharField(max_length=400, blank=True, db_default="")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=OPEN, name="promise_open_by_day")]
        constraints = [
            CheckConstraint(condition=Q(side__in=["employee", "manager"]), name="promise_side_known"),
            CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="promise_due_after_made"),
            CheckConstraint(condition=~Q(text=""), name="promise_says_what"),
            CheckConstraint(
                condition=Q(side="employee", promised_by=F("employee"), carried_by__isnull=True)
                | Q(side="manager") & ~Q(promised_by=F("employee")),
                name="promise_of_its_side",
            ),
            CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, declined_on__isnull=True)
                | Q(kept_on__isnull=True, declined_on__isnull=True)
                | Q(kept_on__isnull=True, withdrawn_on__isnull=True),
                name="promise_ends_once",
            ),
            CheckConstraint(
                condition=(Q(kept_on__isnull=True) | Q(kept_on__gte=F("made_on")))
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("made_on")))
                & (Q(declined_on__isnull=True) | Q(declined_on__gte=F("made_on"))),
                name="promise_ends_after_made",
            ),
            CheckConstraint(
                condition=Q(offered_by__isnull=True, offered_due_on__isnull=True, offered_text="")
                | OPEN & Q(side="manager", offered_by__isnull=False, offered_due_on__isnull=False),
                name="promise_offer_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def ended_on(self) -> dt.date | None:
        return self.kept_on or self.withdrawn_on or self.declined_on

    @property
    def of_manager(self) -> bool:
        return self.side == self.Side.MANAGER

    def is_overdue(self, on: dt.date) -> bool:
        return self.is_open and self.due_on < on


class PromiseStep(models.Model):
    """What was done about a promise after it was made. Rows are added and not changed; the promise itself is where it stands.

    `due_was` and `due_on` are the day before and after a change, `words_was` the words that other words replaced.
    """

    class Kind(models.TextChoices):
        KEPT = "kept", gettext_lazy("kept")
        REOPENED = "reopened", gettext_lazy("taken up again")
        POSTPONED = "postponed", gettext_lazy("day changed")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
        ACCEPTED = "accepted", gettext_lazy("taken on")
        OFFERED = "offered", gettext_lazy("change offered")
        AGREED = "agreed", gettext_lazy("change agreed")
        REFUSED = "refused", gettext_lazy("change refused")
        DECLINED = "declined", gettext_lazy("not taken on")

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    due_was = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    words_was = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["promise", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(
                    kind__in=["kept", "reopened", "postponed", "withdrawn", "accepted", "offered", "agreed", "refused", "declined"]
                ),
                name="promise_step_kind_known",
            ),
            CheckConstraint(
                condition=~Q(kind__in=["reopened", "postponed", "withdrawn", "offered", "declined"]) | ~Q(text=""),
                name="promise_step_says_why",
            ),
            CheckConstraint(
                condition=~Q(kind__in=["postponed", "offered", "agreed"]) | Q(due_was__isnull=False, due_on__isnull=False),
                name="promise_step_names_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.kind}"

    @property
    def speaker(self) -> str:
        """Who did it: the person's name, or the account's address where it has no record; empty once the account is gone."""
        if self.by is None:
            return ""
        person: Employee | None = getattr(self.by, "employee", None)
        return person.name if person else self.by.email
