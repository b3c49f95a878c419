"""What the page of a role shows: what it is, what it asks, and who moves in and out, as counts that name nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees import moves as moves_made
from employees.access import Access
from employees.models import Employee, RoleComment
from employees.moves import Made
from employees.plans.gaps import held_levels, planned_skills
from pathways.family_map import KIND_WORDS
from pathways.levels import LevelCells, level_cells
from pathways.maps import Move
from pathways.maps.stations import FEWEST_SHOWN
from pathways.models import CredentialRequirement, ProjectRequirement, Requirement, RoleProfile
from pathways.prose import Block, blocks_of
from pathways.rulebook import rulebook
from pathways.words import duration
from promotions.models import Readiness
from promotions.openings import open_seats
from promotions.standing import Standing, standing_of

MOST_COMMENTS = 3


@dataclass(frozen=True)
class Way:
    """A move into or out of the role, written or really made or both; `profile` is the other end, `months` what people stayed before it."""

    profile: RoleProfile
    move: Move
    written: bool
    months: int | None

    @property
    def stay(self) -> str:
        return _("typically after %(months)s") % {"months": duration(self.months)} if self.months is not None else ""

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.move.kind]) if self.written else _("not a written path")


@dataclass(frozen=True)
class RolePage:
    """`own` is the reader's stored readiness for this role, None when there is none; `comments` the newest, one more than is shown.

    `addable` are the skills that the role asks above what the reader holds, and that are no goal of theirs yet.
    """

    profile: RoleProfile
    requirements: Sequence[Requirement]
    credentials: Sequence[CredentialRequirement]
    projects: Sequence[ProjectRequirement]
    ways_out: Sequence[Way]
    ways_in: Sequence[Way]
    seats: int
    own: Readiness | None
    has_record: bool
    comments: Sequence[RoleComment]
    addable: frozenset[int] = frozenset()

    @property
    def credential_names(self) -> list[str]:
        return [asked.credential.name for asked in self.credentials]

    @property
    def newest_comments(self) -> Sequence[RoleComment]:
        return self.comments[:MOST_COMMENTS]

    @property
    def more_comments(self) -> bool:
        return len(self.comments) > MOST_COMMENTS

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
    role, book = profile.role_id, rulebook(reader.today)
    written_out = {move.target: move for move in book.moves.get(role, ())}
    written_in = {move.source: move for move in book.moves_into.get(role, ())}
    made = moves_made.out_of_and_into(role)
    made_out = {after: found for (before, after), found in made.items() if before == role}
    made_in = {before: found for (before, after), found in made.items() if after == role}
    known = book.profiles_of({*written_out, *written_in, *(end for pair in made for end in pair)} - {role})
    own = reader.employee.readiness.filter(role=role).first() if reader.employee else None
    requirements = list(profile.requirements.with_words())
    return RolePage(
        profile,
        requirements,
        list(profile.credential_requirements.select_related("credential")),
        list(profile.project_requirements.all()),
        ways(written_out, made_out, known),
        ways(written_in, made_in, known),
        open_seats([role], reader.today).get(role, 0),
        own,
        reader.employee is not None,
        list(RoleComment.objects.visible_to(reader.user).filter(role=role).with_newest_answer()[: MOST_COMMENTS + 1]),
        addable(reader.employee, requirements) if reader.employee else frozenset(),
    )


def addable(employee: Employee, requirements: Sequence[Requirement]) -> frozenset[int]:
    """Return the skills asked above what somebody holds that are no goal of theirs yet. Two queries."""
    held, planned = held_levels(employee), planned_skills(employee)
    return frozenset(asked.skill_id for asked in requirements if held.get(asked.skill_id, 0) < asked.level) - planned


def ways(written: Mapping[int, Move], made: Mapping[int, Made], known: Mapping[int, RoleProfile]) -> list[Way]:
    """Return the written moves, and those beside them that enough people made to be told of; the most travelled first."""
    found = [
        way(profile, written.get(role), made.get(role, Made()))
        for role, profile in known.items()
        if role in written or made.get(role, Made()).people >= FEWEST_SHOWN
    ]
    return sorted(found, key=lambda way: (-(way.move.people or 0), not way.written, way.profile.name))


def way(profile: RoleProfile, written: Move | None, made: Made) -> Way:
    move = Move(0, profile.role_id, written.kind if written else "", made.people)
    return Way(profile, move, written is not None, made.months)
