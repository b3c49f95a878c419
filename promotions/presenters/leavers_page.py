"""Who has left and what becomes of their records: a list without names, and one person with what an erasure would do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from employees.models import Employee, Erasure, LegalHold, User
from promotions.leaver_forms import EraseForm, HoldForm, LiftForm, ReasonForm
from promotions.personal_data import leavers
from promotions.personal_data.preview import Loss, losses
from skills.listing import Column, Listing

FORMS: Mapping[str, type[ReasonForm]] = {"hold": HoldForm, "lift": LiftForm, "erase": EraseForm}


@dataclass(frozen=True)
class LeaverPage:
    """`goes_on` is the first day on which a night erases the record; `forms` by the step that they take."""

    employee: Employee
    left: bool
    goes_on: dt.date | None
    hold: LegalHold | None
    erasure: Erasure | None
    losses: Sequence[Loss]
    forms: Mapping[str, forms.Form]


def leaver_list(reader: User, today: dt.date, asked: Mapping[str, str]) -> Listing:
    return Listing(leavers.on_file(reader, today), columns(today), asked, 50)


def columns(today: dt.date) -> list[Column]:
    return [
        Column(_("Employee"), lambda person: person.number, order=("number",)),
        Column(_("Left"), lambda person: day(person.left_on), order=("left_on",)),
        Column(_("To be erased from"), lambda person: day(goes_on(person))),
        Column(_("State"), lambda person: state_of(person, today)),
    ]


def day(on: dt.date | None) -> str:
    return date_format(on, "j M Y") if on else "–"


def erasure_of(person: Employee) -> Erasure | None:
    found: Erasure | None = getattr(person, "erasure", None)
    return found


def goes_on(person: Employee) -> dt.date | None:
    return leavers.goes_on(person.left_on) if person.left_on and not erasure_of(person) else None


def state_of(person: Employee, today: dt.date) -> str:
    if erasure := erasure_of(person):
        return _("erased on %(day)s") % {"day": day(erasure.at.date())}
    if reason := getattr(person, "held_for", ""):
        return _("held: %(reason)s") % {"reason": reason}
    due = goes_on(person)
    return _("erased this night") if due and due <= today else _("kept until then")


def leaver_page(person: Employee, today: dt.date, given: tuple[str, forms.Form] | None = None) -> LeaverPage:
    """Return the page of one person; `given` is a form that was sent, with what is wrong with it. Six queries."""
    left = bool(person.left_on and person.left_on <= today)
    erasure = erasure_of(person)
    hold = LegalHold.objects.in_force().filter(employee=person).select_related("placed_by").first()
    steps = [] if erasure else ["lift"] if hold else ["hold", "erase"] if left else ["hold"]
    offered: dict[str, forms.Form] = {step: FORMS[step](employee=person) for step in steps}
    if given and given[0] in offered:
        offered[given[0]] = given[1]
    return LeaverPage(person, left, goes_on(person), hold, erasure, [] if erasure else losses(person), offered)
