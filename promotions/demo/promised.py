"""What the ward's manager and nurses promised each other: kept with a note, moved, overdue; and what earlier managers left."""

import datetime as dt

from employees import promises
from employees.models import Employee, Promise, User
from promotions.demo.names import DOMAIN

LEFT_BEHIND = (
    ("Two days with the resuscitation team, with cover", -25),
    ("A word with the theatres about a month there", 18),
    ("The fee of the mentorship course out of this year's budget", 40),
)  # what, days from today on which it is due


def play(today: dt.date) -> None:
    """Write these promises. In a company so small that the nurse's manager is nobody's persona, they are between whoever is there."""
    nurse = Employee.objects.select_related("user").get(email=f"nurse@{DOMAIN}")
    manager = nurse.manager_on(today)
    if manager is None or manager.user is None or nurse.user is None:
        return
    between(nurse, manager, nurse.user, manager.user, today)
    leave_behind(manager, today)


def between(nurse: Employee, manager: Employee, own: User, lead: User, today: dt.date) -> None:
    written = {"employee": nurse, "made_on": today - dt.timedelta(days=60)}
    asked = Promise.objects.create(
        side="manager",
        promised_by=manager,
        text="Ask the theatres for two observation days",
        due_on=today - dt.timedelta(days=6),
        **written,
    )
    promises.postpone(promise=asked, due_on=today + dt.timedelta(days=14), why="Their lead nurse is away until next week.", by=lead)
    cover = {"side": "manager", "promised_by": manager, "text": "Find cover for the simulation day"}
    Promise.objects.create(due_on=today - dt.timedelta(days=9), **cover, **written)
    told = {"side": "employee", "promised_by": nurse, "due_on": today + dt.timedelta(days=5)}
    kept = Promise.objects.create(text="Write up the falls round as an impact entry", **told, **written)
    promises.keep(promise=kept, note="It stands in my impact log since Monday.", by=own)
    Promise.objects.create(text="Shadow the outreach nurse for two nights and report", **told, **written)


def leave_behind(manager: Employee, today: dt.date) -> None:
    """Let colleagues of the manager have promised something to people who report to the manager today."""
    above = manager.manager_on(today)
    peers = Employee.objects.reporting_to(above, today).exclude(pk=manager.pk).order_by("pk")
    reports = Employee.objects.reporting_to(manager, today).order_by("pk")
    for (text, days), former, report in zip(LEFT_BEHIND, peers, reports, strict=False):
        due = {"made_on": today - dt.timedelta(days=80), "due_on": today + dt.timedelta(days=days)}
        Promise.objects.create(employee=report, side="manager", promised_by=former, text=text, **due)
