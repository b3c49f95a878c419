"""What an administrator gives before a record is held, let go or erased: the reason, and for what cannot be undone the number once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Employee

LEAST, LONGEST = 10, 400  # characters of a reason


class ReasonForm(forms.Form):
    """Why. It is kept in the audit trail."""

    name = ""
    help_text = gettext_lazy("Ten letters or more, for the audit trail. Name nobody: write of a law, a request, a case number.")
    reason = forms.CharField(label=gettext_lazy("Reason"), min_length=LEAST, max_length=LONGEST, help_text=help_text)

    def __init__(self, data: Any = None, *, employee: Employee) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="", prefix=self.name)
        self.employee = employee


class HoldForm(ReasonForm):
    name = "hold"


class LiftForm(ReasonForm):
    name = "lift"


class EraseForm(ReasonForm):
    name = "erase"
    number = forms.CharField(
        label=gettext_lazy("The employee number once more"),
        max_length=40,
        help_text=gettext_lazy("It cannot be taken back, so it is not done by a slip of the hand."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if number != self.employee.number:
            raise forms.ValidationError(_("This is another number than that of this page. Expected the same."))
        return number
