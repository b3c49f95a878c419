import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from employees.feeds.chains import circles
from employees.feeds.history import Held, Job
from employees.models.periods import FOREVER

BASE = dt.date(2020, 1, 1)
PEOPLE = "abcde"


def day(number: int) -> dt.date:
    return BASE + dt.timedelta(days=number)


def led(start: int, end: int | None, manager: str | None) -> Held:
    return Held(day(start), FOREVER if end is None else day(end), Job("", None), "A", manager)


def test_a_line_is_no_circle():
    assert circles({"a": [led(0, None, "b")], "b": [led(0, None, "c")], "c": [led(0, None, None)]}) == []


def test_a_circle_is_told_once_from_its_first_day():
    (circle,) = circles(
        {"a": [led(0, None, "b")], "b": [led(5, None, "c")], "c": [led(9, 20, "a"), led(20, None, "a")], "d": [led(0, None, "a")]}
    )
    assert circle.begins == day(9)
    assert circle.numbers == ["c", "a", "b"]


def test_two_who_swap_on_a_day_form_none():
    assert circles({"a": [led(0, 5, "b"), led(5, None, None)], "b": [led(0, 5, None), led(5, None, "a")]}) == []


@st.composite
def histories(draw):
    def positions(number):
        edges = sorted(draw(st.sets(st.integers(0, 12), min_size=2, max_size=4)))
        others = [None, *(other for other in PEOPLE if other != number)]
        return [led(start, end, draw(st.sampled_from(others))) for start, end in pairwise(edges)]

    return {number: positions(number) for number in PEOPLE}


@given(histories())
def test_circles_are_found_exactly_when_some_day_has_one(positions):
    assert bool(circles(positions)) == any(goes_round(positions, day(number)) for number in range(14))


def goes_round(positions, on):
    leads = {number: held.manager for number, helds in positions.items() for held in helds if held.start <= on < held.end}
    for number in leads:
        above, steps = leads.get(number), 0
        while above is not None and steps <= len(PEOPLE):
            above, steps = leads.get(above), steps + 1
        if above is not None:
            return True
    return False
