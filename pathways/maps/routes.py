"""Routes side by side, like the lines of a transit map: one start, one target, and each route a line of its own between them.

The best route runs straight on top. The others leave the start and reach the target from below, nested like brackets, so that
no line crosses another. The roles that a move of the same number leads to stand one below the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from pathways.maps.drawing import ARROW, Drawing, Edge, Label, Node, Point, rounded
from pathways.maps.stations import Move, Station

GUTTER = 76.0  # where the lines' names stand
BOX_HEIGHT = 66.0
NARROWEST_BOX, WIDEST_BOX = 118.0, 210.0
SEGMENT = 76.0  # of a line between two boxes: what there is to learn is written on it
PITCH = 92.0  # from one route to the next
TOP = 4.0
CORNER_ROOM, LANE = 24.0, 16.0  # from a box's corner to the first line at its foot, and from there to the next


@dataclass(frozen=True)
class Stop:
    """A role that a route comes to by a move; `label` is what to write on the line before it."""

    station: Station
    move: Move
    label: str


def draw_routes(start: Station, target: Station, routes: Sequence[Sequence[Stop]], *, width: float) -> Drawing:
    """Return the drawing, wider than asked when the longest route needs it. The last stop of each route is the target."""
    most = max(len(route) for route in routes)
    box = min(WIDEST_BOX, max(NARROWEST_BOX, (width - GUTTER - most * SEGMENT) / (most + 1)))
    first = Node(start, GUTTER, TOP, box, BOX_HEIGHT)
    last = Node(target, GUTTER + most * (box + SEGMENT), TOP, box, BOX_HEIGHT)
    lines = [Line(route, number, len(routes), first, last) for number, route in enumerate(routes)]
    between = [node for line in lines for node in line.between]
    names = [Label(_("Route %(number)s") % {"number": line.number + 1}, 0, line.y + 5, "start") for line in lines]
    return Drawing(
        shape="routes",
        width=max(width, last.right),
        height=lines[-1].y + BOX_HEIGHT / 2 + TOP,
        rows=(),
        nodes=(first, *between, last),
        edges=tuple(edge for line in lines for edge in line.edges()),
        labels=(*names, *(label for line in lines for label in line.labels())),
    )


@dataclass(frozen=True)
class Line:
    """One route among `count`, `number` from the top."""

    route: Sequence[Stop]
    number: int
    count: int
    first: Node
    last: Node

    @property
    def y(self) -> float:
        return TOP + BOX_HEIGHT / 2 + self.number * PITCH

    @property
    def between(self) -> list[Node]:
        box = self.first.width
        return [
            Node(stop.station, self.first.x + number * (box + SEGMENT), self.y - BOX_HEIGHT / 2, box, BOX_HEIGHT)
            for number, stop in enumerate(self.route[:-1], start=1)
        ]

    @property
    def foot(self) -> float:
        """How far from the outer corner of both ends the line leaves and arrives: the lowest line is the outermost."""
        return CORNER_ROOM + LANE * (self.count - 1 - self.number)

    def way_out(self) -> list[Point]:
        if self.number == 0:
            return [(self.first.right, self.y)]
        return [(self.first.x + self.foot, self.first.bottom), (self.first.x + self.foot, self.y)]

    def way_in(self) -> list[Point]:
        if self.number == 0:
            return [(self.last.x - ARROW, self.y)]
        return [(self.last.right - self.foot, self.y), (self.last.right - self.foot, self.last.bottom + ARROW)]

    def edges(self) -> Iterator[Edge]:
        for stop, (before, after) in zip(self.route, pairwise([None, *self.between, None]), strict=True):
            leave = [(before.right, self.y)] if before else self.way_out()
            arrive = [(after.x - ARROW, self.y)] if after else self.way_in()
            yield Edge(stop.move, rounded([*leave, *arrive]), yours=self.number == 0, travelled=True)

    def labels(self) -> Iterator[Label]:
        for stop, before in zip(self.route, [self.first, *self.between], strict=True):
            yield Label(stop.label, before.right + (SEGMENT - ARROW * 3) / 2, self.y - 9, "middle")
