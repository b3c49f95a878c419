"""A finished drawing, in pixels, and the few shapes of line that connect two boxes."""

from dataclasses import dataclass

from pathways.maps.stations import Move, Station

CORNER = 9.0
ARROW = 3.0  # room that the arrow's head takes before the box

Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A role's box. `timed` says that a label beside its line already tells the usual months."""

    station: Station
    x: float
    y: float
    width: float
    height: float
    timed: bool = False

    @property
    def words(self) -> str:
        return self.station.note or ("" if self.timed else self.station.usual)

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle_x(self) -> float:
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Edge:
    """A line. `travelled` draws its width and dashes by how many people made the move; the others are plain."""

    move: Move
    path: str
    both_ways: bool = False
    yours: bool = False
    travelled: bool = False

    @property
    def width(self) -> int:
        return self.move.width if self.travelled else 1

    @property
    def dashed(self) -> bool:
        return self.travelled and self.move.never


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float
    anchor: str = "end"


@dataclass(frozen=True)
class Row:
    y: float
    height: float
    name: str

    @property
    def middle_y(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Column:
    x: float
    width: float
    name: str

    @property
    def middle_x(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Drawing:
    """All that a template needs to write the SVG. `left_out` counts roles that found no room; a list names them."""

    shape: str
    width: float
    height: float
    rows: tuple[Row, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[Column, ...] = ()
    labels: tuple[Label, ...] = ()
    left_out: int = 0


def pixels(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def rounded(points: list[Point], corner: float = CORNER) -> str:
    """Return the SVG path through right-angled points, its corners rounded by at most `corner`."""
    points = without_repeats(points)
    parts = [f"M{pixels(points[0][0])} {pixels(points[0][1])}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(corner, distance(before, at) / 2, distance(at, after) / 2)
        entry, leave = towards(at, before, reach), towards(at, after, reach)
        parts.append(f"L{pixels(entry[0])} {pixels(entry[1])}Q{pixels(at[0])} {pixels(at[1])} {pixels(leave[0])} {pixels(leave[1])}")
    parts.append(f"L{pixels(points[-1][0])} {pixels(points[-1][1])}")
    return "".join(parts)


def without_repeats(points: list[Point]) -> list[Point]:
    return [point for number, point in enumerate(points) if number == 0 or distance(point, points[number - 1]) > 0.5]


def distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def towards(start: Point, goal: Point, step: float) -> Point:
    length = distance(start, goal)
    share = step / length if length else 0.0
    return (start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share)
