"""Hiding small cells of a table with totals, so that what is shown does not give them away (complementary suppression).

Totals are cells like any other: the last of each row and column. The guarantee is checked, not assumed: linear programming bounds each
hidden cell from everything shown, and the bounds stay at least the threshold apart.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from promotions.disparity.results import Result

Cell = tuple[int, int]
Interval = tuple[float, float]
ALL = "all"  # the name of a row or column of totals
UNBOUNDED = 3  # linprog's status of a problem without a largest value


@dataclass(frozen=True)
class Table:
    """Counts of people by row and column, shown with the totals of both."""

    rows: Sequence[str]
    cols: Sequence[str]
    counts: Sequence[Sequence[int]]

    @classmethod
    def of(cls, table: "Table | Mapping[str, object] | Sequence[Sequence[int]]") -> "Table":
        """Return a table also of a mapping with rows, cols and counts, or of bare counts."""
        if isinstance(table, Table):
            return table
        if isinstance(table, Mapping):
            return cls(table["rows"], table["cols"], table["counts"])  # type: ignore[arg-type] # what they are shows when they are read
        return cls(_numbered(len(table)), _numbered(len(table[0]) if len(table) else 0), table)

    @cached_property
    def array(self) -> npt.NDArray[np.int64]:
        """Return the counts with their totals as last row and last column."""
        inner = np.array(self.counts, dtype=np.int64).reshape(len(self.rows), len(self.cols))
        below = np.vstack([inner, inner.sum(axis=0)])
        return np.column_stack([below, below.sum(axis=1)])

    @cached_property
    def cells(self) -> list[Cell]:
        """Return all places, totals too."""
        return [(i, j) for i in range(len(self.rows) + 1) for j in range(len(self.cols) + 1)]

    def is_total(self, cell: Cell) -> bool:
        return cell[0] == len(self.rows) or cell[1] == len(self.cols)

    def name(self, cell: Cell) -> str:
        return f"{[*self.rows, ALL][cell[0]]}-{[*self.cols, ALL][cell[1]]}"

    def place(self, name: str) -> Cell:
        """Return the cell of a name like "B-L2"; KeyError for no such cell."""
        return {self.name(cell): cell for cell in self.cells}[name]

    def line(self, axis: int, at: int) -> list[Cell]:
        """Return the cells of one row (axis 0) or column (axis 1), its total last."""
        return [cell for cell in self.cells if cell[axis] == at]


@dataclass(frozen=True)
class Suppressed(Result):
    """What may be shown; None is a hidden count.

    `primary` are small cells, `complementary` those hidden for their sake; `bounds` what a reader can work out of each hidden cell.
    """

    rows: Sequence[str]
    cols: Sequence[str]
    cells: list[list[int | None]]
    row_totals: list[int | None]
    col_totals: list[int | None]
    total: int | None
    primary: list[str]
    complementary: list[str]
    bounds: Mapping[str, Interval]
    threshold: int

    @property
    def anything_hidden(self) -> bool:
        return bool(self.primary)


def suppress(
    table: Table | Mapping[str, object] | Sequence[Sequence[int]] | None = None,
    *,
    rows: Sequence[str] = (),
    cols: Sequence[str] = (),
    counts: Sequence[Sequence[int]] = (),
    threshold: int = 10,
) -> Suppressed:
    """Return the table with counts of 1…threshold−1 hidden, totals among them, and as many others as it takes that none can be worked out.

    A row or column with one hidden cell hides its smallest neighbour, again and again; then every hidden cell is bounded from all that is
    shown, and narrow ones hide more. Totals go last. Empty cells stay: they tell of nobody.
    """
    known = Table.of(table) if table is not None else Table(rows, cols, counts)
    primary = {cell for cell in known.cells if 0 < known.array[cell] < threshold}
    hidden = _paired(known, primary)
    while narrow := _narrow(known, bounds := hidden_bounds(known, hidden), threshold):
        beside = [cell for i, j in narrow for cell in (*known.line(0, i), *known.line(1, j)) if cell not in hidden]
        rest = beside or [cell for cell in known.cells if cell not in hidden]
        hidden = _paired(known, hidden | {min(rest, key=lambda cell: _cost(known, cell))})
    return _shown(known, primary, hidden, bounds, threshold)


def hidden_bounds(
    table: Table | Mapping[str, object], hidden: Iterable[Cell | str], *, of: Iterable[Cell] | None = None
) -> dict[str, Interval]:
    """Return the least and the largest count each hidden cell can have, given everything else, by name ("row-column"); or some `of` them.

    Every row and column adds up to its total: a flow in a network, whose extremes are whole numbers.
    """
    known = Table.of(table)
    cells = sorted(known.place(cell) if isinstance(cell, str) else cell for cell in hidden)
    wanted = set(cells if of is None else of)
    return {known.name(cell): interval for part in _connected(cells) for cell, interval in _extremes(known, part, wanted).items()}


def _numbered(many: int) -> list[str]:
    return [str(place + 1) for place in range(many)]


def _extremes(table: Table, cells: Sequence[Cell], wanted: set[Cell]) -> dict[Cell, Interval]:
    lines = sorted({(0, i) for i, _ in cells} | {(1, j) for _, j in cells})
    ends = (len(table.cols), len(table.rows))  # the place of the total within a row, and within a column
    signs = [[_sign(cell, axis, at, ends) for cell in cells] for axis, at in lines]
    equations = np.array(signs, dtype=np.float64)
    sums = equations @ np.array([table.array[cell] for cell in cells], dtype=np.float64)
    return {
        cell: (_extreme(equations, sums, place, 1), _extreme(equations, sums, place, -1))
        for place, cell in enumerate(cells)
        if cell in wanted
    }


def _sign(cell: Cell, axis: int, at: int, ends: tuple[int, int]) -> int:
    """Return how a cell counts in the sum of a line: 1, −1 as its total, 0 outside."""
    if cell[axis] != at:
        return 0
    return -1 if cell[1 - axis] == ends[axis] else 1


def _extreme(equations: npt.NDArray[np.float64], sums: npt.NDArray[np.float64], place: int, sign: int) -> float:
    """Return the least (sign 1) or the largest (−1) value of one hidden cell."""
    from scipy.optimize import linprog  # noqa: PLC0415 # costs a process seconds: only audits pay

    aim = np.zeros(equations.shape[1])
    aim[place] = sign
    found = linprog(aim, A_eq=equations, b_eq=sums, bounds=(0, None), method="highs")
    return math.inf if found.status == UNBOUNDED else float(round(sign * found.fun))


def _connected(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return hidden cells in parts that share no row and no column: each is a problem of its own."""
    parts: list[list[Cell]] = []
    for cell in cells:
        touching = [part for part in parts if any(cell[0] == other[0] or cell[1] == other[1] for other in part)]
        parts = [part for part in parts if part not in touching] + [[cell, *(other for part in touching for other in part)]]
    return [sorted(part) for part in parts]


