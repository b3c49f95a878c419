"""What is kept of the team board, and under which name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employees.models import TeamView
from employees.presenters.team_board import COLUMNS, FILTERS, REACHES
from employees.team_views import FIELDS

SORTS = [("", "")] + [(f"{sign}{column.name}", str(column.name)) for column in COLUMNS for sign in ("", "-")]


class ViewNameForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        label_suffix="",
        max_length=TeamView._meta.get_field("name").max_length,
        error_messages={"required": gettext_lazy("A view needs a name: say what it shows.")},
    )


class TeamViewForm(ViewNameForm):
    reach = forms.ChoiceField(choices=list(REACHES.items()), required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=list(FILTERS.items()), required=False, widget=forms.HiddenInput)
    text = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(choices=SORTS, required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> dict[str, Any]:  # Any: as the verb takes it
        return {"name": self.cleaned_data["name"], "asked": {field: self.cleaned_data[field] for field in FIELDS}}

    @property
    def board_asks(self) -> dict[str, str]:
        """Return what the board's address would ask for, as far as it was understood."""
        known = {field: str(self.cleaned_data.get(field, "")) for field in FIELDS}
        return {"q" if field == "text" else field: value for field, value in known.items()}
