"""The question of an audit, checked before it is asked."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.demographics.questions import questions
from employees.models import Unit
from pathways.models import JobFamily
from promotions.audits.asking import closed_cycles
from promotions.models import Audit


class AuditForm(forms.Form):
    """What is compared, of whom, over which cycles, and why it is asked."""

    attribute = forms.ChoiceField(label=gettext_lazy("Compare by"), choices=Audit.Attribute.choices)
    crossed_with = forms.ChoiceField(
        label=gettext_lazy("Crossed with"), choices=[("", gettext_lazy("nothing")), *Audit.Attribute.choices], required=False
    )
    reference = forms.ChoiceField(
        label=gettext_lazy("Compared with"),
        required=False,
        help_text=gettext_lazy("Fixing the group beforehand makes the test stronger. Not with a crossing."),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Step"), choices=[(stage.value, capfirst(stage.label)) for stage in Audit.Stage])
    strata = forms.ChoiceField(
        label=gettext_lazy("Like with like by"),
        choices=Audit.Strata.choices,
        help_text=gettext_lazy("People are compared within these, then put together."),
    )
    first_cycle = forms.TypedChoiceField(label=gettext_lazy("First cycle"), coerce=int)
    last_cycle = forms.TypedChoiceField(label=gettext_lazy("Last cycle"), coerce=int, help_text=gettext_lazy("Years that have ended."))
    family = forms.ModelChoiceField(
        label=gettext_lazy("Job family"), queryset=JobFamily.objects.none(), required=False, empty_label=gettext_lazy("All families")
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"), required=False, max_length=200, help_text=gettext_lazy("Name or code; empty for the whole company.")
    )
    purpose = forms.CharField(
        label=gettext_lazy("Why it is asked for"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Kept with the audit, for whoever reviews who looked at what."),
    )

    def __init__(self, data: QueryDict | None, *, today: dt.date) -> None:
        super().__init__(data, label_suffix="")
        cycles = [(year, str(year)) for year in closed_cycles(today)]
        for name in ("first_cycle", "last_cycle"):
            self.fields[name].choices = cycles  # type: ignore[attr-defined] # both are choice fields
        self.fields["family"].queryset = JobFamily.objects.in_force(today).order_by("name")  # type: ignore[attr-defined] # as above
        answers = [(one.label, [(answer, answer) for answer in one.answers]) for one in questions().asked.values() if one.answers]
        self.fields["reference"].choices = [("", _("the group of the highest rate")), *answers]  # type: ignore[attr-defined] # as above

    def clean_unit(self) -> Unit | None:
        """Return the unit of that code or name."""
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        found = list(Unit.objects.filter(code=text) or Unit.objects.filter(name__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(
                _("No unit has the name or code “%(text)s”. Write it as in the organisation, or leave it empty.") % {"text": text}
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Several units are called “%(text)s”. Give the code of the one you mean.") % {"text": text})
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reference, asked = cleaned.get("reference"), questions().asked.get(cleaned.get("attribute", ""))
        if reference and cleaned.get("crossed_with"):
            self.add_error("reference", _("A crossing is compared with the group of the highest rate. Choose that, or cross with nothing."))
        elif reference and (asked is None or reference not in asked.answers):
            self.add_error(
                "reference",
                _("“%(reference)s” is no answer to what is compared. Choose one that is, or the highest rate.") % {"reference": reference},
            )
        return cleaned
