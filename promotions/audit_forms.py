"""The question of an audit, checked before it is asked."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict

from employees.demographics.questions import questions
from employees.models import Unit
from pathways.models import JobFamily
from promotions.audits.asking import closed_cycles
from promotions.models import Audit


class AuditForm(forms.Form):
    """What is compared, of whom, over which cycles, and why it is asked."""

    attribute = forms.ChoiceField(label="Compare by", choices=Audit.Attribute.choices)
    crossed_with = forms.ChoiceField(label="Crossed with", choices=[("", "nothing"), *Audit.Attribute.choices], required=False)
    reference = forms.ChoiceField(
        label="Compared with",
        required=False,
        help_text="Fixing the group beforehand makes the test stronger. Not with a crossing.",
    )
    stage = forms.ChoiceField(label="Step", choices=[(stage.value, stage.label.capitalize()) for stage in Audit.Stage])
    strata = forms.ChoiceField(
        label="Like with like by", choices=Audit.Strata.choices, help_text="People are compared within these, then put together."
    )
    first_cycle = forms.TypedChoiceField(label="First cycle", coerce=int)
    last_cycle = forms.TypedChoiceField(label="Last cycle", coerce=int, help_text="Years that have ended.")
    family = forms.ModelChoiceField(label="Job family", queryset=JobFamily.objects.none(), required=False, empty_label="All families")
    unit = forms.CharField(label="Unit", required=False, max_length=200, help_text="Name or code; empty for the whole company.")
    purpose = forms.CharField(
        label="Why it is asked for",
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="Kept with the audit, for whoever reviews who looked at what.",
    )

    def __init__(self, data: QueryDict | None, *, today: dt.date) -> None:
        super().__init__(data, label_suffix="")
        cycles = [(year, str(year)) for year in closed_cycles(today)]
        for name in ("first_cycle", "last_cycle"):
            self.fields[name].choices = cycles  # type: ignore[attr-defined] # both are choice fields
        self.fields["family"].queryset = JobFamily.objects.in_force(today).order_by("name")  # type: ignore[attr-defined] # as above
        answers = [(one.label, [(answer, answer) for answer in one.answers]) for one in questions().asked.values() if one.answers]
        self.fields["reference"].choices = [("", "the group of the highest rate"), *answers]  # type: ignore[attr-defined] # as above

    def clean_unit(self) -> Unit | None:
        """Return the unit of that code or name."""
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        found = list(Unit.objects.filter(code=text) or Unit.objects.filter(name__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(f"No unit has the name or code “{text}”. Write it as in the organisation, or leave it empty.")
        if len(found) > 1:
            raise forms.ValidationError(f"Several units are called “{text}”. Give the code of the one you mean.")
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reference, asked = cleaned.get("reference"), questions().asked.get(cleaned.get("attribute", ""))
        if reference and cleaned.get("crossed_with"):
            self.add_error("reference", "A crossing is compared with the group of the highest rate. Choose that, or cross with nothing.")
        elif reference and (asked is None or reference not in asked.answers):
            self.add_error("reference", f"“{reference}” is no answer to what is compared. Choose one that is, or the highest rate.")
        return cleaned
