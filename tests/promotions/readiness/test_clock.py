import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.readiness.clock import first_day_after, full_months


@pytest.mark.parametrize(
    ("start", "on", "months"),
    [
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-31", "2024-02-29", 0),  # the 31st has not come round; February has none
        ("2024-01-31", "2024-03-01", 1),
        ("2024-01-31", "2024-03-31", 2),
        ("2023-02-28", "2024-02-28", 12),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-05-01", "2024-05-01", 0),
    ],
)
def test_a_month_is_full_when_its_day_comes_round(start, on, months):
    assert full_months(dt.date.fromisoformat(start), dt.date.fromisoformat(on)) == months


@given(start=st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)), months=st.integers(0, 240))
def test_the_first_day_after_so_many_months_is_the_first_that_counts_them(start, months):
    day = first_day_after(start, months)
    assert full_months(start, day) >= months
    assert day == start or full_months(start, day - dt.timedelta(days=1)) < months
