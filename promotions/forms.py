"""What a reader may ask of the mobility page, checked before anything is computed."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

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
            raise forms.ValidationError(f"“{text}” is not a month; expected year and month, such as 2026-03.")
        try:
            return parsed_month(text)
        except ValueError as fault:
            raise forms.ValidationError(f"“{text}” is not a month; expected year and month, such as 2026-03.") from fault


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
        self.fields["from"] = MonthField(label="From month", last=last)
        self.fields["to"] = MonthField(label="To month", last=last)
        self.fields["family"] = _choice("Family", [("", "All families"), *families, (Nothing.NONE, NO_FAMILY)])
        self.fields["level"] = _choice("Level", [("", "All levels"), *levels, (Nothing.NONE, NO_LEVEL)])
        self.fields["by"] = _choice("Table", [("", "Unit"), *((axis, axis.title()) for axis in Axis)])

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
            self.add_error("to", f"There are no figures after {month_name(month_number(until))} yet. Choose that month or an earlier one.")
        elif first < 0:
            self.add_error("from", f"Figures begin in {month_name(0)} at the earliest. Choose that month or a later one.")
        elif first > last:
            self.add_error("from", f"{month_name(first)} comes after {month_name(last)}. Choose a month that does not.")
        elif last - first >= LONGEST_WINDOW:
            earliest = month_name(last - LONGEST_WINDOW + 1)
            self.add_error("from", f"A window has at most {LONGEST_WINDOW} months. Choose {earliest} or later.")
        else:
            return Window(first, last, until)
        return None


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    unknown = f"“%(value)s” is not a {label.lower()} here. Choose one from the list."
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages={"invalid_choice": unknown})
