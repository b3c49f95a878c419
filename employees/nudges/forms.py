"""What somebody ticks for their weekly digest."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from employees.models import NudgePreference
from employees.models.nudges import NudgeKind


class NudgeForm(forms.Form):
    """Which kinds, on which day, by mail or not; what is not sent at all is not wanted."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, preference: NudgePreference) -> None:  # Any: a request's
        wanted = [kind for kind in NudgeKind.values if kind not in preference.off]
        super().__init__(data, label_suffix="", initial={"wanted": wanted, "weekday": preference.weekday, "mail": preference.mail})
        kinds = [(kind.value, capfirst(kind.label)) for kind in NudgeKind]
        boxes = forms.CheckboxSelectMultiple
        self.fields["wanted"] = forms.MultipleChoiceField(label=_("Remind me when"), choices=kinds, required=False, widget=boxes)
        days = [(day.value, day.label) for day in NudgePreference.Weekday]
        hint = _("The night to this day writes it; after a night that was missed, the next one does.")
        self.fields["weekday"] = forms.TypedChoiceField(label=_("On which day?"), choices=days, coerce=int, required=False, help_text=hint)
        self.fields["mail"] = forms.BooleanField(label=_("By mail, too"), required=False)
        self._preference = preference

    def clean_weekday(self) -> int:
        weekday: int | str = self.cleaned_data["weekday"]
        return self._preference.weekday if weekday == "" else int(weekday)

    @property
    def said(self) -> dict[str, Any]:  # Any: as the verb takes it
        return {name: self.cleaned_data[name] for name in ("wanted", "weekday", "mail")}
