"""What the page of a job family shows: its map, marked with the reader's place, and its roles by level."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse

from employees import moves as moves_made
from employees.access import Access
from pathways.asks import asks_of, asks_on_map
from pathways.family_map import Asks, FamilyMap, Highlight, Holdings, family_map
from pathways.maps import Mark, Move
from pathways.models import JobFamily, RoleProfile, Transition
from pathways.prose import opening

Shape = JobFamily.Shape
WIDTH = 1240.0


@dataclass(frozen=True)
class LevelRow:
    level: str
    profiles: Sequence[RoleProfile]


@dataclass(frozen=True)
class FamilyPage:
    """`centre` is the role that a lattice is drawn around; None for the other shapes."""

    family: JobFamily
    levels: Sequence[LevelRow]
    map: FamilyMap
    centre: RoleProfile | None = None
    own_role: int | None = None

    @property
    def own(self) -> RoleProfile | None:
        """The reader's own role, where it belongs to the family."""
        return next((profile for row in self.levels for profile in row.profiles if profile.role_id == self.own_role), None)

    @property
    def lead(self) -> str:
        return opening(self.family.description)

    @property
    def employee(self) -> None:
        """No person stands behind this page's map: bands and tiers show what is asked alone."""


def family_page(family: JobFamily, reader: Access, *, around: str = "") -> FamilyPage:
    """Return the page of a family in force; a lattice is drawn around the role of that slug, the reader's own, or the best connected."""
    profiles = list(
        RoleProfile.objects.in_force(reader.today).in_family(family).with_place().defer("summary").annotate(ways=Count("transitions_out"))
    )
    own_role = role_of(reader)
    centre = centre_of(profiles, around, own_role) if family.shape == Shape.LATTICE else None
    moves = moves_in(family, centre, reader)
    drawn = [*profiles, *neighbours(moves, profiles, reader)] if centre else profiles
    highlights = {own_role: Highlight(Mark.HERE, note="You are here")} if own_role else {}
    if centre and centre.role_id != own_role:
        highlights[centre.role_id] = Highlight(Mark.CENTRE)
    chart = family_map(
        family,
        around_centre(drawn, moves, centre),
        moves,
        url_of=lambda profile: reverse("role", args=[profile.role.slug]),
        highlights=highlights,
        centre=centre.role_id if centre else None,
        asks=asks_in(family, profiles, reader),
        holdings=Holdings(),
        width=WIDTH if family.shape == Shape.LATTICE else 1000.0,
    )
    return FamilyPage(family, by_level(profiles), chart, centre, own_role)


def role_of(reader: Access) -> int | None:
    """Return the reader's own role today."""
    positions = reader.employee.positions.on(reader.today).values_list("role", flat=True) if reader.employee else []
    return next(iter(positions), None)


def centre_of(profiles: Sequence[RoleProfile], around: str, own_role: int | None) -> RoleProfile | None:
    """Return the role asked for, else the reader's own, else the one with most ways out; None in an empty family."""
    asked = next((profile for profile in profiles if profile.role.slug == around), None)
    own = next((profile for profile in profiles if profile.role_id == own_role), None)
    return asked or own or max(profiles, key=lambda profile: profile.ways, default=None)  # type: ignore[attr-defined]  # annotated above


def moves_in(family: JobFamily, centre: RoleProfile | None, reader: Access) -> list[Move]:
    """Return the moves within the family, or those out of the centre of a lattice with how many people made them."""
    drawn = Q(source=centre) if centre else Q(source__track__family=family, target__track__family=family)
    rows = Transition.objects.in_force(reader.today).filter(drawn)
    made = moves_made.out_of([centre.role_id]) if centre else None
    return [
        Move(source, target, kind, made.get((source, target), 0) if made is not None else None, months)
        for source, target, kind, months in rows.values_list("source__role", "target__role", "kind", "minimum_months")
    ]


def neighbours(moves: Sequence[Move], profiles: Sequence[RoleProfile], reader: Access) -> list[RoleProfile]:
    outside = {move.target for move in moves} - {profile.role_id for profile in profiles}
    return list(RoleProfile.objects.in_force(reader.today).with_place().defer("summary").filter(role__in=outside))


def around_centre(profiles: Sequence[RoleProfile], moves: Sequence[Move], centre: RoleProfile | None) -> list[RoleProfile]:
    """Return the centre and the roles one move away from it; every role when there is no centre."""
    if centre is None:
        return list(profiles)
    near = {centre.role_id, *(move.target for move in moves)}
    return [profile for profile in profiles if profile.role_id in near]


def asks_in(family: JobFamily, profiles: Sequence[RoleProfile], reader: Access) -> Asks:
    roles = [profile.role_id for profile in profiles]
    drawn_from_asks = family.shape in (Shape.SKILLS, Shape.PROJECTS)
    return asks_on_map(family.shape, roles, asks_of(roles, reader.today) if drawn_from_asks else {})


def by_level(profiles: Sequence[RoleProfile]) -> list[LevelRow]:
    ordered = sorted(profiles, key=lambda profile: (-(profile.rank or 0), profile.track.order, profile.name))
    return [
        LevelRow(group[0].level.name if group[0].level else "No level stated", group)
        for group in (list(found) for _, found in groupby(ordered, key=lambda profile: profile.rank))
    ]
