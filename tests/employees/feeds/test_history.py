import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees.feeds.history import Held, Job, Spell, from_now, intersected, reason_of, reasoned, without
from employees.models.periods import FOREVER

BASE = dt.date(2020, 1, 1)
RANKS = {1: 2, 2: 3, 3: None}


def day(number: int) -> dt.date:
    return BASE + dt.timedelta(days=number)


def held(start: int, end: int, role: int | None, unit: str = "A", manager: str | None = None) -> Held:
    return Held(day(start), day(end), Job("", role), unit, manager)


@pytest.mark.parametrize(
    ("former", "position", "reason"),
    [
        (None, held(0, 9, 1), "hire"),
        (held(0, 5, 1), held(5, 9, 2), "promotion"),
        (held(0, 5, 2), held(5, 9, 1), "demotion"),
        (held(0, 5, 1), held(5, 9, 3), "lateral"),
        (held(0, 5, 3), held(5, 9, 1), "lateral"),
        (held(0, 5, None), held(5, 9, 1), "lateral"),
        (held(0, 5, 1), held(5, 9, 1, "B"), "reorganisation"),
        (held(0, 5, 1), held(5, 9, 1, "A", "7"), "reorganisation"),
        (held(0, 5, 1), held(5, 9, 2, "B"), "promotion"),
        (held(0, 4, 1), held(5, 9, 2), "re-entry"),
    ],
)
def test_why_a_position_began(former, position, reason):
    assert reason_of(former, position, RANKS) == reason


def test_a_stored_reason_stands_only_for_the_same_move():
    positions = [held(0, 5, 1), held(5, 9, 2)]
    stored = {(day(0), None, 1): "re-entry", (day(5), 1, 2): "lateral", (day(5), 2, 1): "demotion"}
    assert [reasoned.reason for reasoned in reasoned(positions, RANKS, stored)] == ["hire", "lateral"]


def test_todays_value_of_somebody_new_holds_since_the_beginning():
    assert from_now([], "A", on=day(50), begins=day(3), known_until=None, row=None) == [Spell(day(3), FOREVER, "A")]


def test_a_first_value_of_somebody_known_holds_from_the_day_of_the_feed():
    assert from_now([], "A", on=day(50), begins=day(3), known_until=FOREVER, row=None) == [Spell(day(50), FOREVER, "A")]


def test_a_value_after_coming_back_holds_from_the_new_day_of_hire():
    known = [Spell(day(0), day(9), "A")]
    assert from_now(known, "A", on=day(50), begins=day(40), known_until=day(9), row=None) == [*known, Spell(day(40), FOREVER, "A")]


def test_a_changed_value_holds_from_the_day_of_the_feed():
    known = [Spell(day(0), day(9), "A"), Spell(day(9), FOREVER, "B")]
    assert from_now(known, "C", on=day(50), begins=day(0), known_until=FOREVER, row=None) == [
        known[0],
        Spell(day(9), day(50), "B"),
        Spell(day(50), FOREVER, "C"),
    ]


def test_a_known_value_leaves_planned_moves_alone():
    known = [Spell(day(0), day(90), "A"), Spell(day(90), FOREVER, "B")]
    assert from_now(known, "A", on=day(50), begins=day(0), known_until=FOREVER, row=None) == known


def test_nothing_ends_what_was_known():
    assert from_now([Spell(day(0), FOREVER, "A")], None, on=day(50), begins=day(0), known_until=FOREVER, row=None) == [
        Spell(day(0), day(50), "A")
    ]


def test_without_what_is_taken():
    spells = [Spell(day(0), day(10), "A"), Spell(day(10), day(20), "B")]
    taken = [Spell(day(2), day(4), "x"), Spell(day(8), day(12), "x")]
    assert without(spells, taken) == [Spell(day(0), day(2), "A"), Spell(day(4), day(8), "A"), Spell(day(12), day(20), "B")]


@st.composite
def spells(draw, values):
    edges = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
    return [Spell(day(start), day(end), draw(st.sampled_from(values))) for start, end in pairwise(edges) if draw(st.booleans())]


def at(found, number):
    return next((spell for spell in found if spell.start <= day(number) < spell.end), None)


@given(jobs=spells([Job("a", 1), Job("b", None)]), units=spells(["A", "B"]), managers=spells(["7", "8"]))
def test_every_day_says_what_the_three_histories_say(jobs, units, managers):
    positions = intersected(jobs, units, managers, "root")
    for number in range(42):
        job, unit, manager, position = (at(found, number) for found in (jobs, units, managers, positions))
        assert (position is None) == (job is None and unit is None)
        if position:
            assert position.job == (job.value if job else Job("", None))
            assert position.unit == (unit.value if unit else "root")
            assert position.manager == (manager.value if manager else None)


@given(jobs=spells([Job("a", 1), Job("b", None)]), units=spells(["A", "B"]), managers=spells(["7", "8"]))
def test_positions_are_in_order_apart_and_no_more_than_needed(jobs, units, managers):
    positions = intersected(jobs, units, managers, "root")
    assert all(position.start < position.end for position in positions)
    for before, after in pairwise(positions):
        assert before.end < after.start or (before.end == after.start and before[2:] != after[2:])
