"""Who stands in for whom: what the page of absences lists, and whether the reader may name or take back somebody."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.access import Access, Permission
from employees.models import Delegation, User

MOST = 100
SHOWN_AFTER = dt.timedelta(days=365)


@dataclass(frozen=True)
class DelegationLine:
    """`own` is whether the reader is the one who stands in; such a line is not theirs to end."""

    delegation: Delegation
    today: dt.date
    own: bool

    @property
    def over(self) -> bool:
        return self.delegation.end is not None and self.delegation.end <= self.today

    @property
    def state(self) -> tuple[str, str, str]:
        """Return the word, the icon and the colour."""
        if self.over:
            return _("over"), "none", ""
        return (_("to come"), "clock", "") if self.delegation.start > self.today else (_("now"), "here", "accent")

    @property
    def may_end(self) -> bool:
        return not self.over and not self.own


def may_name(reader: Access) -> bool:
    return reader.leads_own or for_others(reader)


def for_others(reader: Access) -> bool:
    return reader.is_partner or reader.may(Permission.DELEGATE_FOR_ANYBODY)


def delegation_lines(reader: Access, user: User) -> Sequence[DelegationLine]:
    """Return those under way and to come, and those of the last year, newest first."""
    found = Delegation.objects.visible_to(user).filter(end__gt=reader.today - SHOWN_AFTER)
    rows = found.select_related("manager", "colleague").order_by("-start", "-pk")[:MOST]
    return [DelegationLine(row, reader.today, row.colleague == reader.employee) for row in rows]
