"""Months as people count them: whole calendar months between two days."""

import datetime as dt


def full_months(start: dt.date, on: dt.date) -> int:
    """Return the full calendar months from `start` to `on`: the difference of months, less one before the day of month comes round."""
    return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)


def first_day_after(start: dt.date, months: int) -> dt.date:
    """Return the first day on which `full_months(start, day)` is at least `months`.

    A day of month that the month lacks comes round on the first of the next.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return start.replace(year=year, month=month + 1)
    except ValueError:
        return dt.date(year, month + 2, 1)  # a month without the day is never December
