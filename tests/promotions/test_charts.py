"""Trends as coordinates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions import charts


def test_a_line_runs_from_edge_to_edge():
    drawn = charts.trend([0.0, 5.0, 10.0], width=110, height=60)

    # 5 units of edge all round: x at 5, 55, 105; 0 at the floor of 55, 10 at the top of 5.
    assert drawn.lines == ("5.0,55.0 55.0,30.0 105.0,5.0",)
    assert (drawn.bottom, drawn.top, drawn.floor) == (0, 10, 55)
    assert drawn.last == charts.Dot(105.0, 5.0)
    assert drawn.view_box == "0 0 110 60"


def test_what_is_missing_breaks_the_line_and_a_lone_number_is_a_dot():
    drawn = charts.trend([1.0, None, 1.0, 2.0, None], width=90, height=60)

    assert len(drawn.lines) == 1
    assert [dot.x for dot in drawn.lone] == [5.0]
    assert drawn.last.x == 65.0


def test_no_number_is_no_chart():
    assert charts.trend([]) is None
    assert charts.trend([None, None]) is None


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([0.0, 0.0], (0, 1)),
        ([0.03, 0.07], (0, 0.08)),
        ([0.9], (0.9, 0.95)),  # a number alone stands near the floor of a narrow axis
        ([0.88, 0.93], (0.85, 0.95)),  # near one another and far from 0: an axis from 0 would be a flat line
        ([12.0, 45.0], (0, 50)),
        ([-0.2, 0.5], (-0.2, 0.5)),
        ([-0.5, -0.2], (-0.5, 0)),
    ],
)
def test_the_axis_has_round_ends_around_every_number(values, axis):
    assert charts.scale(values) == pytest.approx(axis)


@given(st.lists(st.none() | st.floats(-1e6, 1e6).map(lambda number: round(number, 4)), max_size=40))
def test_every_point_lies_in_the_box(values):
    drawn = charts.trend(values)

    if drawn is None:
        assert not any(value is not None for value in values)
        return
    points = [tuple(map(float, point.split(","))) for line in drawn.lines for point in line.split()]
    points += [(dot.x, dot.y) for dot in drawn.lone]
    assert len(points) == sum(value is not None for value in values)
    assert all(0 <= x <= drawn.width and 4 <= y <= drawn.height - 4 for x, y in points)
