"""Reminders of credentials that expire: which are due on a day (`due`), who is told what (`telling`), HR's digest (`digests`)."""

from employees.reminders.digests import write_digests
from employees.reminders.due import people_due
from employees.reminders.telling import Told, tell

__all__ = ["Told", "people_due", "tell", "write_digests"]
