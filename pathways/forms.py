"""What a reader may ask of the route finder."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, ngettext_lazy

from pathways.routes import Order

YEARS = (1, 2, 3, 5, 10)


class RouteForm(forms.Form):
    """The order and the limits of routes. `from` and `to` stand beside it: they are roles, found by search."""

    order = forms.ChoiceField(
        label=gettext_lazy("Best means"),
        choices=[
            (Order.SKILLS, gettext_lazy("fewest skill levels missing")),
            (Order.CREDENTIALS, gettext_lazy("fewest credentials missing")),
            (Order.MONTHS, gettext_lazy("fewest months")),
        ],
        required=False,
    )
    years = forms.TypedChoiceField(
        label=gettext_lazy("Time"),
        choices=[
            ("", gettext_lazy("however long")),
            *((years, ngettext_lazy("within %(years)s year", "within %(years)s years", years) % {"years": years}) for years in YEARS),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    managers = forms.BooleanField(label=gettext_lazy("No manager roles on the way"), required=False)
    down = forms.BooleanField(label=gettext_lazy("No steps down"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data.dict(), label_suffix="")
