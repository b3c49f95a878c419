"""Each step that a side of a conversation may take: what is written for it, what is done, and what is said then. Pages and API share it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.conversations import ending, forms, notes, points, scheduling
from employees.conversations.errors import ConversationError
from employees.models import AgendaPoint, Commitment, User
from employees.models.conversations import Side
from employees.presenters.conversation_page import ConversationPage

Data = Mapping[str, Any]  # Any: what a form has cleaned
Act = Callable[[ConversationPage, Data, User], object]


@dataclass(frozen=True)
class Step:
    """`form` is None for what one click says; `part` is the part of the page that it leads back to."""

    act: Act
    said: "str | Promise"
    form: type[Form] | None = None
    part: str = ""


def plain(verb: Callable[..., object], page: ConversationPage, data: Data, by: User) -> object:
    """Do what takes the conversation and what the form holds under the same names."""
    return verb(conversation=page.conversation, by=by, **data)


def settle(outcome: str, page: ConversationPage, data: Data, by: User) -> None:
    """Say what became of a point: one that is kept, by its number, or one that is prepared, by its key."""
    number, key = data["point"], data["key"]
    if number:
        points.settle(conversation=page.conversation, outcome=outcome, by=by, point=point_of(page, number))
        return
    line = next((line for line in page.prepared if key and line.key == key), None)
    if line is None:
        raise ConversationError(_("This point is on the agenda no more. Look at it as it is now."))
    points.settle(conversation=page.conversation, outcome=outcome, by=by, point=line.row, key=key, text=line.text)


def remove(page: ConversationPage, data: Data, by: User) -> None:
    points.remove(point=point_of(page, data["id"]), by=by)


def drop(page: ConversationPage, data: Data, by: User) -> None:
    ending.drop(commitment=commitment_of(page, data["id"]), by=by)


def discard(page: ConversationPage, data: Data, by: User) -> None:
    notes.discard(conversation=page.conversation, version=data["version"], by=by)


def share(page: ConversationPage, data: Data, by: User) -> None:
    said = {name: data[name] for name in ("text", "version")}
    notes.share(conversation=page.conversation, base=data["base"] or 0, by=by, **said)


def point_of(page: ConversationPage, number: int) -> AgendaPoint:
    """Return a point of this conversation. Raises Http404 for any other number."""
    rows = (line.row for line in page.lines if line.row)
    found = next((row for row in rows if row.pk == number), None)
    if found is None:
        raise Http404
    return found


def commitment_of(page: ConversationPage, number: int) -> Commitment:
    found = next((one for one in page.commitments if one.pk == number), None)
    if found is None:
        raise Http404
    return found


Outcome = AgendaPoint.Outcome
STEPS: Mapping[str, Step] = {
    "accept": Step(partial(plain, scheduling.accept), gettext_lazy("Accepted. Both have it in their mail, for the calendar.")),
    "keep": Step(partial(plain, scheduling.keep), gettext_lazy("The time stays as it was. The other side is told.")),
    "move": Step(partial(plain, scheduling.move), gettext_lazy("Planned anew. Both have the change in their mail."), forms.ScheduleForm),
    "propose-time": Step(partial(plain, scheduling.propose_time), gettext_lazy("Proposed. Your manager answers."), forms.TimeForm),
    "cancel": Step(partial(plain, scheduling.cancel), gettext_lazy("Cancelled. The calendars of both follow."), forms.WhyForm),
    "add": Step(partial(plain, points.add), gettext_lazy("It is on the agenda."), forms.PointForm, "agenda"),
    "remove": Step(remove, gettext_lazy("It is off the agenda."), forms.RowForm, "agenda"),
    "discuss": Step(partial(settle, Outcome.DISCUSSED), "", forms.SettleForm, "agenda"),
    "defer": Step(partial(settle, Outcome.DEFERRED), gettext_lazy("It comes back in your next conversation."), forms.SettleForm, "agenda"),
    "reopen": Step(partial(settle, Outcome.OPEN), "", forms.SettleForm, "agenda"),
    "share": Step(share, gettext_lazy("Shared. The other side reads it now."), forms.NoteForm, "notes"),
    "discard": Step(discard, gettext_lazy("Your draft is gone. What is shared stays."), forms.NoteForm, "notes"),
    "commit": Step(partial(plain, ending.commit), gettext_lazy("Noted, with its day."), forms.PromiseForm, "commitments"),
    "drop": Step(drop, gettext_lazy("Taken back."), forms.RowForm, "commitments"),
    "finish": Step(
        partial(plain, ending.finish), gettext_lazy("Finished. What was agreed is in the plan and among the promises."), forms.FinishForm
    ),
    "sign": Step(partial(plain, ending.sign), gettext_lazy("Signed."), None, "signatures"),
    "take-back": Step(partial(plain, ending.take_back), gettext_lazy("Your signature is taken back."), None, "signatures"),
}


def form_of(step: str, page: ConversationPage, data: Any) -> Form | None:  # Any: what a request holds
    """Return the form of a step filled in; of a commitment, the one of the reader's side."""
    kind = forms.ActionForm if step == "commit" and page.side == Side.EMPLOYEE else STEPS[step].form
    name = {"propose-time": "time", "add": "point", "share": "draft", "discard": "draft"}.get(step, step)
    return kind(data, name=name) if kind else None  # type: ignore[call-arg]  # all of them are forms of conversations


def take(step: str, page: ConversationPage, form: Form | None, by: User) -> str:
    """Take a step that the page allows, with what its form has cleaned; return what to say of it. Raises `ConversationError`."""
    STEPS[step].act(page, form.cleaned_data if form else {}, by)
    return str(STEPS[step].said)
