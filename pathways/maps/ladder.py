"""A ladder: levels as steps that climb to the right, the usual months written on each riser."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pathways.maps.drawing import ARROW, Drawing, Edge, Label, Node, Row, rounded
from pathways.maps.stations import Mark, Move, Station, level_names, rows_of
from pathways.words import duration

GUTTER = 112.0  # where the levels' names stand
BOX_WIDTH, BOX_HEIGHT = 236.0, 66.0
PITCH = 100.0
GAP = 14.0
TOP = 12.0


def draw_ladder(stations: Sequence[Station], moves: Sequence[Move], *, width: float = 860.0) -> Drawing:
    """Return a staircase. Roles of one level stand side by side on its step."""
    ranks = rows_of(stations)
    rows = tuple(Row(TOP + number * PITCH, BOX_HEIGHT, level_names(stations)[rank]) for number, rank in enumerate(ranks))
    nodes = place(stations, ranks, width)
    labels = months_on_risers(nodes, moves)
    height = TOP + len(ranks) * PITCH - (PITCH - BOX_HEIGHT) + TOP
    boxes = tuple(replace(node, timed=node.station.role in labels) for node in nodes.values())
    return Drawing("ladder", width, height, rows, boxes, climb(nodes, moves), labels=tuple(labels.values()))


def place(stations: Sequence[Station], ranks: Sequence[int], width: float) -> dict[int, Node]:
    """Return role → its box; each step starts further right than the one below."""
    steps: dict[int, list[Station]] = defaultdict(list)
    for station in stations:
        steps[station.row].append(station)
    most = max((len(step) for step in steps.values()), default=1)
    box = min(BOX_WIDTH, (width - GUTTER - GAP * (most - 1)) / most)
    room = width - GUTTER - most * box - (most - 1) * GAP
    tread = min(room / max(len(ranks) - 1, 1), box * 0.8)
    nodes = {}
    for number, rank in enumerate(ranks):
        start = GUTTER + tread * (len(ranks) - 1 - number)
        for place_in_step, station in enumerate(steps[rank]):
            nodes[station.role] = Node(station, start + place_in_step * (box + GAP), TOP + number * PITCH, box, BOX_HEIGHT)
    return nodes


def climb(nodes: dict[int, Node], moves: Sequence[Move]) -> tuple[Edge, ...]:
    """Return the lines of moves upward; each leaves the lower box at its own place, so that none covers another."""
    upward = [move for move in moves if rises(nodes, move)]
    used: dict[int, int] = defaultdict(int)
    edges = []
    for move in sorted(upward, key=lambda move: nodes[move.target].y, reverse=True):
        source, target = nodes[move.source], nodes[move.target]
        used[move.source] += 1
        edges.append(Edge(move, riser(source, target, used[move.source]), yours=source.station.mark == Mark.HERE))
    return tuple(edges)


def rises(nodes: dict[int, Node], move: Move) -> bool:
    return move.source in nodes and move.target in nodes and nodes[move.target].y < nodes[move.source].y


def riser(source: Node, target: Node, number: int) -> str:
    """Return the path from a box up and into the next step: an elbow where it stands further right, else straight up."""
    start = foot(source, target, number)
    if target.x > start:
        return rounded([(start, source.y), (start, target.middle_y), (target.x - ARROW, target.middle_y)])
    turn = (source.y + target.bottom) / 2
    end = min(max(start, target.x + CORNER_ROOM), target.right - CORNER_ROOM)
    return rounded([(start, source.y), (start, turn), (end, turn), (end, target.bottom + ARROW)])


CORNER_ROOM = 24.0


def foot(source: Node, target: Node, number: int) -> float:
    """Return where a line leaves the top of a box: left of the next step's box when there is room."""
    free = target.x - source.x
    return source.x + free / (number + 1) if free > 2 * CORNER_ROOM else source.x + CORNER_ROOM * number


def months_on_risers(nodes: dict[int, Node], moves: Sequence[Move]) -> dict[int, Label]:
    """Write the usual months in a role beside the line that leads out of it."""
    labels: dict[int, Label] = {}
    for move in sorted(moves, key=lambda move: -nodes[move.target].y if move.target in nodes else 0.0):
        if rises(nodes, move) and move.source not in labels and nodes[move.source].station.months:
            source, target = nodes[move.source], nodes[move.target]
            labels[move.source] = Label(
                f"{duration(source.station.months or 0)}", foot(source, target, 1) - 8, (source.y + target.bottom) / 2 + 4
            )
    return labels
