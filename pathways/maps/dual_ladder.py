"""A dual ladder: a shared trunk, the fork, and tracks side by side at equal rank with the crossings between them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pathways.maps.drawing import ARROW, Column, Drawing, Edge, Label, Node, Row, rounded
from pathways.maps.stations import Mark, Move, Station, level_names, rows_of
from pathways.words import duration

GUTTER = 104.0
HEAD = 34.0
BOX_HEIGHT = 66.0
PITCH = 104.0
WIDEST_BOX = 258.0
GAP = 10.0
FORK_BELOW = 12.0  # a line turns this far below its target, so that the months find room under it
BETWEEN = 104.0  # room between tracks, where crossings are drawn


def draw_dual_ladder(stations: Sequence[Station], moves: Sequence[Move], *, width: float = 860.0) -> Drawing:
    """Return tracks as columns in the order given; levels below the fork stand in the middle as the trunk."""
    ranks = rows_of(stations)
    columns = columns_of(stations, width)
    fork = fork_rank(stations)
    nodes = place(stations, ranks, columns, fork)
    height = HEAD + len(ranks) * PITCH - (PITCH - BOX_HEIGHT) + 12
    rows = tuple(Row(HEAD + number * PITCH, BOX_HEIGHT, level_names(stations)[rank]) for number, rank in enumerate(ranks))
    labels = months_on_steps(nodes, moves)
    boxes = tuple(replace(node, timed=node.station.role in labels) for node in nodes.values())
    edges = tuple(connect(nodes, moves))
    return Drawing("dual-ladder", width, height, rows, boxes, edges, tuple(columns.values()), tuple(labels.values()))


def columns_of(stations: Sequence[Station], width: float) -> dict[int, Column]:
    """Return track → its column, in the order in which the tracks come."""
    names = {station.column: station.column_name for station in stations}
    between = BETWEEN if len(names) < 4 else BETWEEN / 2
    box = min(WIDEST_BOX, (width - GUTTER - between * (len(names) - 1)) / max(len(names), 1))
    spare = width - GUTTER - len(names) * box - (len(names) - 1) * between
    start = GUTTER + spare / 2
    return {track: Column(start + number * (box + between), box, name) for number, (track, name) in enumerate(names.items())}


def fork_rank(stations: Sequence[Station]) -> int:
    """Return the lowest rank at which a second track is open: everything below it is trunk."""
    lowest: dict[int, int] = {}
    for station in stations:
        lowest[station.column] = min(station.row, lowest.get(station.column, station.row))
    starts = sorted(lowest.values())
    return starts[1] if len(starts) > 1 else starts[0] if starts else 0


def place(stations: Sequence[Station], ranks: Sequence[int], columns: dict[int, Column], fork: int) -> dict[int, Node]:
    middle = sum(column.middle_x for column in columns.values()) / max(len(columns), 1)
    cells: dict[tuple[int, int], list[Station]] = defaultdict(list)
    for station in stations:
        cells[station.row, station.column].append(station)
    nodes = {}
    for (rank, track), cell in cells.items():
        column = columns[track]
        centre = middle if rank < fork else column.middle_x
        box = (column.width - GAP * (len(cell) - 1)) / len(cell)
        for number, station in enumerate(cell):
            x = centre - column.width / 2 + number * (box + GAP)
            nodes[station.role] = Node(station, x, HEAD + ranks.index(rank) * PITCH, box, BOX_HEIGHT)
    return nodes


def connect(nodes: dict[int, Node], moves: Sequence[Move]) -> list[Edge]:
    """Return a line a move, one with two heads where the move goes both ways; steps down are left to the list."""
    drawn: set[tuple[int, int]] = set()
    pairs = {(move.source, move.target) for move in moves}
    lanes: dict[tuple[float, float], int] = defaultdict(int)
    edges = []
    for move in moves:
        back = (move.target, move.source)
        if move.source not in nodes or move.target not in nodes or move.kind == "step-down" or back in drawn:
            continue
        source, target = nodes[move.source], nodes[move.target]
        level = abs(source.y - target.y) < 1
        lane = lanes[source.right, target.y] = lanes[source.right, target.y] + 1
        drawn.add((move.source, move.target))
        yours = Mark.HERE in {source.station.mark, target.station.mark if level else Mark.NONE}
        edges.append(Edge(move, line(source, target, lane), both_ways=level and back in pairs, yours=yours))
    return edges


def line(source: Node, target: Node, lane: int) -> str:
    """Return the path of a move: across at equal rank, straight up or forked to the row above, round the side beyond."""
    if abs(source.y - target.y) < 1:
        return across(source, target)
    if 0 < source.y - target.y < PITCH * 1.5:
        return upward(source, target)
    return around(source, target, lane)


def across(source: Node, target: Node) -> str:
    y = source.middle_y
    if target.x > source.x:
        return rounded([(source.right + ARROW, y), (target.x - ARROW, y)])
    return rounded([(source.x - ARROW, y), (target.right + ARROW, y)])


def upward(source: Node, target: Node) -> str:
    turn = target.bottom + FORK_BELOW
    return rounded(
        [(source.middle_x, source.y), (source.middle_x, turn), (target.middle_x, turn), (target.middle_x, target.bottom + ARROW)]
    )


def around(source: Node, target: Node, lane: int) -> str:
    """Return the path of a move over several levels: out at the side that faces the target, up, and in again."""
    shift = 10.0 + 7.0 * lane
    if target.x > source.right:
        way = target.x - shift
        return rounded(
            [(source.right, source.middle_y), (way, source.middle_y), (way, target.middle_y), (target.x - ARROW, target.middle_y)]
        )
    if target.right < source.x:
        way = target.right + shift
        return rounded(
            [(source.x, source.middle_y), (way, source.middle_y), (way, target.middle_y), (target.right + ARROW, target.middle_y)]
        )
    way = max(source.right, target.right) + shift
    return rounded(
        [(source.right, source.middle_y), (way, source.middle_y), (way, target.middle_y), (target.right + ARROW, target.middle_y)]
    )


def months_on_steps(nodes: dict[int, Node], moves: Sequence[Move]) -> dict[int, Label]:
    """Write the usual months in a role beside the line that leads out of its top."""
    labels: dict[int, Label] = {}
    for move in moves:
        source, target = nodes.get(move.source), nodes.get(move.target)
        if source and target and source.station.months and target.y < source.y and move.source not in labels:
            labels[move.source] = Label(f"{duration(source.station.months or 0)}", source.middle_x + 8, source.y - 9, "start")
    return labels
