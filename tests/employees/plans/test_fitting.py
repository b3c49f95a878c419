"""The warning about hours: exact in worked examples, never silent when they cannot fit, and monotone in all that it rests on."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees.plans.fitting import Break, Fit, Load, fit, joined

TODAY = dt.date(2026, 11, 23)
TWO = Decimal(2)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


# --- Worked examples --------------------------------------------------------------------------


def test_what_fits_is_not_warned_of():
    found = fit([Load("Course", 8, day(27))], TWO, TODAY)
    assert found.fits
    assert [(one.days, one.away, one.room) for one in found.deadlines] == [(28, 0, Fraction(8))]
    assert found.placed[0].ready_by == day(27)


def test_an_hour_too_many_is_warned_of_with_the_sum_and_a_day_that_would_fit():
    found = fit([Load("Course", 9, day(27))], TWO, TODAY)
    (missed,) = found.missed
    assert (missed.hours, missed.room, missed.short) == (9, Fraction(8), Fraction(1))
    assert found.late[0].ready_by == day(31)  # nine hours at two a week take 31.5 days, that is 32
    assert found.needed == Decimal("2.3")  # nine hours in four weeks


def test_leave_takes_its_days_off():
    found = fit([Load("Course", 8, day(27))], TWO, TODAY, [(day(7), day(14))])
    (missed,) = found.missed
    assert (missed.days, missed.away, missed.room, missed.short) == (28, 7, Fraction(6), Fraction(2))
    assert found.late[0].ready_by == day(34)


def test_what_is_due_earlier_takes_its_room_first():
    found = fit([Load("Late", 4, day(27)), Load("Soon", 6, day(13))], TWO, TODAY)
    assert [(one.due, one.hours, one.fits) for one in found.deadlines] == [(day(13), 6, False), (day(27), 10, False)]
    assert [one.load.name for one in found.placed] == ["Soon", "Late"]


def test_what_is_overdue_has_no_room_at_all():
    found = fit([Load("Past", 1, day(-1))], TWO, TODAY)
    assert not found.fits
    assert (found.missed[0].days, found.needed) == (0, None)


def test_hours_without_a_day_are_no_deadline_but_are_counted():
    found = fit([Load("Some day", 40, None)], TWO, TODAY)
    assert (found.fits, found.undated, found.hours, found.deadlines) == (True, 40, 40, [])


@pytest.mark.parametrize("a_week", [None, Decimal(0)])
def test_without_hours_a_week_nothing_fits_and_it_says_what_would(a_week: Decimal | None):
    found = fit([Load("Course", 4, day(13))], a_week, TODAY)
    assert not found.fits
    assert (found.placed[0].ready_by, found.needed) == (None, TWO)


def test_nothing_planned_fits():
    assert fit([Load("Talk", 0, day(-3))], None, TODAY).fits


def test_leave_without_an_end_lets_nothing_be_done():
    found = fit([Load("Course", 4, day(60))], TWO, TODAY, [(day(0), None)])
    assert (found.fits, found.placed[0].ready_by) == (False, None)


def test_a_day_beyond_the_calendar_is_none():
    assert fit([Load("Ages", 65_000, None)], Decimal("0.1"), dt.date(9990, 1, 1)).placed[0].ready_by is None


def test_overlapping_leave_counts_once():
    assert joined([(day(5), None), (day(0), day(3)), (day(2), day(4))]) == [(day(0), day(4)), (day(5), None)]
    assert joined([(day(0), None), (day(2), day(4))]) == [(day(0), None)]


# --- Laws -------------------------------------------------------------------------------------

DAYS = st.integers(-5, 60).map(day)
LOADS = st.lists(st.builds(Load, st.sampled_from("abc"), st.integers(0, 30), st.none() | DAYS), max_size=6)
RATES = st.none() | st.decimals(0, 20, places=1)
BREAKS = st.lists(st.tuples(DAYS, st.integers(1, 20)).map(lambda drawn: (drawn[0], drawn[0] + dt.timedelta(days=drawn[1]))), max_size=3)


def by_hand(loads: list[Load], rate: Decimal | None, leaves: list[Break]) -> bool:
    """Return whether everything is done in time: day by day, a seventh of the week's hours, always at what is due first."""
    dated = sorted(((load.due, load.hours) for load in loads if load.due and load.hours), key=lambda one: one[0])
    days, left = [due for due, _ in dated], [Fraction(hours) for _, hours in dated]
    for number in range(-6, 62):
        now = day(number)
        away = any(start <= now and (until is None or now < until) for start, until in leaves)
        room = Fraction(0) if away or number < 0 else Fraction(rate or 0) / 7
        for place, hours in enumerate(left):
            spent = min(room, hours)
            left[place], room = hours - spent, room - spent
        if any(due <= now and hours for due, hours in zip(days, left, strict=True)):
            return False
    return True


@given(LOADS, RATES, BREAKS)
def test_it_is_silent_exactly_when_working_day_by_day_meets_every_day(loads: list[Load], rate: Decimal | None, leaves: list[Break]):
    assert fit(loads, rate, TODAY, leaves).fits == by_hand(loads, rate, leaves)


def misses(found: Fit) -> Fraction:
    return sum((one.short for one in found.deadlines), Fraction(0))


@given(LOADS, RATES, BREAKS, st.decimals(0, 5, places=1), st.integers(1, 9))
def test_more_time_never_makes_it_worse_and_more_work_never_better(
    loads: list[Load], rate: Decimal | None, leaves: list[Break], more: Decimal, days: int
):
    found = misses(fit(loads, rate, TODAY, leaves))
    assert misses(fit(loads, (rate or 0) + more, TODAY, leaves)) <= found
    assert misses(fit(loads, rate, TODAY, leaves[1:])) <= found
    assert misses(fit(loads[1:], rate, TODAY, leaves)) <= found
    later = [replace(load, due=load.due and load.due + dt.timedelta(days=days)) for load in loads]
    assert not fit(loads, rate, TODAY, leaves).fits or fit(later, rate, TODAY, leaves).fits


@given(LOADS, st.decimals("0.1", 20, places=1), BREAKS)
def test_the_days_that_it_names_would_fit_and_no_earlier_one(loads: list[Load], rate: Decimal, leaves: list[Break]):
    placed = fit(loads, rate, TODAY, leaves).placed
    moved = [replace(one.load, name=str(place), due=one.ready_by) for place, one in enumerate(placed)]
    assert fit(moved, rate, TODAY, leaves).fits
    if moved and (last := moved[-1].due):
        before = last - dt.timedelta(days=1)
        assert not fit([replace(one, due=min(one.due or before, before)) for one in moved], rate, TODAY, leaves).fits


@given(LOADS, BREAKS)
def test_the_hours_a_week_that_it_names_would_fit_and_a_tenth_less_would_not(loads: list[Load], leaves: list[Break]):
    needed = fit(loads, None, TODAY, leaves).needed
    if needed is not None:
        assert fit(loads, needed, TODAY, leaves).fits
        if needed:
            assert not fit(loads, needed - Decimal("0.1"), TODAY, leaves).fits
