"""A whole lattice: a row a family, a column a level, the lowest on the left, so that every role's name can be read.

Forty families side by side would leave each a finger's width; one below the other they keep their names. Lines run in the
gutters before the columns and the aisles between the rows, never through a box. Lines that look alike are one path:
hundreds of moves cost a few elements. All lengths are pixels and agree with `.grid` in `static/css/lattice.css`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from pathways.maps.stations import Move, Station, level_names, rows_of

HEAD_WIDTH, HEAD_HEIGHT = 150, 36
COLUMN, GUTTER = 139, 34  # of a column, its gutter comes first
SLOT = 42  # a role's box and half an aisle above and below it
FIRST_LANE, LANE, LANES = 6, 3, 6  # where in its gutter a line may turn
CORNER = 3
WIDEST_SHOWN = 1262  # what the widest page leaves inside the map's frame


@dataclass(frozen=True)
class Cell:
    level: str
    stations: tuple[Station, ...]


@dataclass(frozen=True)
class GridRow:
    """A family, with as many cells as there are levels; `own` is that of the centre."""

    family: str
    own: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Stroke:
    """All lines of one look: `lines` and `heads` are paths. `width` 1..4 by how many people made the move, `yours` out of the centre."""

    yours: bool
    width: int
    dashed: bool
    lines: str
    heads: str


@dataclass(frozen=True)
class Grid:
    levels: tuple[str, ...]
    rows: tuple[GridRow, ...]
    strokes: tuple[Stroke, ...]
    width: int
    height: int
    shape: str = "grid"

    @property
    def fits(self) -> bool:
        """Whether a wide screen shows all levels without scrolling sideways."""
        return self.width <= WIDEST_SHOWN


@dataclass(frozen=True)
class Place:
    """Where a box stands: its column from the left, and the height of its middle."""

    column: int
    y: int

    @property
    def left(self) -> int:
        return HEAD_WIDTH + self.column * COLUMN + GUTTER

    @property
    def right(self) -> int:
        return self.left + COLUMN - GUTTER


Run = tuple[int, int, int]  # the gutter that a line turns in, from this height, to that one


def draw_grid(stations: Sequence[Station], moves: Sequence[Move], *, centre: Station | None = None) -> Grid:
    """Return the grid; the family of `centre` comes first, those that it leads to next, so that its lines stay short."""
    ranks = list(reversed(rows_of(stations)))
    names = level_names(stations)
    rows = tuple(rows_in_order(stations, moves, {rank: names[rank] for rank in ranks}, centre))
    places = place(rows)
    heights = sum(SLOT * tallest(row) for row in rows)
    return Grid(
        levels=tuple(names[rank] for rank in ranks),
        rows=rows,
        strokes=tuple(strokes(places, moves, centre.role if centre else None)),
        width=HEAD_WIDTH + len(ranks) * COLUMN,
        height=HEAD_HEIGHT + heights,
    )


def rows_in_order(
    stations: Sequence[Station], moves: Sequence[Move], levels: Mapping[int, str], centre: Station | None
) -> Iterable[GridRow]:
    cells: dict[int, dict[int, list[Station]]] = defaultdict(lambda: defaultdict(list))
    for station in sorted(stations, key=lambda station: station.name):
        cells[station.column][station.row].append(station)
    names = {station.column: station.column_name for station in stations}
    ties = ties_of({station.role: station.column for station in stations}, moves, centre)
    own = centre.column if centre else None
    for family in sorted(cells, key=lambda family: (family != own, -ties[family], names[family])):
        yield GridRow(names[family], family == own, tuple(Cell(level, tuple(cells[family][rank])) for rank, level in levels.items()))


def ties_of(family: Mapping[int, int], moves: Sequence[Move], centre: Station | None) -> Counter[int]:
    """Return how many moves lead out of the centre into each family."""
    targets = (move.target for move in moves if centre and move.source == centre.role and move.target in family)
    return Counter(family[target] for target in targets)


def tallest(row: GridRow) -> int:
    return max(len(cell.stations) for cell in row.cells)


def place(rows: Sequence[GridRow]) -> dict[int, Place]:
    places, top = {}, HEAD_HEIGHT
    for row in rows:
        for column, cell in enumerate(row.cells):
            for number, station in enumerate(cell.stations):
                places[station.role] = Place(column, top + number * SLOT + SLOT // 2)
        top += SLOT * tallest(row)
    return places


# --- Lines ------------------------------------------------------------------------------------


def strokes(places: Mapping[int, Place], moves: Sequence[Move], centre: int | None) -> Iterable[Stroke]:
    """Return the looks that occur, those out of the centre last: they lie on top."""
    drawn = [move for move in moves if move.source in places and move.target in places]
    ways = {move: runs_between(places[move.source], places[move.target]) for move in drawn}
    lanes = lanes_of({(move, number): run for move, way in ways.items() for number, run in enumerate(way)})
    looks: dict[tuple[bool, bool, int], list[Move]] = defaultdict(list)
    for move in drawn:
        looks[move.source == centre, not move.never, move.width].append(move)
    for (yours, travelled, width), alike in sorted(looks.items()):
        lines = "".join(line(places, move, [(lanes[move, number], to) for number, (_, _, to) in enumerate(ways[move])]) for move in alike)
        yield Stroke(yours, width, not travelled, lines, "".join(head(places, move, yours=yours) for move in alike))


def runs_between(source: Place, target: Place) -> tuple[Run, ...]:
    """Return where a line turns: once in the gutter between neighbouring columns, else through the aisle beside the target's row."""
    leave = source.column + (target.column > source.column)
    arrive = target.column + (target.column < source.column)
    if leave == arrive:
        return ((leave, source.y, target.y),) if source.y != target.y else ()
    aisle = target.y + (SLOT // 2 if source.y > target.y else -SLOT // 2)
    return ((leave, source.y, aisle), (arrive, aisle, target.y))


def lanes_of(runs: Mapping[tuple[Move, int], Run]) -> dict[tuple[Move, int], int]:
    """Return the x of each run: runs of one gutter that pass each other keep apart while there are lanes."""
    lanes: dict[tuple[Move, int], int] = {}
    ends: dict[int, list[int]] = defaultdict(list)  # gutter → by lane, the height at which its last run ends
    for top, bottom, gutter, key in sorted(
        ((min(begin, end), max(begin, end), gutter, key) for key, (gutter, begin, end) in runs.items()), key=itemgetter(0, 1, 2)
    ):
        taken = ends[gutter]
        lane = next((number for number, end in enumerate(taken) if end < top), len(taken))
        taken[lane : lane + 1] = [bottom]
        lanes[key] = HEAD_WIDTH + gutter * COLUMN + FIRST_LANE + lane % LANES * LANE
    return lanes


def line(places: Mapping[int, Place], move: Move, turns: Sequence[tuple[int, int]]) -> str:
    """Return the path from one box to the other by these turns, each an x and the height that it leads to."""
    source, target = places[move.source], places[move.target]
    x, y = source.right if target.column > source.column else source.left, source.y
    end = entry(source, target)
    parts = [f"M{x} {y}"]
    for (at, to), ahead in zip(turns, [*(lane for lane, _ in turns[1:]), end], strict=False):
        before, down, after = sign(at - x), sign(to - y), sign(ahead - at)
        parts.append(f"H{at - before * CORNER}q{before * CORNER} 0 {before * CORNER} {down * CORNER}V{to - down * CORNER}")
        parts.append(f"q0 {down * CORNER} {after * CORNER} {down * CORNER}")
        x, y = at, to
    return "".join([*parts, f"H{end}"])


def entry(source: Place, target: Place) -> int:
    return target.right if target.column < source.column else target.left


def head(places: Mapping[int, Place], move: Move, *, yours: bool) -> str:
    """Return the arrow's head, its point at the box."""
    source, target = places[move.source], places[move.target]
    long, half = (8, 4) if yours else (5, 3)
    back = long if target.column < source.column else -long
    return f"M{entry(source, target)} {target.y}l{back} {-half}v{2 * half}z"


def sign(value: int) -> int:
    return (value > 0) - (value < 0)
