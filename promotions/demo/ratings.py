"""Rounds of assessment round the manager persona: a nurse's that is revealed, one that she is to rate for, one of her own skills."""

import datetime as dt
from collections.abc import Mapping

from employees import assessment_rounds
from employees.assessment_rounds import Rated
from employees.models import AssessmentRound, Employee
from employees.models.assessment_rounds import Side
from pathways.gaps import Asked
from pathways.rulebook import rulebook
from promotions.demo.names import DOMAIN

DAYS = 14
WORDS = {
    Side.SELF: ("Alone on two night shifts since the summer.", "I still ask before I decide.", ""),
    Side.MANAGER: ("Seen on the ward; the written part needs care.", "Done well under pressure in the spring.", ""),
}


def play(today: dt.date) -> None:
    """Write them, as far as the company is large enough for the personas to have each other."""
    manager = Employee.objects.get(email=f"manager@{DOMAIN}")
    reports = list(Employee.objects.reporting_to(manager, today).order_by("number"))
    nurse = next((one for one in reports if one.email == f"nurse@{DOMAIN}"), None)
    other = next((one for one in reports if one != nurse), None)
    if nurse:
        play_round(nurse, manager, today, hand_in=(Side.SELF, Side.MANAGER))
    if other:
        play_round(other, manager, today, hand_in=())
    if matron := manager.manager_on(today):
        play_round(manager, matron, today, hand_in=(Side.MANAGER,))


def play_round(person: Employee, manager: Employee, today: dt.date, *, hand_in: tuple[Side, ...]) -> None:
    """Let the manager open a round and these sides rate."""
    asked = asked_of(person, today)
    if not asked or manager.user is None:
        return
    due_on, skills = today + dt.timedelta(days=DAYS), [one.skill for one in asked]
    opened = assessment_rounds.open_round(employee=person, skills=skills, due_on=due_on, by=manager.user)
    AssessmentRound.objects.filter(pk=opened.pk).update(opened_on=today - dt.timedelta(days=2))
    held = dict(person.held_skills.values_list("skill", "level"))
    for side in hand_in:
        account = (person if side == Side.SELF else manager).user
        if account:
            ratings = {one.skill: rated(side, place, one, held) for place, one in enumerate(asked)}
            assessment_rounds.hand_in(assessment_round=opened, side=side, ratings=ratings, version=0, by=account)


def asked_of(person: Employee, today: dt.date) -> list[Asked]:
    present = person.positions.on(today).values_list("role", flat=True).first()
    found = rulebook(today).asks_of([present]).get(present) if present else None
    return found.skills if found else []


def rated(side: Side, place: int, asked: Asked, held: Mapping[int, int]) -> Rated:
    """The manager rates what is on record; the person a level more here and one less there."""
    level = held.get(asked.skill, asked.level)
    shift = {1: 1, 4: -1}.get(place % 6, 0) if side == Side.SELF else 0
    return Rated(min(max(level + shift, 0), max(asked.level, level, 1)), WORDS[side][place % 3])
