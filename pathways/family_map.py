"""The map of one job family in its own shape, from profiles, transitions and marks already read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pathways.maps import (
    Band,
    Bands,
    Drawing,
    Mark,
    Move,
    Station,
    Tier,
    Tiers,
    draw_bands,
    draw_dual_ladder,
    draw_ladder,
    draw_lattice,
    draw_tiers,
)
from pathways.maps.stations import NO_RANK
from pathways.maps.tiers import Done, Wanted
from pathways.models import JobFamily, RoleProfile
from pathways.words import counted
from skills.words import Text

Shape = JobFamily.Shape
MOST_ON_A_DRAWING = 60
MOST_SIDE_BY_SIDE = 4

KIND_WORDS: dict[str, Text] = {
    "promotion": gettext_lazy("promotion"),
    "lateral": gettext_lazy("lateral move"),
    "crossing": gettext_lazy("crossing to the other track"),
    "diagonal": gettext_lazy("diagonal move"),
    "step-down": gettext_lazy("step down"),
}


@dataclass(frozen=True)
class Highlight:
    """What one reader should see in a role: why it stands out, the icon of its status, and words that replace the usual ones."""

    mark: Mark = Mark.NONE
    status: str = ""
    note: str = ""


@dataclass(frozen=True)
class ListItem:
    station: Station
    words: str


@dataclass(frozen=True)
class ListRow:
    level: str
    items: tuple[ListItem, ...]


@dataclass(frozen=True)
class LegendEntry:
    """A sample and what it means: an icon's name or a line's class."""

    words: Text
    icon: str = ""
    line: str = ""


@dataclass(frozen=True)
class MapMove:
    """A move between two roles of a map, by their slugs."""

    source: str
    target: str
    move: Move


@dataclass(frozen=True)
class FamilyMap:
    """`drawing` is None when there are too many roles to draw; the list then stands alone. `stations` and `moves` are what was drawn."""

    name: str
    drawing: Drawing | Bands | Tiers | None
    rows: tuple[ListRow, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    stations: tuple[Station, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def moves_between(self) -> list[MapMove]:
        """The moves of which both ends are on the map."""
        slugs = {station.role: station.slug for station in self.stations}
        ends = [(slugs.get(move.source), slugs.get(move.target), move) for move in self.moves]
        return [MapMove(source, target, move) for source, target, move in ends if source and target]

    @property
    def bands(self) -> tuple[Band, ...]:
        return self.drawing.bands if isinstance(self.drawing, Bands) else ()

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return self.drawing.tiers if isinstance(self.drawing, Tiers) else ()

    @property
    def shape(self) -> str:
        return self.drawing.shape if self.drawing else "list"


@dataclass(frozen=True)
class Holdings:
    """What one person holds, for the shapes that show it: skill → level and finished projects. Without a person: `skills` None."""

    skills: Mapping[int, int] | None = None
    projects: Sequence[Done] = ()


@dataclass(frozen=True)
class Asks:
    """What roles ask, for the shapes that show it: role → skill → level, skill → name, role → projects."""

    skills: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    projects: Mapping[int, Sequence[Wanted]] = field(default_factory=dict)


def family_map(
    family: JobFamily,
    profiles: Sequence[RoleProfile],
    moves: Sequence[Move],
    *,
    url_of: Callable[[RoleProfile], str],
    highlights: Mapping[int, Highlight] | None = None,
    centre: int | None = None,
    asks: Asks | None = None,
    holdings: Holdings | None = None,
    width: float = 860.0,
) -> FamilyMap:
    """Return the map of a family. A lattice is drawn around the role `centre`; `profiles` then hold its neighbours too."""
    highlights, asks, holdings = highlights or {}, asks or Asks(), holdings or Holdings()
    by_family = family.shape == Shape.LATTICE
    stations = [station_of(profile, url_of(profile), highlights, by_family=by_family) for profile in in_columns(profiles)]
    name = _("Map of %(name)s") % {"name": family.name}
    if family.shape == Shape.SKILLS:
        bands = draw_bands(stations, asks.skills, asks.names, holdings.skills)
        drawn = FamilyMap(name, bands, rows_of_bands(bands, holdings), legend_of_bands(holdings))
    elif family.shape == Shape.PROJECTS:
        drawn = FamilyMap(name, draw_tiers(stations, asks.projects, holdings.projects))
    else:
        drawing = draw(family, stations, moves, centre, width)
        drawn = FamilyMap(name, drawing, list_rows(stations, moves, centre), legend_of(drawing, highlights))
    return replace(drawn, stations=tuple(stations), moves=tuple(moves))


def in_columns(profiles: Sequence[RoleProfile]) -> list[RoleProfile]:
    return sorted(profiles, key=lambda profile: (profile.track.order, profile.track.name, profile.name))


def station_of(profile: RoleProfile, url: str, highlights: Mapping[int, Highlight], *, by_family: bool) -> Station:
    highlight = highlights.get(profile.role_id, Highlight())
    column = profile.family if by_family else profile.track
    return Station(
        role=profile.role_id,
        name=profile.name,
        url=url,
        rank=profile.rank,
        level=profile.level.name if profile.level else "",
        column=column.pk,
        column_name=column.name,
        months=profile.typical_months,
        mark=highlight.mark,
        status=highlight.status,
        note=highlight.note,
        slug=profile.role.slug,
    )


def draw(family: JobFamily, stations: Sequence[Station], moves: Sequence[Move], centre: int | None, width: float) -> Drawing | None:
    around = next((station for station in stations if station.role == centre), None)
    if family.shape == Shape.LATTICE:
        return draw_lattice(around, stations, moves, width=width) if around else None
    if len(stations) > MOST_ON_A_DRAWING or most_side_by_side(stations) > MOST_SIDE_BY_SIDE:
        return None
    if family.shape == Shape.DUAL_LADDER and len({station.column for station in stations}) > 1:
        return draw_dual_ladder(stations, moves, width=width)
    return draw_ladder(stations, moves, width=width)


def most_side_by_side(stations: Sequence[Station]) -> int:
    cells = [(station.row, station.column) for station in stations]
    return max((cells.count(cell) for cell in set(cells)), default=0)


def list_rows(stations: Sequence[Station], moves: Sequence[Move], centre: int | None) -> tuple[ListRow, ...]:
    """Return the same as a list: levels from the top, each role with the words that lines and places say on the drawing."""
    from_centre = {move.target: move for move in moves if move.source == centre}
    ordered = sorted(stations, key=lambda station: -station.row)
    return tuple(
        ListRow(
            _("No level stated") if row == NO_RANK else group[0].level,
            tuple(ListItem(station, words_of(station, from_centre)) for station in group),
        )
        for row, group in ((row, list(found)) for row, found in groupby(ordered, key=lambda station: station.row))
    )


def rows_of_bands(bands: Bands, holdings: Holdings) -> tuple[ListRow, ...]:
    """Return a row a band; with a person, how many of its skills they hold at the level asked."""
    rows = []
    for band in bands.bands:
        asked = len(band.asked)
        if holdings.skills is None:
            words = counted(asked, "%(count)s skill asked", "%(count)s skills asked")
        else:
            words = counted(asked, "%(met)s of %(count)s skill held as asked", "%(met)s of %(count)s skills held as asked", met=band.met)
        note = " · ".join(filter(None, (band.words, words)))
        rows.append(ListRow(band.station.level, (ListItem(band.station, note),)))
    return tuple(rows)


def words_of(station: Station, from_centre: Mapping[int, Move]) -> str:
    parts = [station.words]
    if move := from_centre.get(station.role):
        parts += [str(KIND_WORDS[move.kind]), move.how_often]
    return " · ".join(part for part in parts if part)


HERE = LegendEntry(gettext_lazy("where the person stands"), icon="here")
STATUSES = (
    LegendEntry(gettext_lazy("ready"), icon="ready"),
    LegendEntry(gettext_lazy("near"), icon="near"),
    LegendEntry(gettext_lazy("developing"), icon="developing"),
)
TRAVELLED = (
    LegendEntry(gettext_lazy("made by fewer than 25 people"), line="map-line-1"),
    LegendEntry(gettext_lazy("by 25 or more"), line="map-line-3"),
    LegendEntry(gettext_lazy("never made so far"), line="map-line-never"),
)


def legend_of(drawing: Drawing | None, highlights: Mapping[int, Highlight]) -> tuple[LegendEntry, ...]:
    marks = {highlight.mark for highlight in highlights.values()}
    entries: tuple[LegendEntry, ...] = (HERE,) if Mark.HERE in marks else ()
    entries += STATUSES if any(highlight.status for highlight in highlights.values()) else ()
    if drawing is not None and any(edge.travelled for edge in drawing.edges):
        entries += TRAVELLED
    return entries


def legend_of_bands(holdings: Holdings) -> tuple[LegendEntry, ...]:
    if holdings.skills is None:
        return ()
    return (
        LegendEntry(_("held at the level asked"), "ready"),
        LegendEntry(_("held below it"), "near"),
        LegendEntry(_("not held yet"), "unknown"),
    )
