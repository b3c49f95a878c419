"""What people write on pages about a person's record, checked before anything is done with it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from employees.access import Access
from employees.models import Aspiration, Employee, User
from employees.models.trail import Verb
from employees.models.webhooks import LONGEST_ADDRESS
from employees.webhooks import events
from skills.words import Text

LONGEST_TEXT = 2000


class Words(forms.CharField):
    """A text of a few lines."""

    def __init__(self, *, label: Text, help_text: Text = "", rows: int = 3) -> None:
        widget = forms.Textarea({"rows": rows})
        errors = {"required": _("Nothing is written here. Expected a sentence or two.")}
        super().__init__(label=label, help_text=help_text, max_length=LONGEST_TEXT, widget=widget, error_messages=errors)


class Line(forms.CharField):
    """A text of one line."""

    def __init__(self, *, label: Text, help_text: Text = "") -> None:
        super().__init__(label=label, help_text=help_text, max_length=300, error_messages={"required": _("Nothing is written here.")})


class Day(forms.DateField):
    def __init__(self, *, label: Text, help_text: Text = "", required: bool = True) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        errors = {"required": _("No day is given."), "invalid": _("This is not a day. Expected one such as 2026-05-03.")}
        super().__init__(label=label, help_text=help_text, required=required, widget=widget, error_messages=errors)


class LevelField(forms.TypedChoiceField):
    """A level of a skill's scale, 0 for none; `names` are those of 1, 2, … ."""

    def __init__(self, *, label: str, names: Sequence[str]) -> None:
        choices = [
            ("", _("Choose a level")),
            (0, _("0 · not held")),
            *((level, f"{level} · {name}") for level, name in enumerate(names, 1)),
        ]
        super().__init__(label=label, choices=choices, coerce=int, error_messages={"required": _("No level is chosen.")})


class DisputeForm(forms.Form):
    """What is wrong with one input, and what it should be. `names` are those of the skill's levels, for a skill."""

    use_required_attribute = False  # the answer to an empty field is ours: a sentence, on a phone too

    def __init__(self, data: Mapping[str, Any] | None = None, *, names: Sequence[str] | None = None, hint: Text = "") -> None:
        super().__init__(data, label_suffix="")  # Any above: what a request holds
        self.fields["wrong"] = Words(label=_("What is wrong?"), help_text=_("What happened, what you can show, who saw it."))
        label = _("What should it be?")
        self.fields["wanted"] = Line(label=label, help_text=hint) if names is None else LevelField(label=label, names=names)

    @property
    def wanted_level(self) -> int | None:
        level = self.cleaned_data["wanted"]
        return level if isinstance(level, int) else None

    @property
    def wanted_words(self) -> str:
        level = self.wanted_level
        if level is None:
            return str(self.cleaned_data["wanted"])
        names = dict(self.fields["wanted"].choices)  # type: ignore[attr-defined]  # it is a LevelField, which has them
        return _("level %(level)s") % {"level": names[level]}


class AspirationForm(forms.Form):
    """What somebody says of a role they want."""

    use_required_attribute = False
    LONGEST_MONTHS = 240

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="", initial=dict(initial or {}))
        self.fields["goal"] = forms.ChoiceField(
            label=_("What is it for you?"), choices=[(goal.value, goal.label) for goal in Aspiration.Goal]
        )
        months = _("Expected a number of months from 1 to 240, or nothing.")
        self.fields["within_months"] = forms.IntegerField(
            label=_("Within how many months?"),
            help_text=_("Leave it empty if there is no hurry."),
            required=False,
            min_value=1,
            max_value=self.LONGEST_MONTHS,
            error_messages={
                "invalid": _("This is no whole number. %(months)s") % {"months": months},
                "min_value": months,
                "max_value": months,
            },
        )
        self.fields["open_to_move"] = forms.BooleanField(label=_("I would move to another place for it"), required=False)


class CommentForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["text"] = Words(
            label=_("What should change in what this role asks?"),
            help_text=_(
                "Everybody who signs in can read this. Your name is shown to nobody; write nothing that tells who you or others are."
            ),
        )


