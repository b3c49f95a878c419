"""What the page of one promise shows and lets its reader do, and what waits for a new manager."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employees import promises as verbs
from employees.access import Access
from employees.models import Employee, Promise, PromiseStep, User
from employees.presenters.promise_list import PromiseRow, passed_on, visible, with_people
from employees.promise_forms import form_of
from skills.words import Text

ANSWERS = ("accept", "offer", "decline")  # of a new manager
STEPS = ("keep", "reopen", "postpone", "withdraw", *ANSWERS, "agree", "refuse")
DONE: Mapping[str, Text] = {
    "keep": gettext_lazy("Kept. The other side sees it."),
    "reopen": gettext_lazy("It is open again, and the other side is told why."),
    "postpone": gettext_lazy("The day is moved. The other side sees it with your reason."),
    "withdraw": gettext_lazy("Withdrawn. It stays on record with your reason."),
    "accept": gettext_lazy("Taken on. It is your promise from now on."),
    "offer": gettext_lazy("Offered. It holds once the employee agrees."),
    "decline": gettext_lazy("Not taken on. The employee reads your reason, and HR partners see it counted."),
    "agree": gettext_lazy("Agreed. It holds as offered from now on."),
    "refuse": gettext_lazy("Refused. It stays as it was promised until your manager answers again."),
}


@dataclass(frozen=True)
class PromisePage:
    """`may` are the steps that the reader may take; `forms` belong to those that take words."""

    row: PromiseRow
    history: Sequence[PromiseStep]
    own: bool
    may: Sequence[str]
    forms: Mapping[str, forms.Form]

    @property
    def promise(self) -> Promise:
        return self.row.promise

    @property
    def mine(self) -> bool:
        """Whether the reader is of the side that promised."""
        return self.own != self.promise.of_manager

    @property
    def first_due(self) -> dt.date:
        """The day that was first promised."""
        return next((step.due_was for step in self.history if step.due_was and step.kind != PromiseStep.Kind.OFFERED), self.promise.due_on)

    @property
    def first_words(self) -> str:
        """The words that were first promised."""
        changed = (step.words_was for step in self.history if step.words_was and step.kind == PromiseStep.Kind.AGREED)
        return next(changed, self.promise.text)


def promise_page(promise: Promise, reader: Access) -> PromisePage:
    """Return the page of a promise that comes from `one_visible`. One query more."""
    row = PromiseRow(promise, reader.today)
    may = steps_open(row, reader)
    forms = {step: form for step in may if (form := form_of(promise, step))}
    history = list(promise.steps.select_related("by__employee"))
    return PromisePage(row, history, promise.employee == reader.employee, may, forms)


def one_visible(reader: Access) -> Any:  # Any: PromiseQuerySet, to be fetched from
    return with_people(visible(reader), reader)


def steps_open(row: PromiseRow, reader: Access) -> Sequence[str]:
    """Say what the reader may do. Whoever stands in for a manager keeps and postpones, and decides nothing else for them."""
    promise, manager = row.promise, row.manager
    own, leads = promise.employee == reader.employee, manager is not None and manager == reader.employee
    promised = own != promise.of_manager
    if not promise.is_open:
        return ("reopen",) if promise.kept_on and not promised and (own or leads) else ()
    if row.waits_for_manager:
        return answers(row, own=own, leads=leads)
    if promised:
        return ("keep", "postpone", "withdraw") if own or leads else ("keep", "postpone")
    return ("withdraw",) if own and manager is None else ()


def answers(row: PromiseRow, *, own: bool, leads: bool) -> Sequence[str]:
    if own:
        return ("agree", "refuse") if row.offered else ()
    return ANSWERS if leads else ()


def take(step: str, promise: Promise, said: Mapping[str, Any], reader: Access, by: User) -> str:  # Any: cleaned values
    """Take a step that `steps_open` offers, with its form's words; return what to tell the reader. Raises `PromiseError`."""
    if step in ANSWERS:
        assert reader.employee is not None  # noqa: S101  # whom these are offered to leads somebody
        answer(step, promise, said, reader.employee, by)
    else:
        do(step, promise, said, by)
    return str(DONE[step])


def do(step: str, promise: Promise, said: Mapping[str, Any], by: User) -> None:  # Any: as above
    text: str = said.get("text", "")
    match step:
        case "keep":
            verbs.keep(promise=promise, note=text, by=by)
        case "reopen":
            verbs.reopen(promise=promise, why=text, by=by)
        case "postpone":
            verbs.postpone(promise=promise, due_on=said["due_on"], why=text, by=by)
        case "withdraw":
            verbs.withdraw(promise=promise, why=text, by=by)
        case "agree":
            verbs.agree(promise=promise, by=by)
        case "refuse":
            verbs.refuse(promise=promise, why=text, by=by)


def answer(step: str, promise: Promise, said: Mapping[str, Any], manager: Employee, by: User) -> None:  # Any: as above
    """Answer, as a new manager, for what an earlier one promised."""
    match step:
        case "accept":
            verbs.accept(promise=promise, manager=manager, by=by)
        case "offer":
            due_on, words = said["due_on"], said["words"]
            verbs.offer(promise=promise, manager=manager, due_on=due_on, text=words, why=said["text"], by=by)
        case "decline":
            verbs.decline(promise=promise, manager=manager, why=said["text"], by=by)


# --- What an earlier manager promised ---------------------------------------------------------


@dataclass(frozen=True)
class PassedOn:
    """One employee and what was promised to them before the reader led them."""

    employee: Employee
    rows: Sequence[PromiseRow]


def introduction(reader: Access) -> Sequence[PassedOn]:
    """Return what waits for the reader as a new manager, by employee. Five queries."""
    waiting = with_people(passed_on(reader), reader).order_by("employee__last_name", "employee__first_name", "employee", "due_on", "pk")
    rows = [PromiseRow(promise, reader.today) for promise in waiting]
    return [PassedOn(employee, list(some)) for employee, some in groupby(rows, key=lambda row: row.promise.employee)]
