"""What a reader may ask of the mobility page, checked before anything is computed."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from promotions.metrics.months import month_number
from promotions.metrics.selection import NO_FAMILY, NO_LEVEL, Axis, Choices, Nothing
from promotions.metrics.window import Window, month_code, month_name, parsed_month

LONGEST_WINDOW = 60  # months
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


class MonthField(forms.CharField):
    """A month such as 2026-03, as a month number; None when empty."""

    def __init__(self, *, label: str, last: int) -> None:
        attributes = {"type": "month", "max": month_code(last), "placeholder": "2026-03"}
        super().__init__(label=label, required=False, max_length=20, widget=forms.TextInput(attributes))

    def clean(self, value: Any) -> Any:  # Any: Django's own signature
        text = super().clean(value)
        if not text:
            return None
        if not MONTH.fullmatch(text):
            raise forms.ValidationError(_("“%(text)s” is not a month; expected year and month, such as 2026-03.") % {"text": text})
        try:
            return parsed_month(text)
        except ValueError as fault:
            raise forms.ValidationError(
                _("“%(text)s” is not a month; expected year and month, such as 2026-03.") % {"text": text}
            ) from fault


class MobilityForm(forms.Form):
    """The filters of the mobility page. `window` holds where a reader asks for none."""

    def __init__(self, data: QueryDict, *, choices: Choices, window: Window) -> None:
        given = data.dict()
        if not (given.get("from") or given.get("to")):
            given |= {"from": month_code(window.first), "to": month_code(window.last)}
        super().__init__(given, label_suffix="")
        self.choices, self.default = choices, window
        last = month_number(window.until)
        families = [(family.slug, choices.label(family)) for family in choices.families]
        levels = [(str(level.pk), choices.label(level)) for level in choices.levels]
        self.families: dict[str, Any] = {family.slug: family for family in choices.families} | {Nothing.NONE: Nothing.NONE, "": None}
        self.levels: dict[str, Any] = {str(level.pk): level for level in choices.levels} | {Nothing.NONE: Nothing.NONE, "": None}
        self.fields["from"] = MonthField(label=_("From month"), last=last)
        self.fields["to"] = MonthField(label=_("To month"), last=last)
        self.fields["family"] = _choice(
            _("Family"),
            _("“%(value)s” is not a family here. Choose one from the list."),
            [("", _("All families")), *families, (Nothing.NONE, str(NO_FAMILY))],
        )
        self.fields["level"] = _choice(
            _("Level"),
            _("“%(value)s” is not a level here. Choose one from the list."),
            [("", _("All levels")), *levels, (Nothing.NONE, str(NO_LEVEL))],
        )
        self.fields["by"] = _choice(
            _("Table"),
            _("“%(value)s” is not a table here. Choose one from the list."),
            [("", _("Unit")), *((axis, _(axis.title())) for axis in Axis)],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"from", "to"} <= cleaned.keys():
            cleaned["window"] = self._window(cleaned["from"], cleaned["to"])
        return cleaned

    def _window(self, first: int | None, last: int | None) -> Window | None:
        until, default = self.default.until, self.default
        if last is None:
            last = max(default.last, first) if first is not None else default.last
        if first is None:
            first = last - default.months + 1
        if last > month_number(until):
            self.add_error(
                "to",
                _("There are no figures after %(month)s yet. Choose that month or an earlier one.")
                % {"month": month_name(month_number(until))},
            )
        elif first < 0:
            self.add_error(
                "from", _("Figures begin in %(month)s at the earliest. Choose that month or a later one.") % {"month": month_name(0)}
            )
        elif first > last:
            self.add_error(
                "from",
                _("%(first)s comes after %(last)s. Choose a month that does not.") % {"first": month_name(first), "last": month_name(last)},
            )
        elif last - first >= LONGEST_WINDOW:
            earliest = month_name(last - LONGEST_WINDOW + 1)
            self.add_error(
                "from",
                _("A window has at most %(longest_window)s months. Choose %(earliest)s or later.")
                % {"longest_window": LONGEST_WINDOW, "earliest": earliest},
            )
        else:
            return Window(first, last, until)
        return None


def _choice(label: str, unknown: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages={"invalid_choice": unknown})
