"""Figures, days and spans as people say them, in the reader's language."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def duration(months: int) -> str:
    """Return whole months in words: 20 → "1 year 8 months"; 0 → "less than a month"."""
    if months <= 0:
        return _("less than a month")
    years, rest = divmod(months, 12)
    parts = [counted(years, "%(count)s year", "%(count)s years")] if years else []
    return " ".join([*parts, counted(rest, "%(count)s month", "%(count)s months")] if rest else parts)


def counted(count: int, one: str, many: str, **facts: object) -> str:
    """Return the sentence for one or for many, with `count` and `facts` in their places. `./dev translate` finds both in the call."""
    return ngettext(one, many, count) % {"count": number(count), **facts}


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a figure with its thousands apart, rounded: 1234.56 → "1,235"."""
    return number_format(Decimal(f"{value:.{decimals}f}"), decimals, use_l10n=True, force_grouping=True)


def day(on: dt.date) -> str:
    """Return a day: "3 May 2026"."""
    return date_format(on, "DATE_FORMAT")


def written(on: dt.date, form: str) -> str:
    """Return a day or a time in one of the forms that `config.formats` names, such as MONTH_DAY_FORMAT."""
    return date_format(on, form)


def search_text(typed: str) -> str:
    """Return what somebody typed into a search field, without what no database takes, at most 100 characters."""
    return typed.replace("\x00", "").strip()[:100]
