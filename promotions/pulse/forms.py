"""The pulse as it is answered, and as it is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from promotions.pulse.questions import ASKED, BARRIERS, GROWTH, WAY
from promotions.review_forms import DayInput


class PulseForm(forms.Form):
    growth = forms.ChoiceField(label=ASKED[GROWTH][0], choices=list(ASKED[GROWTH][1].items()), widget=forms.RadioSelect())
    way = forms.ChoiceField(label=ASKED[WAY][0], choices=list(ASKED[WAY][1].items()), widget=forms.RadioSelect())
    barriers = forms.MultipleChoiceField(
        label=ASKED[BARRIERS][0], choices=list(ASKED[BARRIERS][1].items()), widget=forms.CheckboxSelectMultiple(), required=False
    )

    def __init__(self, data: Any = None) -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="")


class OpenForm(forms.Form):
    closes_on = forms.DateField(label=_("The first day on which it takes no answer"), widget=DayInput())

    def __init__(self, data: Any = None) -> None:  # Any: as Django takes it
        super().__init__(data, label_suffix="")
