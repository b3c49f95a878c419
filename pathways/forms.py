"""What a reader may ask of the route finder."""

from django import forms
from django.http import QueryDict

from pathways.routes import Order

YEARS = (1, 2, 3, 5, 10)


class RouteForm(forms.Form):
    """The order and the limits of routes. `from` and `to` stand beside it: they are roles, found by search."""

    order = forms.ChoiceField(
        label="Best means",
        choices=[
            (Order.SKILLS, "fewest skill levels missing"),
            (Order.CREDENTIALS, "fewest credentials missing"),
            (Order.MONTHS, "fewest months"),
        ],
        required=False,
    )
    years = forms.TypedChoiceField(
        label="Time",
        choices=[("", "however long"), *((years, f"within {years} year{'s' if years > 1 else ''}") for years in YEARS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    managers = forms.BooleanField(label="No manager roles on the way", required=False)
    down = forms.BooleanField(label="No steps down", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data.dict(), label_suffix="")
