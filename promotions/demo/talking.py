"""Conversations round the manager persona: one signed with what came of it, one to come that both prepare, one to be written down."""

import datetime as dt

from django.utils import timezone

from employees.conversations import ending, notes, points, scheduling
from employees.models import Commitment, Conversation, Employee, Promise
from promotions.demo.names import DOMAIN

AGO, AHEAD = 96, 3  # days
SHARED = """You ran the winter rota with one nurse short and nobody went home late: say how, at the ward meeting.

Next step: senior staff nurse. Two things stand between you and it, medication safety alone on nights, and leading a handover.

You would rather not go to the other site. Noted, and fine."""
DRAFT = """Since the spring: two handovers led, both to time.

"""
OWN = (
    "I would like to sit in on the bed meeting once, to see how it works",
    "Night shifts: four in a row is too many for me",
)
HERS = "Shadowing the outreach nurse: when, and who covers"


def play(today: dt.date) -> None:
    """Write them, as far as the company is large enough for the personas to have each other."""
    manager = Employee.objects.get(email=f"manager@{DOMAIN}")
    reports = list(Employee.objects.reporting_to(manager, today).select_related("user").order_by("number"))
    Conversation.objects.waiting().filter(manager=manager).delete()
    nurse = next((one for one in reports if one.email == f"nurse@{DOMAIN}"), None)
    others = [one for one in reports if one != nurse]
    if nurse:
        last_time(nurse, manager, today)
        next_time(nurse, manager, today)
    if others:
        to_be_finished(others[0], manager, today)
    if matron := manager.manager_on(today):
        Conversation.objects.waiting().between(manager, matron).delete()
        proposed(manager, matron, today)


def moment(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def last_time(nurse: Employee, manager: Employee, today: dt.date) -> None:
    """A talk in the summer, signed by both: one promise kept, one past its day, one point left for next time."""
    held_on, (own, lead) = today - dt.timedelta(days=AGO), (nurse.user, manager.user)
    if own is None or lead is None:
        return
    talk = Conversation.objects.create(employee=nurse, manager=manager, planned_for=moment(held_on, 14), place="Ward office")
    notes.share(conversation=talk, text=SHARED, version=0, base=0, by=lead)
    notes.save(conversation=talk, kind="private", text="Ready earlier than she thinks. Do not push.", version=0, by=lead)
    points.settle(
        conversation=talk, outcome="discussed", by=lead, point=points.add(conversation=talk, text="How the winter rota went", by=lead)
    )
    points.settle(conversation=talk, outcome="deferred", by=own, point=points.add(conversation=talk, text=OWN[0], by=own))
    ending.commit(conversation=talk, text="Lead one handover a week and write down what went wrong", due_on=today, kind="stretch", by=own)
    for text in ("Find cover for two days with the outreach nurse", "Speak to the matron about a place on the bed meeting"):
        ending.commit(conversation=talk, text=text, due_on=today, by=lead)
    ending.finish(conversation=talk, held_on=held_on, by=lead)
    promises = list(Promise.objects.filter(conversation=talk).order_by("pk"))
    for promise, due, kept in ((promises[0], 75, 80), (promises[1], 12, None)):
        days = {"due_on": today - dt.timedelta(days=due), "kept_on": kept and today - dt.timedelta(days=kept)}
        Promise.objects.filter(pk=promise.pk).update(**days)
        Commitment.objects.filter(promise=promise).update(due_on=days["due_on"])
    for by in (own, lead):
        ending.sign(conversation=talk, by=by)
    signed = moment(held_on + dt.timedelta(days=1), 9)
    Conversation.objects.filter(pk=talk.pk).update(employee_signed_at=signed, manager_signed_at=signed)


def next_time(nurse: Employee, manager: Employee, today: dt.date) -> None:
    """The talk that both prepare."""
    own, lead = nurse.user, manager.user
    if own is None or lead is None:
        return
    at = moment(today + dt.timedelta(days=AHEAD), 14)
    talk = scheduling.schedule(employee=nurse, manager=manager, at=at, place="Ward office", by=lead)
    points.add(conversation=talk, text=OWN[1], by=own)
    points.add(conversation=talk, text=HERS, by=lead)
    notes.save(conversation=talk, kind="draft", text=DRAFT, version=0, by=lead)
    notes.save(conversation=talk, kind="private", text="Ask about the four nights first, before it comes up as anger.", version=0, by=own)


def to_be_finished(person: Employee, manager: Employee, today: dt.date) -> None:
    """A talk of yesterday that waits to be written down."""
    if manager.user:
        talk = Conversation.objects.create(employee=person, manager=manager, planned_for=moment(today - dt.timedelta(days=1), 10))
        points.add(conversation=talk, text="The course in spring: whether, and who pays", by=manager.user)
        ending.commit(conversation=talk, text="Ask the matron for the course fee", due_on=today + dt.timedelta(days=14), by=manager.user)


def proposed(manager: Employee, matron: Employee, today: dt.date) -> None:
    """The manager would like to talk to her own manager, who has not answered."""
    if manager.user:
        at = moment(today + dt.timedelta(days=8), 9)
        scheduling.propose(employee=manager, manager=matron, at=at, minutes=30, by=manager.user)
