"""The list of disputes: those that wait for the reader's answer, the reader's own, and all that the reader may read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Dispute, Employee, User
from employees.models.disputes import DisputeQuerySet
from employees.presenters.person_rows import row_of
from skills.listing import Column, Listing

ON_A_PAGE = 50


@dataclass(frozen=True)
class DisputeList:
    """`views` are the parts that the reader can choose from, each with its label; one part alone is no choice."""

    show: str
    views: Mapping[str, str]
    listing: Listing

    @property
    def label(self) -> str:
        return self.views[self.show]


def dispute_list(user: User, asked: Mapping[str, str]) -> DisputeList:
    parts = parts_for(user)
    show = asked.get("show", "") if asked.get("show") in parts else next(iter(parts), "")
    rows = parts[show][1] if parts else Dispute.objects.visible_to(user).none()
    listing = Listing(with_people(rows, user), COLUMNS, asked, ON_A_PAGE)
    return DisputeList(show, {name: label for name, (label, _) in parts.items()}, listing)


def parts_for(user: User | AnonymousUser) -> dict[str, tuple[str, DisputeQuerySet]]:
    """Return the parts that this reader can choose from, by name, each with its label; the first is theirs unless told."""
    reader, visible = access.of(user), Dispute.objects.visible_to(user)
    parts: dict[str, tuple[str, DisputeQuerySet]] = {}
    if reader.leads or reader.is_partner:
        parts["waiting"] = (_("Waiting for your answer"), visible.answered_by(user).open())
        parts["all"] = (_("All that you may read"), visible)
    if reader.employee:
        parts["own"] = (_("Your own"), visible.filter(employee=reader.employee))
    return parts


def with_people(disputes: DisputeQuerySet, user: User | AnonymousUser) -> DisputeQuerySet:
    """Add the outcome, and each person with the position and manager of today."""
    people = Employee.objects.visible_to(user).with_position(access.of(user).today)
    return disputes.with_outcome().prefetch_related(Prefetch("employee", people))


def manager_of(dispute: Dispute) -> str:
    """Return the name of whoever leads the person today; empty when nobody does."""
    position = row_of(dispute.employee).position
    return position.manager.name if position and position.manager else ""


def state_of(dispute: Dispute) -> str:
    return _("open") if dispute.is_open else str(dispute.outcome)  # type: ignore[attr-defined]  # annotated by with_outcome


COLUMNS = [
    Column(gettext_lazy("Raised"), lambda dispute: f"{dispute.raised_at:%Y-%m-%d}", order=("raised_at",)),
    Column(gettext_lazy("Person"), lambda dispute: dispute.employee.name, order=("employee__last_name", "employee__first_name")),
    Column(gettext_lazy("Input"), lambda dispute: dispute.about, order=("kind",)),
    Column(gettext_lazy("On record then"), lambda dispute: dispute.stood),
    Column(gettext_lazy("Should be"), lambda dispute: dispute.wanted),
    Column(gettext_lazy("Manager today"), manager_of),
    Column(gettext_lazy("Outcome"), state_of, order=("outcome",)),
]
