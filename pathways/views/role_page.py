"""What the page of a role shows: what it is, what it asks, and who moves in and out, as counts that name nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from employees import moves as moves_made
from employees.access import Access
from pathways.family_map import KIND_WORDS
from pathways.levels import LevelCells, level_cells
from pathways.maps import Move
from pathways.maps.stations import FEWEST_SHOWN
from pathways.models import CredentialRequirement, ProjectRequirement, Requirement, RoleProfile, Transition
from pathways.prose import Block, blocks_of
from pathways.words import duration
from promotions.models import Readiness
from promotions.openings import open_seats
from promotions.standing import Standing, standing_of


@dataclass(frozen=True)
class Way:
    """A move into or out of the role, written or really made or both; `profile` is the other end."""

    profile: RoleProfile
    move: Move
    written: bool

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.move.kind] if self.written else "not a written path"


@dataclass(frozen=True)
class RolePage:
    """`own` is the reader's stored readiness for this role, None when there is none."""

    profile: RoleProfile
    requirements: Sequence[Requirement]
    credentials: Sequence[CredentialRequirement]
    projects: Sequence[ProjectRequirement]
    ways_out: Sequence[Way]
    ways_in: Sequence[Way]
    seats: int
    own: Readiness | None
    has_record: bool

    @property
    def usual_time(self) -> str:
        return duration(self.profile.typical_months) if self.profile.typical_months else ""

    @property
    def standing(self) -> Standing | None:
        return standing_of(self.own.status, self.own.score) if self.own else None

    @property
    def summary(self) -> list[Block]:
        return blocks_of(self.profile.summary)

    @property
    def lines(self) -> list[tuple[Requirement, LevelCells, list[Block]]]:
        """Return each requirement with its boxes and the plain words for the level it asks."""
        return [
            (asked, level_cells(held=asked.level, required=asked.level), blocks_of(asked.descriptor or ""))  # type: ignore[attr-defined]  # annotated by with_words
            for asked in self.requirements
        ]


def role_page(profile: RoleProfile, reader: Access) -> RolePage:
    role = profile.role_id
    transitions = list(
        Transition.objects.in_force(reader.today).filter(Q(source=profile) | Q(target=profile)).select_related("source", "target")
    )
    made_out, made_in = moves_made.out_of([role]), moves_made.into(role)
    known = other_ends(transitions, made_out, made_in, role, reader)
    written_out = {found.target.role_id: found for found in transitions if found.source_id == profile.pk}
    written_in = {found.source.role_id: found for found in transitions if found.target_id == profile.pk}
    own = reader.employee.readiness.filter(role=role).first() if reader.employee else None
    return RolePage(
        profile,
        list(profile.requirements.with_words()),
        list(profile.credential_requirements.select_related("credential")),
        list(profile.project_requirements.all()),
        ways(written_out, {after: people for (_, after), people in made_out.items()}, known),
        ways(written_in, {before: people for (before, _), people in made_in.items()}, known),
        open_seats([role], reader.today).get(role, 0),
        own,
        reader.employee is not None,
    )


def other_ends(
    transitions: Sequence[Transition], made_out: moves_made.Moves, made_in: moves_made.Moves, role: int, reader: Access
) -> dict[int, RoleProfile]:
    """Return role → profile for every role at the other end of a written or a really made move."""
    roles = {end for found in transitions for end in (found.source.role_id, found.target.role_id)}
    roles |= {after for _, after in made_out} | {before for before, _ in made_in}
    profiles = RoleProfile.objects.in_force(reader.today).with_place().defer("summary").filter(role__in=roles - {role})
    return {profile.role_id: profile for profile in profiles}


def ways(written: Mapping[int, Transition], made: Mapping[int, int], known: Mapping[int, RoleProfile]) -> list[Way]:
    """Return the written moves, and those beside them that enough people made to be told of; the most travelled first."""
    found = [
        Way(known[role], Move(0, role, written[role].kind if role in written else "", made.get(role, 0), None), role in written)
        for role in known
        if role in written or made.get(role, 0) >= FEWEST_SHOWN
    ]
    return sorted(found, key=lambda way: (-(way.move.people or 0), not way.written, way.profile.name))
