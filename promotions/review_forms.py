"""What is asked of a review and said to a finding, checked before anything is done."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Unit, User
from promotions.models import FindingStep, Review

YEARS_BACK = 5


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReviewForm(forms.Form):
    """What is looked at, of which unit and days. HR partners choose one of their units, auditors any or none."""

    kind = forms.ChoiceField(label=gettext_lazy("What is looked at"))
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=200)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())

    def __init__(self, data: QueryDict | None, *, reader: User, kind: str = "") -> None:
        known = access.of(reader)
        five_years = known.today.replace(year=known.today.year - YEARS_BACK, day=min(known.today.day, 28))
        super().__init__(data, label_suffix="", initial={"first_day": five_years, "last_day": known.today, "kind": kind})
        self.units = Unit.objects.filter(known.units())
        self.fields["kind"].choices = [(one.value, one.label.capitalize()) for one in Review.Kind]  # type: ignore[attr-defined] # a choice field
        help_text = (
            _("Name or code; empty for the whole company.") if known.sees_every_unit else _("Name or code of a unit that you look after.")
        )
        self.fields["unit"].help_text = help_text

    def clean_unit(self) -> Unit | None:
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        found = list(self.units.filter(code=text) or self.units.filter(name__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(
                _("No unit in your reach has the name or code “%(text)s”. Write it as in the organisation.") % {"text": text}
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Several units are called “%(text)s”. Give the code of the one you mean.") % {"text": text})
        return found[0]


def hr_account(address: str) -> User:
    """Return whose address it is. Whether an account has it is not told: an unknown one is refused as one of somebody who is not of HR."""
    found = User.objects.filter(email__iexact=address, is_active=True).first()
    if found is None or not access.of(found).may(access.Permission.READ_FINDINGS):
        raise forms.ValidationError(_("Nobody of HR signs in with this address. Expected an HR partner or auditor."))
    return found


class SignalForm(forms.Form):
    """Which thing that stands out becomes a finding, until when it is looked into, by whom, and what is known beforehand."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput())
    due_on = forms.DateField(label=gettext_lazy("Look into it until"), widget=DayInput())
    owner = forms.EmailField(
        label=gettext_lazy("E-mail address of whoever looks into it"), required=False, help_text=gettext_lazy("Of HR; empty for yourself.")
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("What to ask first. Name nobody here: write of rules, seats and units."),
    )

    def __init__(self, data: Any, *, today: dt.date, key: str = "") -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="", auto_id=f"id_{key}_%s", initial={"due_on": today + dt.timedelta(days=30), "key": key})

    def clean_owner(self) -> User | None:
        return hr_account(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class StepForm(forms.Form):
    """Where a finding stands now, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("It is now"))
    text = forms.CharField(
        label=gettext_lazy("What was found, or done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("An end needs a reason. Name nobody here: write of rules, seats and units."),
    )

    def __init__(self, data: Any, *, moves: tuple[str, ...]) -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="", prefix="step")
        self.fields["kind"].choices = [(move, str(FindingStep.Kind(move).label).capitalize()) for move in moves]  # type: ignore[attr-defined] # a choice field


class NoteForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Note"), max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any) -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="", prefix="note")


class HandForm(forms.Form):
    """Who looks into it from now on, by their address, and until when."""

    owner = forms.EmailField(label=gettext_lazy("E-mail address of whoever takes over"))
    due_on = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())

    def __init__(self, data: Any, *, due_on: dt.date | None = None) -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="", prefix="hand", initial={"due_on": due_on})

    def clean_owner(self) -> User:
        return hr_account(self.cleaned_data["owner"])
