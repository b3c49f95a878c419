"""Curves of time to promotion, against a plain loop over people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity.careers import LEFT, PROMOTED, careers
from promotions.disparity.survival import aalen_johansen, kaplan_meier
from tests.promotions.disparity.cases import inputs, law

spells = st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(0, 2)).map(lambda row: (row[0], row[0] + row[1], row[2]))
people = st.lists(spells, min_size=1, max_size=25)


def rows(spells, group="A"):
    return [(nth, group, "Eng", *spell) for nth, spell in enumerate(spells)]


@law
@given(people)
def test_the_curve_is_the_product_over_people_at_risk(spells):
    curve, surviving = kaplan_meier(careers(rows(spells))), 1.0
    times = sorted({stop for _, stop, status in spells if status == PROMOTED})
    assert curve.times == times
    for place, month in enumerate(times):
        risk = sum(start < month <= stop for start, stop, _ in spells)
        promoted = sum(stop == month and status == PROMOTED for _, stop, status in spells)
        surviving *= 1 - promoted / risk
        assert (curve.at_risk[place], curve.events[place]) == (risk, promoted)
        assert curve.S[place] == pytest.approx(surviving, abs=1e-12)


@law
@given(people, st.integers(0, 30))
def test_shares_add_to_one_and_the_complement_of_the_curve_overstates(spells, month):
    found = careers(rows(spells))
    shares = aalen_johansen(found, month)
    assert shares.promoted + shares.left + shares.stay == pytest.approx(1)
    assert 1 - kaplan_meier(found).at(month)[0] >= shares.promoted - 1e-9


@law
@given(people)
def test_without_leavers_both_agree(spells):
    found = careers(rows([(start, stop, min(status, PROMOTED)) for start, stop, status in spells]))
    assert LEFT not in found.status
    assert aalen_johansen(found, 99).promoted == pytest.approx(1 - kaplan_meier(found).at(99)[0])


@law
@given(people)
def test_intervals_hold_the_curve(spells):
    curve = kaplan_meier(careers(rows(spells)))
    for low, surviving, high in zip(curve.low, curve.S, curve.high, strict=True):
        assert (low is None) == (surviving <= 1e-15 or surviving == 1)
        assert low is None or low <= surviving <= high


def test_the_median_is_the_first_month_at_exactly_one_half():
    # Libraries say 2, 2.5 and 3 on these four.
    assert kaplan_meier(careers(rows([(0, month, PROMOTED) for month in (1, 2, 3, 4)]))).median == 2


def test_a_median_not_reached_is_none():
    curve = kaplan_meier(careers(rows([(0, 5, PROMOTED), (0, 9, 0), (0, 9, 0)])))
    assert curve.median is None
    assert curve.at(4) == (1.0, None, None)
    assert curve.error_at(4) == 0


def test_the_risk_table_counts_who_is_watched_after_each_year():
    curve = kaplan_meier(careers(inputs("E19_km_left_truncated")["rows"]))
    assert curve.risk_table == [(0, 9), (12, 15), (24, 6), (36, 0)]
    assert curve.reliable_until == 22


def test_nobody_has_an_empty_curve():
    curve = kaplan_meier(careers([]))
    assert (curve.times, curve.median, curve.risk_table, curve.reliable_until) == ([], None, [], None)
    assert aalen_johansen(careers([]), 24).stay == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((1, "A", "Eng", 5, 5, 1), "Row 1 is watched from month 5 to 5: exit must come after entry."),
        ((1, "A", "Eng", 0, 5, 3), "Row 1 has status 3: give 0 still in level, 1 promoted or 2 left."),
    ],
)
def test_rows_that_cannot_be_are_refused_with_a_sentence(row, message):
    with pytest.raises(ValueError, match=message):
        careers([row])


def test_rows_may_be_mappings_without_family():
    found = careers([{"group": "A", "entry": 0, "exit": 3, "status": 1}])
    assert (found.person, list(found.family)) == (["0"], [""])
