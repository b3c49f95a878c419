"""What people write in and about a conversation, checked before anything is done with it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.conversations.notes import LONGEST
from employees.forms import Day, Line
from employees.models import Action
from employees.models.conversations import USUAL_MINUTES

FURTHEST = dt.timedelta(days=366)
LONGEST_AGO = dt.timedelta(days=366)
MOST_OFTEN = 2**31 - 1  # saves of one note: what the database counts to


class ConversationForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None, name: str = "") -> None:
        super().__init__(
            data, label_suffix="", initial=dict(initial or {}), auto_id=f"{name}_%s" if name else "id_%s"
        )  # Any above: a request's


class Moment(forms.DateTimeField):
    """A day and a time of day in the company's zone; a time that the clocks skip or repeat is refused."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:  # Any: texts that are translated when shown
        widget = forms.DateTimeInput({"type": "datetime-local", "step": 300}, format="%Y-%m-%dT%H:%M")
        errors = {
            "required": gettext_lazy("No time is given."),
            "invalid": gettext_lazy("This is not a time. Expected one such as 2026-05-03 14:30."),
        }
        super().__init__(label=label, help_text=help_text, widget=widget, error_messages=errors)

    def clean(self, value: Any) -> dt.datetime:  # Any: as Django's own
        at: dt.datetime = super().clean(value)
        now = timezone.now()
        if not now < at < now + FURTHEST:
            raise forms.ValidationError(_("Expected a time that is still to come, within a year."))
        return at


class TimeForm(ConversationForm):
    at = Moment(label=gettext_lazy("When?"))


class ScheduleForm(TimeForm):
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"),
        min_value=10,
        max_value=480,
        initial=USUAL_MINUTES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), gettext_lazy("Expected 10 to 480 minutes.")),
    )
    place = forms.CharField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A room, or the address of a call. It stands in the calendar."),
        required=False,
        max_length=200,
    )


class WhyForm(ConversationForm):
    why = Line(label=gettext_lazy("Why?"), help_text=gettext_lazy("You need not say. The other side reads it in the message."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["why"].required = False


class PointForm(ConversationForm):
    text = Line(label=gettext_lazy("Add a point"), help_text=gettext_lazy("The other side sees it at once, and can think about it."))


class SettleForm(ConversationForm):
    """Which point: the number of one that somebody added, or the key of one that was prepared."""

    point = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    key = forms.CharField(required=False, max_length=60)


class RowForm(ConversationForm):
    """Which row of the conversation."""

    id = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Expected a number."))
    )


class PromiseForm(ConversationForm):
    """What a manager commits to."""

    text = Line(label=gettext_lazy("What will you do?"))
    due_on = Day(label=gettext_lazy("By when?"))

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today <= day <= today + 3 * FURTHEST:
            raise forms.ValidationError(_("Expected a day from today on, within three years."))
        return day


class ActionForm(PromiseForm):
    """What an employee commits to: it will be an action of the plan."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Action.Kind.choices, initial=Action.Kind.PRACTICE)


class FinishForm(ConversationForm):
    held_on = Day(label=gettext_lazy("On which day did you talk?"))

    def clean_held_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["held_on"]
        today = timezone.localdate()
        if not today - LONGEST_AGO <= day <= today:
            raise forms.ValidationError(_("Expected the day on which you talked: today, or within the last year."))
        return day


class NoteForm(ConversationForm):
    """A text with the version that its window has read, and for a draft the version of the shared text that it began from."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"max_length": gettext_lazy("This is longer than 20,000 characters. Shorten it, or keep a part elsewhere.")},
    )
    version = forms.IntegerField(min_value=0, max_value=MOST_OFTEN, widget=forms.HiddenInput)
    base = forms.IntegerField(min_value=0, max_value=MOST_OFTEN, widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """One kind of line end: browsers send another than they show, and a text would differ from itself."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")
