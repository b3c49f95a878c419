"""What margins leave open, against a linear programme for each cell."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import hidden_bounds
from promotions.disparity.margins import width
from promotions.disparity.suppression import Table
from tests.promotions.disparity.cases import law

shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))
drawn = shapes.flatmap(
    lambda shape: st.lists(st.sampled_from([0, 0, 1, 2, 5, 30]), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda cells: np.reshape(cells, shape)
    )
)


@law
@given(drawn, st.integers(0, 12))
def test_widths_are_those_of_linear_programmes_as_far_as_is_asked(counts, enough):
    places = [(int(i), int(j)) for i, j in np.argwhere(counts)]
    table = Table([str(i) for i in range(counts.shape[0])], [str(j) for j in range(counts.shape[1])], counts.tolist())
    bounds = hidden_bounds(table, places)
    found = {cell: width(counts, counts > 0, cell, enough=enough) for cell in places}
    exact = {cell: width(counts, counts > 0, cell, enough=10**9) for cell in places}
    for cell in places:
        low, high = bounds[table.name(cell)]
        assert exact[cell] == high - low
        assert found[cell] == exact[cell] or enough <= found[cell] <= exact[cell]


def test_a_table_of_many_small_cells_is_answered():
    counts = np.random.default_rng(3).integers(0, 3, (40, 60))
    places = [(int(i), int(j)) for i, j in np.argwhere(counts)]
    found = {cell: width(counts, counts > 0, cell, enough=10) for cell in places}
    assert len(found) == len(places)
    assert min(found.values()) >= 10


def test_a_cell_alone_in_its_row_is_known():
    assert width(np.array([[3, 0], [4, 5]]), np.array([[True, False], [True, True]]), (0, 0), enough=1) == 0
