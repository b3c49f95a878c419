"""Day and month numbers (days and months since January 1970) as numpy counts them, for whole columns at once."""

import datetime as dt

import numpy as np

from skills.columns import Ints


def day_number(day: dt.date) -> int:
    return day.toordinal() - dt.date(1970, 1, 1).toordinal()


def month_number(day: dt.date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def first_of(month: int) -> dt.date:
    """Return the first day of a month number."""
    return dt.date(1970 + month // 12, month % 12 + 1, 1)


def month_of(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day(months: Ints) -> Ints:
    """Return the day number of each month's first day."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def length(months: Ints) -> Ints:
    """Return how many days each month has."""
    return first_day(months + 1) - first_day(months)


def day_of_month(days: Ints) -> Ints:
    return days - first_day(month_of(days))


def full_months(start: Ints, stop: Ints) -> Ints:
    """Return full calendar months from `start` to `stop`: the difference of months, less one when the day of month has not come round."""
    not_come_round = day_of_month(stop) < day_of_month(start)
    return np.maximum(month_of(stop) - month_of(start) - not_come_round, 0)
