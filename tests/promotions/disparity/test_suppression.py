"""Hiding cells: whatever is shown, no hidden count can be worked out to within the threshold."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from promotions.disparity import Table, hidden_bounds, suppress
from tests.promotions.disparity.cases import law

THRESHOLD = 10
counts = st.tuples(st.integers(1, 4), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.one_of(st.integers(0, 14), st.integers(0, 200)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def attack(found):
    """Bounds that a reader gets for each hidden cell from the published table alone.

    Unknown are all inner cells; what is shown of them and of the totals are the equations. Another layout than the code's own.
    """
    high, wide = len(found.rows), len(found.cols)
    equations, sums = [], []

    def know(cells, value):
        if value is not None:
            row = np.zeros(high * wide)
            row[[i * wide + j for i, j in cells]] = 1
            equations.append(row)
            sums.append(value)

    for i, j in itertools.product(range(high), range(wide)):
        know([(i, j)], found.cells[i][j])
    for i in range(high):
        know([(i, j) for j in range(wide)], found.row_totals[i])
    for j in range(wide):
        know([(i, j) for i in range(high)], found.col_totals[j])
    know(list(itertools.product(range(high), range(wide))), found.total)
    aims = {
        f"{found.rows[i]}-{found.cols[j]}": [(i, j)] for i, j in itertools.product(range(high), range(wide)) if found.cells[i][j] is None
    }
    aims |= {f"{found.rows[i]}-all": [(i, j) for j in range(wide)] for i in range(high) if found.row_totals[i] is None}
    aims |= {f"all-{found.cols[j]}": [(i, j) for i in range(high)] for j in range(wide) if found.col_totals[j] is None}
    return {name: tuple(bound(cells, wide, high * wide, equations, sums, sign) for sign in (1, -1)) for name, cells in aims.items()}


def bound(cells, wide, size, equations, sums, sign):
    aim = np.zeros(size)
    aim[[i * wide + j for i, j in cells]] = sign
    system = {"A_eq": np.array(equations), "b_eq": np.array(sums)} if equations else {}
    found = linprog(aim, **system, bounds=(0, None), method="highs")
    return math.inf if found.status == 3 else sign * found.fun


@law
@given(counts)
def test_no_hidden_count_can_be_solved_for(table):
    found = suppress(table, threshold=THRESHOLD)
    for name, (low, high) in attack(found).items():
        assert high - low >= THRESHOLD - 1e-6, name


@law
@given(counts)
def test_no_small_count_is_shown(table):
    found = suppress(table, threshold=THRESHOLD)
    shown = [count for row in found.cells for count in row] + found.row_totals + found.col_totals + [found.total]
    assert not [count for count in shown if count is not None and 0 < count < THRESHOLD]


@law
@given(counts)
def test_what_is_shown_is_true_and_a_table_without_small_cells_is_shown_whole(table):
    found = suppress(table, threshold=THRESHOLD)
    assert all(shown in {None, true} for line, row in zip(found.cells, table, strict=True) for shown, true in zip(line, row, strict=True))
    if not found.anything_hidden:
        assert found.cells == table
        assert found.total == sum(map(sum, table))
        assert found.complementary == []


@law
@given(counts)
def test_the_bounds_given_are_those_a_reader_gets(table):
    found = suppress(table, threshold=THRESHOLD)
    attacked = attack(found)
    assert {name: found.bounds[name] for name in attacked} == {
        name: pytest.approx(interval, abs=1e-6) for name, interval in attacked.items()
    }


@law
@given(counts, st.integers(2, 30))
def test_a_higher_threshold_hides_no_fewer_small_cells(table, threshold):
    here, there = (suppress([line[:2] for line in table[:2]], threshold=least) for least in (threshold, threshold + 5))
    assert set(here.primary) <= set(there.primary)


def test_bounds_are_those_of_every_table_that_fits():
    table = Table(["A", "B"], ["x", "y", "z"], [[3, 4, 5], [2, 6, 1]])
    hidden = ["A-x", "A-y", "B-x", "B-y"]
    fits = [x for x in range(20) if min(x, 7 - x, 5 - x, 3 + x) >= 0]  # the other three, from the totals
    assert hidden_bounds(table, hidden)["A-x"] == (min(fits), max(fits))


def test_a_table_of_few_people_is_hidden_whole_with_its_totals():
    found = suppress([[3, 1], [2, 2]])
    assert found.cells == [[None, None], [None, None]]
    assert found.total is None


def test_a_table_may_be_given_in_three_ways():
    ways = ({"rows": ["1"], "cols": ["1", "2"], "counts": [[20, 30]]}, [[20, 30]], Table(["1"], ["1", "2"], [[20, 30]]))
    assert len({str(suppress(table)) for table in ways}) == 1
    assert suppress(rows=["1"], cols=["1", "2"], counts=[[20, 30]]).total == 50


def test_an_empty_table_has_an_answer():
    assert suppress([]).cells == []
    assert suppress([[0, 0]]).cells == [[0, 0]]
