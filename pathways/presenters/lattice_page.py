"""What the page of a lattice shows: the moves from one role, those a move further, or all, in the kinds that its reader asks for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import moves as moves_made
from employees.access import Access
from pathways.family_map import HERE, STATUSES, TRAVELLED, FamilyMap, Highlight, LegendEntry, family_map, station_of
from pathways.maps import Grid, Mark, Move, draw_grid
from pathways.models import JobFamily, RoleProfile, Transition
from pathways.presenters.lattice_question import Choice, LatticeQuestion, Zoom
from pathways.presenters.level_rows import LevelRow, by_level, role_among
from promotions.standing import standing_of

WIDTH = 1240.0
MOST_ON_A_GRID = 800  # roles: more would be a page that no browser scrolls gladly; the table of moves has them all
Shape = JobFamily.Shape
LEADING_OUT = LegendEntry(gettext_lazy("from the marked role"), line="map-line-3 map-line-yours")


@dataclass(frozen=True)
class LatticePage:
    """`roles` are the family's, `profiles` those within the zoom; `moves` are all within it, `drawn` those that the question admits."""

    family: JobFamily
    centre: RoleProfile
    own_role: int | None
    question: LatticeQuestion
    roles: Sequence[RoleProfile]
    profiles: Sequence[RoleProfile]
    moves: Sequence[Move]
    highlights: Mapping[int, Highlight]

    @property
    def reach(self) -> Q:
        return reach_of(self.centre, self.question.zoom)

    @property
    def drawn(self) -> list[Move]:
        return [move for move in self.moves if self.question.admits(move)]

    @property
    def zooms(self) -> list[Choice]:
        return self.question.zooms()

    @property
    def kinds(self) -> list[Choice]:
        return self.question.kinds(self.moves)

    @property
    def mades(self) -> list[Choice]:
        return self.question.mades(self.moves)

    @property
    def near(self) -> bool:
        """Whether the neighbourhood of one role is drawn, large enough for words on every box."""
        return self.question.zoom == Zoom.ONE

    @cached_property
    def map(self) -> FamilyMap | None:
        """Return the neighbourhood one move round the centre."""
        if not self.near:
            return None
        reached = {self.centre.role_id, *(move.target for move in self.drawn)}
        return family_map(
            self.family,
            [profile for profile in self.profiles if profile.role_id in reached],
            self.drawn,
            url_of=lambda profile: reverse("role", args=[profile.role.slug]),
            highlights=self.highlights,
            centre=self.centre.role_id,
            width=WIDTH,
        )

    @cached_property
    def grid(self) -> Grid | None:
        """Return the roles within two moves, or all, as families × levels; each leads to the same page around itself."""
        shown = self.profiles if self.question.zoom == Zoom.ALL else within_two(self.profiles, self.drawn, self.centre.role_id)
        if self.near or len(shown) > MOST_ON_A_GRID:
            return None
        marks = marked(self.highlights, [move.target for move in self.drawn if move.source == self.centre.role_id])
        stations = [station_of(profile, self.around(profile), marks, by_family=True) for profile in shown]
        centre = next(station for station in stations if station.role == self.centre.role_id)
        return draw_grid(stations, self.drawn, centre=centre)

    def around(self, profile: RoleProfile) -> str:
        """Return the page of this question around another role; a role of no lattice has none but its own."""
        if profile.family.shape != Shape.LATTICE:
            return reverse("role", args=[profile.role.slug])
        return self.page_of(profile.family.slug) + replace(self.question, around=profile.role.slug).url

    @cached_property
    def page_of(self) -> Callable[[str], str]:
        return cache(lambda slug: reverse("family", args=[slug]))

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """Return what the marks and lines of the grid mean."""
        here = (HERE,) if any(highlight.mark == Mark.HERE for highlight in self.highlights.values()) else ()
        return (*here, *(STATUSES if any(highlight.status for highlight in self.highlights.values()) else ()), LEADING_OUT, *TRAVELLED)

    @property
    def own(self) -> RoleProfile | None:
        """The reader's own role, where it belongs to the family."""
        return role_among(self.levels, self.own_role)

    @property
    def levels(self) -> list[LevelRow]:
        return by_level(self.roles)


def within_two(profiles: Sequence[RoleProfile], moves: Collection[Move], centre: int) -> list[RoleProfile]:
    first = {move.target for move in moves if move.source == centre}
    reached = {centre, *first, *(move.target for move in moves if move.source in first)}
    return [profile for profile in profiles if profile.role_id in reached]


