"""A lattice: families × levels around one role, and where people go from there.

Only the neighbourhood is drawn, so it stays legible whatever the size of the framework. Lines run like those of a
transit map: along the gutters between the columns and the aisles between the rows, never through a box.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pathways.maps.drawing import ARROW, Column, Drawing, Edge, Node, Point, Row, rounded
from pathways.maps.stations import Move, Station, level_names, rows_of

GUTTER = 96.0
HEAD = 44.0
BOX_HEIGHT = 66.0
GAP = 10.0
BETWEEN = 56.0  # a gutter between two columns
AISLE = 34.0  # between two rows
NARROWEST_BOX, WIDEST_BOX = 132.0, 210.0
MOST_IN_CELL = 4
FIRST_LANE, LANE = 14.0, 6.0  # how far from the box lines turn, and how far from each other


@dataclass(frozen=True)
class Grid:
    """Where the columns and the cells of the neighbourhood stand."""

    columns: dict[int, Column]
    tops: dict[int, float]
    height: float


def draw_lattice(centre: Station, stations: Sequence[Station], moves: Sequence[Move], *, width: float = 860.0) -> Drawing:
    """Return the neighbourhood of `centre`: the moves out of it, most travelled first when there is no room for all.

    `stations` are the roles that the moves lead to; each family is a column, the centre's own in the middle.
    """
    outward = [move for move in moves if move.source == centre.role]
    shown = choose(centre, stations, outward, width)
    ranks = rows_of(shown)
    grid = lay_out(centre, shown, ranks, width)
    nodes = place(shown, grid)
    rows = tuple(Row(grid.tops[rank], row_height(shown, rank), level_names(shown)[rank]) for rank in ranks)
    edges = tuple(connect(nodes, centre.role, outward))
    left_out = len({move.target for move in outward} - nodes.keys())
    return Drawing("lattice", width, grid.height, rows, tuple(nodes.values()), edges, tuple(grid.columns.values()), left_out=left_out)


def choose(centre: Station, stations: Sequence[Station], moves: Sequence[Move], width: float) -> list[Station]:
    """Return the centre and as many neighbours as columns and cells have room for, the most travelled first."""
    travelled = {move.target: move.people or 0 for move in moves}
    neighbours = sorted(
        (station for station in stations if station.role in travelled and station.role != centre.role),
        key=lambda station: (-travelled[station.role], station.column != centre.column, station.name),
    )
    most_columns = int((width - GUTTER + BETWEEN) // (NARROWEST_BOX + BETWEEN))
    chosen, columns, filled = [centre], {centre.column}, defaultdict(int, {(centre.row, centre.column): 1})
    for station in neighbours:
        fits = station.column in columns or len(columns) < most_columns
        if fits and filled[station.row, station.column] < MOST_IN_CELL:
            columns.add(station.column)
            filled[station.row, station.column] += 1
            chosen.append(station)
    return chosen


def lay_out(centre: Station, shown: Sequence[Station], ranks: Sequence[int], width: float) -> Grid:
    order = around_the_middle(centre, shown)
    names = {station.column: station.column_name for station in shown}
    box = min(WIDEST_BOX, (width - GUTTER - BETWEEN * len(order)) / len(order))
    spare = width - GUTTER - len(order) * box - (len(order) - 1) * BETWEEN
    start = GUTTER + max(spare / 2, 0)
    columns = {family: Column(start + number * (box + BETWEEN), box, names[family]) for number, family in enumerate(order)}
    tops, y = {}, HEAD + AISLE / 2
    for rank in ranks:
        tops[rank] = y
        y += row_height(shown, rank) + AISLE
    return Grid(columns, tops, y - AISLE / 2)


def around_the_middle(centre: Station, shown: Sequence[Station]) -> list[int]:
    """Return the families from left to right: the centre's in the middle, the others alternating outward from it."""
    order = [centre.column]
    for number, family in enumerate(dict.fromkeys(station.column for station in shown if station.column != centre.column)):
        order = [*order, family] if number % 2 == 0 else [family, *order]
    return order


