"""What a reader of both margins of a table can work out of its cells, however many: a linear programme for each would take minutes.

The cells are a flow from rows to columns; what the margins leave open is how far flow can be sent round without passing through the cell
(Ford and Fulkerson 1962). Whole numbers throughout, so the answer is exact.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]
Cell = tuple[int, int]
MANY = 2**31 - 1  # the largest capacity that there is: what may be sent into a cell has no limit but the margins


def width(counts: Ints, open_cells: Bools, cell: Cell, *, enough: float) -> int:
    """Return how far apart the least and the most are that a cell can hold, given all sums of rows and columns.

    Cells that are not open are known to be empty. It is only worked out as far as `enough`: what is that wide may be wider.
    """
    table = counts.astype(np.int64)
    quick = _by_one_rectangle(table, open_cells, cell)
    return quick if quick >= enough else _by_flow(table, open_cells, cell)


def _by_one_rectangle(table: npt.NDArray[np.int64], hidden: Bools, cell: Cell) -> int:
    """Return how far the cell can move when only one other row and column give way: never more than it can."""
    i, j = cell
    others = hidden.copy()
    others[i, :] = others[:, j] = False
    row, column = np.where(hidden[i], table[i], 0), np.where(hidden[:, j], table[:, j], 0)
    more = np.minimum(column[:, None], row[None, :])[others].max(initial=0)
    corners = others & hidden[:, j][:, None] & hidden[i][None, :]
    less = min(int(table[i, j]), int(table[corners].max(initial=0)))
    return int(more) + less


def _by_flow(table: npt.NDArray[np.int64], hidden: Bools, cell: Cell) -> int:
    from scipy.sparse import csr_array  # noqa: PLC0415 # costs a process seconds: only audits pay
    from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415 # as above

    i, j = cell
    rows, columns = table.shape
    capacity = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    capacity[:rows, rows:] = np.where(hidden, table.sum(), 0).clip(max=MANY)
    capacity[rows:, :rows] = np.where(hidden, table, 0).T
    capacity[i, rows + j] = capacity[rows + j, i] = 0
    graph = csr_array(capacity)
    more = maximum_flow(graph, rows + j, i).flow_value
    less = maximum_flow(graph, i, rows + j).flow_value
    return int(more) + min(int(table[cell]), int(less))