class AnswerForm(forms.Form):
    """What the editors answer to a comment. `versions` are (id, words) of those that may do what it asks."""

    use_required_attribute = False
    OUTCOMES = (
        ("open", gettext_lazy("still open")),
        ("accepted", gettext_lazy("accepted: a coming version will do it")),
        ("done", gettext_lazy("done in a version")),
        ("declined", gettext_lazy("declined")),
        ("removed", gettext_lazy("remove the text: it names somebody or hurts")),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, versions: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["outcome"] = forms.ChoiceField(label=_("Outcome"), choices=self.OUTCOMES)
        choices = [("", _("no version")), *versions]
        self.fields["version"] = forms.TypedChoiceField(
            label=_("Version that does it"), choices=choices, coerce=int, empty_value=None, required=False
        )
        self.fields["text"] = Words(label=_("What do you answer?"), help_text=_("Everybody who signs in can read it."))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        done, version = values.get("outcome") == "done", values.get("version")
        if done and version is None:
            self.add_error("version", _("No version is chosen. Expected the one in which it is done."))
        if not done and version is not None:
            self.add_error("version", _("Only what is done has a version. Choose “done in a version”, or no version here."))
        return values


class WordsForm(forms.Form):
    """Words alone: a remark, a reason, an answer."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, label: str, prefix: str, help_text: Text = "") -> None:
        super().__init__(data, label_suffix="", prefix=prefix)
        self.fields["text"] = Words(label=label, help_text=help_text)


class CorrectionForm(WordsForm):
    """Words, and what the input really is; which fields that takes depends on the kind of input."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, what: Mapping[str, forms.Field], label: str, help_text: Text = "") -> None:
        super().__init__(data, label=label, prefix="correct", help_text=help_text)
        self.fields = {**what, **self.fields}

    def clean_issued_on(self) -> dt.date:
        issued: dt.date = self.cleaned_data["issued_on"]
        if issued > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Expected the day on which the credential was issued."))
        return issued

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        issued, expires = values.get("issued_on"), values.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", _("It would lapse before it was issued. Expected a later day, or none when it never lapses."))
        return values


class WebhookForm(forms.Form):
    """Where events go, and which."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What receives it, in your words."),
        error_messages={"required": gettext_lazy("No name is written here.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("Begins with https://. Each event is posted there as JSON."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("No address is written here.")},
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(event.value, capfirst(words)) for event, words in events.WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("No event is chosen. Expected one or more.")},
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:  # Any: what a request holds
        super().__init__(data, initial=dict(initial or {}), label_suffix="")

    @property
    def wanted(self) -> dict[str, Any]:  # Any: as the verbs take them
        return {"name": self.cleaned_data["name"], "url": self.cleaned_data["url"], "wanted": self.cleaned_data["events"]}


def colleague_at(address: str) -> Employee:
    """Return who is employed today and has that address; ValidationError when nobody does.

    The same for somebody with an account and without one: that a colleague signs in here is not for everybody to find out.
    """
    text = address.strip()
    known = Employee.objects.employed(timezone.localdate()).filter(Q(user__email__iexact=text) | Q(email__iexact=text))
    own_account_first = Case(When(user__email__iexact=text, then=0), default=1)
    found = known.order_by(own_account_first, "pk").first() if text else None
    if found is None:
        raise forms.ValidationError(_("No colleague has this address. Expected one such as robin@example.org."))
    return found


class DelegationForm(forms.Form):
    """Who stands in, from when until when. Whoever may name somebody for other managers says for whom; `for_others` tells."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, reader: Access, for_others: bool) -> None:
        super().__init__(data, label_suffix="")
        self.reader = reader
        if for_others:
            hint = _("Empty for yourself.") if reader.leads_own else ""
            self.fields["manager"] = Line(label=_("Employee number of the manager who is away"), help_text=hint)
            self.fields["manager"].required = not reader.leads_own
        self.fields["colleague"] = Line(label=_("Who stands in?"), help_text=_("The work e-mail address of your colleague."))
        self.fields["start"] = Day(label=pgettext("a day", "From"), help_text=_("The first day."))
        self.fields["end"] = Day(label=_("Back on"), help_text=_("The first day on which the colleague no longer stands in."))
        self.fields["why"] = Line(label=_("Why?"), help_text=_("Such as: on holiday. It is kept in the audit trail."))
        self.fields["why"].required = False

    def clean_manager(self) -> Employee | None:
        number = self.cleaned_data["manager"]
        if not number:
            return None
        found = Employee.objects.filter(self.reader.managers(), number=number).select_related("line").first()
        if found is None:
            raise forms.ValidationError(_("No manager for whom you may name somebody has this employee number."))
        return found

    def clean_colleague(self) -> Employee:
        return colleague_at(self.cleaned_data["colleague"])


class TrailForm(forms.Form):
    """What an auditor looks for. After cleaning `who` and `whom` are numbers of an account and an employee, None for all."""

    use_required_attribute = False
    error_css_class = "bad"

    who = forms.CharField(label=gettext_lazy("Who: e-mail address"), required=False, max_length=254)
    whom = forms.CharField(label=gettext_lazy("Whose record: employee number"), required=False, max_length=40)
    verb = forms.ChoiceField(
        label=gettext_lazy("What"), required=False, choices=[("", gettext_lazy("anything")), *((verb.value, verb.label) for verb in Verb)]
    )
    since = Day(label=pgettext_lazy("a day", "From"), required=False)
    until = Day(label=gettext_lazy("Up to and with"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="")

    def clean_who(self) -> int | None:
        address = self.cleaned_data["who"].strip()
        if not address:
            return None
        number = User.objects.filter(email__iexact=address).values_list("pk", flat=True).first()
        if number is None and not address.isdecimal():
            raise forms.ValidationError(_("No account has this address. Of an account that is gone, give its number, as the file has it."))
        return number or int(address)

    def clean_whom(self) -> int | None:
        number = self.cleaned_data["whom"].strip()
        if not number:
            return None
        found = Employee.objects.filter(number=number).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No employee has this number."))
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return values