def row_height(shown: Sequence[Station], rank: int) -> float:
    stacked: dict[int, int] = defaultdict(int)
    for station in shown:
        stacked[station.column] += station.row == rank
    most = max(stacked.values())
    return most * BOX_HEIGHT + (most - 1) * GAP


def place(shown: Sequence[Station], grid: Grid) -> dict[int, Node]:
    filled: dict[tuple[int, int], int] = defaultdict(int)
    nodes = {}
    for station in shown:
        column, cell = grid.columns[station.column], (station.row, station.column)
        y = grid.tops[station.row] + filled[cell] * (BOX_HEIGHT + GAP)
        filled[cell] += 1
        nodes[station.role] = Node(station, column.x, y, column.width, BOX_HEIGHT)
    return nodes


def connect(nodes: dict[int, Node], centre: int, moves: Sequence[Move]) -> list[Edge]:
    """Return one line a move, each in its own lane of the gutter."""
    source = nodes[centre]
    drawn = [move for move in moves if move.target in nodes]
    edges = []
    for side in (-1, 1):
        lines = nest(source, [move for move in drawn if side_of(source, nodes[move.target]) == side], nodes)
        for number, (move, lane) in enumerate(lines):
            leave = source.y + source.height * (number + 1) / (len(lines) + 1)
            edges.append(Edge(move, line(source, nodes[move.target], side, leave, lane), yours=True, travelled=True))
    return edges


def side_of(source: Node, target: Node) -> int:
    """Return -1 for a line that leaves on the left, 1 on the right; those of the same column leave on the left."""
    return 1 if target.x > source.right else -1


def nest(source: Node, moves: Sequence[Move], nodes: dict[int, Node]) -> list[tuple[Move, int]]:
    """Return the moves of one side from the top of the box to its foot, each with its lane, 0 next to the box.

    Lines that rise leave at the top, the innermost first, and lines that fall mirror them, so that none crosses
    another: those within the column turn innermost, the nearest first; those to other columns turn further out,
    the farthest first.
    """

    def inner_first(move: Move) -> tuple[bool, float]:
        target = nodes[move.target]
        apart = abs(target.middle_y - source.middle_y)
        return (True, -apart) if target.x != source.x else (False, apart)

    rising = sorted((move for move in moves if nodes[move.target].bottom < source.y), key=inner_first)
    falling = sorted((move for move in moves if nodes[move.target].y > source.bottom), key=inner_first)
    turning = {move.target for move in (*rising, *falling)}
    level = sorted((move for move in moves if move.target not in turning), key=lambda move: nodes[move.target].middle_y)
    lanes = [(move, lane) for lane, move in enumerate(rising)], [(move, lane) for lane, move in enumerate(falling)]
    return [*lanes[0], *((move, len(rising)) for move in level), *reversed(lanes[1])]


def line(source: Node, target: Node, side: int, leave: float, lane: int) -> str:
    """Return the path out at the side, along the gutter, and in at the facing side of the target."""
    start = source.right if side > 0 else source.x
    near = start + side * min(FIRST_LANE + lane * LANE, BETWEEN - FIRST_LANE)
    if target.x == source.x:
        return rounded([(start, leave), (near, leave), (near, target.middle_y), (target.x - ARROW, target.middle_y)])
    entry = target.x if side > 0 else target.right
    points: list[Point] = [(start, leave), (near, leave)]
    if abs(entry - start) > BETWEEN + 1:  # columns lie between: pass them in the aisle above the target's row
        aisle = target.y - AISLE / 2 - lane * 2
        far = entry - side * (FIRST_LANE + lane * LANE / 2)
        points += [(near, aisle), (far, aisle), (far, target.middle_y)]
    else:
        points.append((near, target.middle_y))
    return rounded([*points, (entry - side * ARROW, target.middle_y)])
