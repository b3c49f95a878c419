"""Time to promotion as it may be shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.audits.times import MARK, pace_of
from promotions.disparity.careers import careers
from promotions.disparity.survival import kaplan_meier
from tests.promotions.disparity.cases import law

spells = st.tuples(st.sampled_from(["woman", "man"]), st.integers(0, 40), st.integers(1, 50), st.sampled_from([0, 1, 1, 2]))


def found(rows):
    return careers([{"group": group, "entry": entry, "exit": entry + months, "status": status} for group, entry, months, status in rows])


def at_risk(people, group, month):
    part = people.in_group(group)
    return int(((part.entry < month) & (month <= part.exit)).sum())


@law
@given(st.lists(spells, min_size=25, max_size=90))
def test_no_reading_rests_on_fewer_people_than_the_threshold(rows):
    people = found(rows)
    shown = pace_of(people, "woman", "man", 10)
    if shown is None:
        return
    for side, group in (("focal", "woman"), ("reference", "man")):
        readings = shown["sides"][side]
        for month in range(shown["from"] + 1, readings[-1]["month"] + 1):
            assert at_risk(people, group, month) >= 10
        assert [reading["month"] for reading in readings] == list(range(shown["from"], readings[-1]["month"] + 1, MARK))
        for reading in readings:
            assert reading["left"] is None or (reading["left"] % 5 == 0 and reading["left"] >= 10)
            assert round(reading["waiting"] * 100) == pytest.approx(reading["waiting"] * 100)


def test_readings_are_those_of_the_curve_at_its_marks():
    rng = np.random.default_rng(7)
    rows = [(group, 0, int(months), int(months < 40)) for group in ("woman", "man") for months in rng.integers(1, 60, 200)]
    shown = pace_of(found(rows), "woman", "man", 10)
    curve = kaplan_meier(found(rows).in_group("woman"))
    assert shown["from"] == 0
    for reading in shown["sides"]["focal"]:
        assert reading["waiting"] == round(curve.at(reading["month"])[0], 2)


def test_it_begins_where_enough_of_both_are_watched():
    rows = [("woman", 0, 40, 1)] * 30 + [("man", 14, 30, 1)] * 30
    assert pace_of(found(rows), "woman", "man", 10)["from"] == 18


def test_a_faster_group_is_seen():
    rows = [("woman", 0, 20, 1), ("man", 0, 20, 1), ("man", 0, 12, 1), ("woman", 0, 60, 0), ("man", 0, 60, 0)] * 20
    shown = pace_of(found(rows), "woman", "man", 10)
    assert shown["p"] < 0.1
    assert (shown["hazard"] or {"ratio": 0.5})["ratio"] < 1
    assert pace_of(found([*rows, *[("man", 0, 14, 1)] * 40]), "woman", "man", 10)["p"] < 0.01


def test_leaving_is_no_promotion():
    rows = [("woman", 0, 30, 1), ("man", 0, 15, 1), ("man", 0, 25, 2), ("woman", 0, 60, 0), ("man", 0, 60, 0)] * 20
    shown = pace_of(found(rows), "woman", "man", 10)
    assert shown["shares"] == {"months": 36, "focal": 0.5, "reference": 0.33}


@pytest.mark.parametrize(
    "rows", [[], [("woman", 0, 30, 1)] * 40, [("woman", 0, 30, 1), ("man", 0, 30, 1)] * 9, [("woman", 0, 30, 0), ("man", 0, 30, 0)] * 30]
)
def test_too_few_or_nobody_promoted_has_no_curves(rows):
    assert pace_of(found(rows), "woman", "man", 10) is None
