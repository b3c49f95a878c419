"""Who stands in for whom while they are away: from a day on, up to a day, never without end."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.people import Employee
from employees.models.periods import NoOverlap, Period, PeriodQuerySet


class DelegationQuerySet(PeriodQuerySet["Delegation"]):  # type: ignore[override, unused-ignore]  # the plugin sees a manager type or not, by the order in which it reads
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the reader, from either side, and those of managers for whom they may name somebody."""
        return self.filter(access.of(user).delegations())


class Delegation(Period):
    """For a while a colleague reaches the line of a manager who is away: not the manager's own record, and nothing private."""

    manager = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="delegations", db_index=False)
    colleague = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="stands_in")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["start", "pk"]
        indexes = [models.Index(fields=["manager", "start"], name="delegation_of_manager")]
        constraints = [
            *Period.Meta.constraints,
            NoOverlap(
                owner="manager", name="delegation_no_overlap", violation_error_message=gettext_lazy("Somebody stands in then already.")
            ),
            CheckConstraint(condition=Q(end__isnull=False), name="delegation_has_an_end"),
            CheckConstraint(condition=~Q(manager=F("colleague")), name="delegation_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} for {self.manager_id} from {self.start}"