def marked(highlights: Mapping[int, Highlight], near: Collection[int]) -> dict[int, Highlight]:
    """Return the highlights with the roles one move away standing out."""
    return {**highlights, **{role: replace(highlights.get(role, Highlight()), mark=Mark.NEXT) for role in near}}


def lattice_page(family: JobFamily, reader: Access, question: LatticeQuestion) -> LatticePage:
    """Return the page of a lattice in force, drawn around the role asked for, the reader's own, or the best connected."""
    own_role, roles = role_of(reader), roles_in(family, reader)
    centre = centre_of(roles, question.around, own_role)
    moves = moves_within(reach_of(centre, question.zoom), reader)
    profiles = profiles_of(centre, question.zoom, moves, reader)
    question = replace(question, around=centre.role.slug)
    return LatticePage(family, centre, own_role, question, roles, profiles, moves, highlights_of(centre, own_role, reader))


def role_of(reader: Access) -> int | None:
    """Return the reader's own role today."""
    positions = reader.employee.positions.on(reader.today).values_list("role", flat=True) if reader.employee else []
    return next(iter(positions), None)


def roles_in(family: JobFamily, reader: Access) -> list[RoleProfile]:
    """Return the family's profiles, each with the number of its `ways` out."""
    in_force = RoleProfile.objects.in_force(reader.today).in_family(family).with_place().defer("summary")
    return list(in_force.annotate(ways=Count("transitions_out")).order_by("-ways", "pk"))


def centre_of(roles: Sequence[RoleProfile], around: str, own_role: int | None) -> RoleProfile:
    """Return the role asked for, else the reader's own, else the one with most ways out."""
    asked = (profile for profile in roles if profile.role.slug == around)
    own = (profile for profile in roles if profile.role_id == own_role)
    return next(asked, None) or next(own, None) or roles[0]


def reach_in(family: JobFamily, reader: Access, question: LatticeQuestion) -> Q:
    """Return which transitions the page of this question shows."""
    return reach_of(centre_of(roles_in(family, reader), question.around, role_of(reader)), question.zoom)


def reach_of(centre: RoleProfile, zoom: Zoom) -> Q:
    """Return which transitions a zoom shows."""
    if zoom == Zoom.ALL:
        return Q(source__version=centre.version_id, source__track__family__shape=Shape.LATTICE)
    one = Q(source=centre)
    return one if zoom == Zoom.ONE else one | Q(source__in=centre.transitions_out.values("target"))


def moves_within(reach: Q, reader: Access) -> list[Move]:
    """Return the moves in force, each with how many people made it."""
    rows = Transition.objects.in_force(reader.today).filter(reach)
    written = list(rows.values_list("source__role", "target__role", "kind", "minimum_months"))
    made = moves_made.out_of({source for source, *_ in written})
    return [Move(source, target, kind, made.get((source, target), 0), months) for source, target, kind, months in written]


def profiles_of(centre: RoleProfile, zoom: Zoom, moves: Sequence[Move], reader: Access) -> list[RoleProfile]:
    """Return the centre and the roles at the ends of moves; for the whole lattice those also that no move reaches."""
    wanted = Q(role__in={end for move in moves for end in (move.source, move.target)} | {centre.role_id})
    if zoom == Zoom.ALL:
        from_centre = {move.target for move in moves if move.source == centre.role_id}
        wanted = Q(version=centre.version_id, track__family__shape=Shape.LATTICE) | Q(role__in=from_centre)
    return list(RoleProfile.objects.in_force(reader.today).with_place().defer("summary").filter(wanted))


def highlights_of(centre: RoleProfile, own_role: int | None, reader: Access) -> dict[int, Highlight]:
    """Return the reader's place, their stored readiness for other roles, and the centre where that is another."""
    rows = reader.employee.readiness.filter(score__gt=0).values_list("role", "status", "score") if reader.employee else []
    standings = {role: standing_of(status, score) for role, status, score in rows}
    found = {role: Highlight(Mark.NONE, standing.icon, standing.words) for role, standing in standings.items()}
    found[centre.role_id] = replace(found.get(centre.role_id, Highlight()), mark=Mark.CENTRE)
    return found | ({own_role: Highlight(Mark.HERE, note=_("You are here"))} if own_role else {})