def _paired(table: Table, primary: set[Cell]) -> set[Cell]:
    """Hide the smallest neighbour of each cell that is the only hidden one of its row or column, until none is alone."""
    hidden = set(primary)
    while (neighbour := _neighbour_of_one_alone(table, hidden)) is not None:
        hidden.add(neighbour)
    return hidden


def _neighbour_of_one_alone(table: Table, hidden: set[Cell]) -> Cell | None:
    lines = [(0, i) for i in range(len(table.rows) + 1)] + [(1, j) for j in range(len(table.cols) + 1)]
    for axis, at in lines:
        line = table.line(axis, at)
        visible = [cell for cell in line if cell not in hidden]
        if len(visible) == len(line) - 1:
            return min(visible, key=lambda cell: _cost(table, cell))
    return None


def _cost(table: Table, cell: Cell) -> tuple[bool, bool, int, Cell]:
    """Order neighbours: cells before totals, people before empty cells, which would hide nothing, then the smallest."""
    count = int(table.array[cell])
    return table.is_total(cell), count == 0, count, cell


def _narrow(table: Table, bounds: Mapping[str, Interval], threshold: int) -> list[Cell]:
    return [table.place(name) for name, (low, high) in bounds.items() if high - low < threshold]


def _shown(table: Table, primary: set[Cell], hidden: set[Cell], bounds: Mapping[str, Interval], threshold: int) -> Suppressed:
    every = [[None if (i, j) in hidden else int(count) for j, count in enumerate(row)] for i, row in enumerate(table.array)]
    return Suppressed(
        rows=list(table.rows),
        cols=list(table.cols),
        cells=[row[:-1] for row in every[:-1]],
        row_totals=[row[-1] for row in every[:-1]],
        col_totals=every[-1][:-1],
        total=every[-1][-1],
        primary=sorted(map(table.name, primary)),
        complementary=sorted(map(table.name, hidden - primary)),
        bounds=bounds,
        threshold=threshold,
    )
