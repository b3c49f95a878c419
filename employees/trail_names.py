"""Who the audit trail speaks of: named as people are named today, or as they were called then when they are gone.

The trail names people to whoever may read an event at all, so these look-ups ask no further.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import AuditEvent, Employee, User

ITSELF = "Pathways"  # for what no account did
SOMEBODY = gettext_lazy("Somebody not signed in")


@dataclass(frozen=True)
class Names:
    """`accounts` and `people` hold those that are still there, by number."""

    accounts: Mapping[int, User]
    people: Mapping[int, Employee]

    def who(self, event: AuditEvent) -> str:
        """Return the person's name, or the account's, or that it was nobody's hand."""
        account = self.accounts.get(event.who or 0)
        employee: Employee | None = getattr(account, "employee", None)
        return employee.name if employee else event.who_name or (str(SOMEBODY) if event.address else ITSELF)

    def person(self, number: int | None) -> str:
        if number is None:
            return ""
        found = self.people.get(number)
        return found.name if found else _("somebody who is no longer on record")

    def number(self, employee: int | None) -> str:
        found = self.people.get(employee or 0)
        return found.number if found else ""


def names_of(events: Iterable[AuditEvent]) -> Names:
    """Return how those are called of whom these events speak. Two queries."""
    told = list(events)
    accounts = User.objects.select_related("employee").in_bulk({event.who for event in told if event.who})
    people = Employee.objects.in_bulk({person for event in told for person in (event.whom, event.acting_for) if person})
    return Names(accounts, people)
