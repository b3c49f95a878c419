"""Whose turn it is."""

import datetime as dt

from employees.models import Employee
from promotions.models import Pulse


def open_for(employee: Employee, on: dt.date) -> Pulse | None:
    """Return the pulse that waits for this person's answer; None when none does."""
    return Pulse.objects.open(on).filter(turns__employee=employee, turns__answered=False).first()


def known() -> list[Pulse]:
    """Return every pulse there was, the newest first."""
    return list(Pulse.objects.all())
