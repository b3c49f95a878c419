"""Windows of months and the days in them."""

import datetime as dt

import numpy as np
import pytest

from promotions.metrics import months
from promotions.metrics.window import Window, default_window, month_code, parsed_month
from promotions.readiness import clock

MARCH = parsed_month("2026-03")


def test_the_default_is_the_last_twelve_whole_months():
    assert str(default_window(dt.date(2026, 3, 10))) == "Mar 2025 – Feb 2026"
    assert str(default_window(dt.date(2026, 3, 31))) == "Apr 2025 – Mar 2026"  # the last day makes the month whole
    assert str(default_window(dt.date(2026, 2, 28))) == "Mar 2025 – Feb 2026"
    assert str(default_window(dt.date(2028, 2, 28))) == "Feb 2027 – Jan 2028"  # a leap year's February has one more


def test_a_window_ends_with_its_month_or_with_the_figures():
    whole, running = Window(MARCH, MARCH, dt.date(2026, 5, 1)), Window(MARCH - 1, MARCH, dt.date(2026, 3, 10))

    assert (whole.days, str(whole)) == (31, "Mar 2026")
    assert (running.days, running.stop, str(running)) == (38, dt.date(2026, 3, 10), "Feb 2026 – Mar 2026")


def test_it_is_compared_with_the_same_months_of_the_year_before():
    quarter = Window(MARCH - 2, MARCH, dt.date(2026, 3, 31))

    assert str(quarter.before) == "Jan 2025 – Mar 2025"
    assert quarter.before.days == 90
    assert [str(window) for window in quarter.trend()][-2:] == ["Dec 2025 – Feb 2026", "Jan 2026 – Mar 2026"]
    assert len(quarter.trend()) == 24


def test_months_are_written_as_they_are_read():
    assert month_code(parsed_month("1999-12")) == "1999-12"
    for wrong in ("2026-13", "", "March", "2026"):
        with pytest.raises(ValueError, match=r"does not match|unconverted"):
            parsed_month(wrong)


@pytest.mark.parametrize("first", ["2024-01-31", "2024-02-29", "2023-12-15", "1969-11-30", "2026-03-01"])
def test_full_months_are_those_of_the_readiness_clock(first):
    start = dt.date.fromisoformat(first)
    days = [start + dt.timedelta(days=number) for number in range(900)]

    counted = months.full_months(np.full(900, months.day_number(start)), np.array([months.day_number(day) for day in days]))

    assert counted.tolist() == [clock.full_months(start, day) for day in days]


def test_months_have_their_lengths():
    year = np.arange(parsed_month("2024-01"), parsed_month("2025-01"))

    assert months.length(year).tolist() == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert months.first_of(parsed_month("1969-02")) == dt.date(1969, 2, 1)
