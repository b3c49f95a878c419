"""What people write of a promise: what it is, for whom and by when; why a day moves; what a new manager offers instead."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.access import Access
from employees.forms import Day, Line, Words, WordsForm
from employees.models import Employee, Promise
from employees.models.people import EmployeeQuerySet
from skills.words import Text

MY_MANAGER = "manager"


class PromiseForm(forms.Form):
    """A promise of one's own: to one's manager, or as manager to somebody who reports to one. `employee` and `side` follow from `to`."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, reader: Access, manager: Employee | None, team: Sequence[Employee]) -> None:  # Any: a request's
        super().__init__(data, label_suffix="")
        self.reader, self.team = reader, {str(person.pk): person for person in team}
        choices = [(MY_MANAGER, _("%(name)s, who leads me") % {"name": manager.name})] if manager else []
        choices += [(number, person.name) for number, person in self.team.items()]
        refusal = {
            "required": _("Nobody is chosen."),
            "invalid_choice": _("You promise something to who leads you, or to who reports to you."),
        }
        self.fields["to"] = forms.ChoiceField(label=_("To whom?"), choices=choices, error_messages=refusal, widget=forms.RadioSelect())
        self.fields["text"] = Line(label=_("What do you promise?"), help_text=_("One thing that can be seen to be done."))
        self.fields["due_on"] = Day(label=_("By when?"))

    @property
    def said(self) -> dict[str, Any]:  # Any: as the verb takes it
        """Return what the verb takes besides `by`."""
        to, said = self.cleaned_data["to"], {name: self.cleaned_data[name] for name in ("text", "due_on")}
        if to == MY_MANAGER:
            return said | {"employee": self.reader.employee, "side": Promise.Side.EMPLOYEE}
        return said | {"employee": self.team[to], "side": Promise.Side.MANAGER}


class DayForm(WordsForm):
    """Another day, and why."""

    def __init__(self, data: Any = None, *, label: str, prefix: str, promise: Promise) -> None:  # Any: as above
        super().__init__(data, label=label, prefix=prefix)
        due = Day(label=_("New day"))
        due.initial = promise.due_on
        self.fields = {"due_on": due, **self.fields}


class OfferForm(DayForm):
    """Other words, another day, and why."""

    def __init__(self, data: Any = None, *, label: str, prefix: str, promise: Promise) -> None:  # Any: as above
        super().__init__(data, label=label, prefix=prefix, promise=promise)
        words = Line(label=_("What would you promise?"))
        words.initial = promise.text
        self.fields = {"words": words, **self.fields}


class NoteForm(forms.Form):
    """Words that may be left out."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, label: str, prefix: str) -> None:  # Any: as above
        super().__init__(data, label_suffix="", prefix=prefix)
        self.fields["text"] = Words(label=label, rows=2)
        self.fields["text"].required = False


FORMS: Mapping[str, tuple[type[NoteForm | WordsForm], Text]] = {
    "keep": (NoteForm, gettext_lazy("What was done? You may leave it out.")),
    "refuse": (NoteForm, gettext_lazy("Why? You may leave it out.")),
    "reopen": (WordsForm, gettext_lazy("What is still to be done?")),
    "postpone": (DayForm, gettext_lazy("Why does the day move?")),
    "withdraw": (WordsForm, gettext_lazy("Why will it not be done?")),
    "offer": (OfferForm, gettext_lazy("Why?")),
    "decline": (WordsForm, gettext_lazy("Why do you not take it on?")),
}


def form_of(promise: Promise, step: str, data: Any = None) -> forms.Form | None:  # Any: as above
    """Return the form of a step, with what was sent; None for a step that takes no words."""
    if step not in FORMS:
        return None
    kind, label = FORMS[step]
    if issubclass(kind, DayForm):
        return kind(data, label=str(label), prefix=step, promise=promise)
    return kind(data, label=str(label), prefix=step)


def promise_form(data: Any, reader: Access, team: EmployeeQuerySet) -> PromiseForm:  # Any: as above
    """Return the form for a promise of the reader's own. Two queries."""
    manager = reader.employee.manager_on(reader.today) if reader.employee else None
    return PromiseForm(data, reader=reader, manager=manager, team=list(team))
