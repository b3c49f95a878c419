"""The team's skills: people × skills, held against asked, who alone can do what, and who could follow them.

As many queries for 8 people as for 800: a page of people is read whole, of all others only how many hold which level.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from employees.access import Access
from employees.models import Employee, HeldSkill
from employees.models.people import EmployeeQuerySet
from employees.presenters.person_rows import row_of
from employees.presenters.team_board import REACHES, team_people
from employees.team_skills import Levels, held_by, holding_most, levels_of, roles_of, together, with_level
from pathways.gaps import Asked
from pathways.models import RoleProfile
from pathways.rulebook import Rulebook, rulebook
from pathways.words import search_text
from skills.listing import ROWS_AT_A_TIME, Column, Header, Listing, csv_file
from skills.words import Text

PEOPLE_A_PAGE = 40
MOST_SKILLS = 60
NEAREST = 3  # people named as next in reach of what one alone can do


@dataclass(frozen=True)
class SkillColumn:
    """A skill: how many of the team are asked for it, how many of them hold it so, and whether somebody alone does."""

    number: int
    name: str
    asked: int
    met: int

    @property
    def short(self) -> int:
        return self.asked - self.met


@dataclass(frozen=True)
class Cell:
    """What one person holds of one skill, and what is asked of them; `only` when nobody else of the team holds as much as is asked."""

    skill: SkillColumn
    held: int
    asked: int | None
    only: bool

    @property
    def state(self) -> str:
        """Return met, short, or none where nothing is asked."""
        return "none" if self.asked is None else "met" if self.held >= self.asked else "short"

    @property
    def words(self) -> str:
        if self.asked is None:
            return str(self.held) if self.held else ""
        return f"{self.held}/{self.asked}"


@dataclass(frozen=True)
class PersonRow:
    person: Employee
    role: str
    cells: Sequence[Cell]

    @property
    def short(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state == "short"]

    @property
    def alone(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.only]


@dataclass(frozen=True)
class Follower:
    """Somebody of the team who holds next most of a skill, and how many levels they lack."""

    person: Employee
    held: int
    lacks: int


@dataclass(frozen=True)
class Loss:
    """A skill that nobody else of the team holds as asked, and who comes nearest."""

    skill: SkillColumn
    asked: int
    followers: Sequence[Follower]


@dataclass(frozen=True)
class Leaving:
    """What the team would lose with one person."""

    person: Employee
    losses: Sequence[Loss]
    thin: Sequence[SkillColumn]


@dataclass(frozen=True)
class TeamMap:
    """`target` is the role that everybody is measured against, None for each one's own.

    `team` is everybody in reach, `listing` those of them whom the reader searches for: who alone can do something is asked of the team.
    `beyond` is the number of skills left out.
    """

    reader: Access
    reach: str
    text: str
    target: RoleProfile | None
    book: Rulebook
    team: EmployeeQuerySet
    listing: Listing
    columns: Sequence[SkillColumn]
    beyond: int
    by_role: Levels

    @cached_property
    def levels(self) -> dict[int, Counter[int]]:
        return together(self.by_role)

    @property
    def heads(self) -> list[tuple[SkillColumn, Header]]:
        """Return each skill with the head that sorts by it."""
        return list(zip(self.columns, self.listing.headers[1:], strict=True))

    @property
    def head(self) -> Header:
        """Return the head of the names."""
        return self.listing.headers[0]

    @property
    def thin(self) -> list[SkillColumn]:
        """Return the skills that nobody, or one alone, holds as asked."""
        return [column for column in self.columns if column.met < 2]

    @property
    def targets(self) -> list[RoleProfile]:
        """Return the roles that the team could be measured against: those of its people, and those one move from them."""
        roles = {role for role, _skill in self.by_role if role}
        steps = {move.target for role in roles for move in self.book.moves.get(role, ())}
        return sorted(self.book.profiles_of(roles | steps).values(), key=lambda profile: profile.name)

    @property
    def reaches(self) -> Mapping[str, Text]:
        return REACHES

    @cached_property
    def rows(self) -> list[PersonRow]:
        return self.rows_of(list(self.listing.page))

    def rows_of(self, people: Sequence[Employee]) -> list[PersonRow]:
        """Return the rows of these people, who come with their position. One query."""
        held = held_by(people, [column.number for column in self.columns])
        return [self.row(person, held.get(person.pk, {})) for person in people]

    def row(self, person: Employee, held: Mapping[int, int]) -> PersonRow:
        role = self.role_of(person)
        profile, asked = self.book.profile(role), self.asked_of(role)
        position = row_of(person).position
        name = profile.name if profile else position.title if position else ""
        return PersonRow(person, name, [self.cell(column, held.get(column.number, 0), asked.get(column.number)) for column in self.columns])

    def cell(self, column: SkillColumn, held: int, asked: Asked | None) -> Cell:
        level = asked.level if asked else None
        return Cell(column, held, level, level is not None and held >= level and self.able(column.number, level) == 1)

    def able(self, skill: int, level: int) -> int:
        """Return how many of the team hold a skill at that level or above."""
        return sum(number for held, number in self.levels.get(skill, Counter()).items() if held >= level)

    @staticmethod
    def role_of(person: Employee) -> int | None:
        position = row_of(person).position
        return position.role_id if position else None

    def asked_of(self, role: int | None) -> dict[int, Asked]:
        return asked_by(self.book, self.target.role_id if self.target else role)


def asked_by(book: Rulebook, role: int | None) -> dict[int, Asked]:
    """Return skill → what a role asks of it."""
    found = book.asks_of([role]).get(role) if role else None
    return {asked.skill: asked for asked in found.skills} if found else {}


def team_map(reader: Access, asked: Mapping[str, str]) -> TeamMap:
    """Return the map as its address asks: `reach`, `q`, `to` (a role's slug), `sort`, `page`."""
    today, text = reader.today, search_text(asked.get("q", ""))
    reach = asked.get("reach", "") if asked.get("reach") in REACHES else ""
    book = rulebook(today)
    target = book.by_slug.get(asked.get("to", ""))
    team = team_people(reader, reach, "")
    levels = levels_of(team, today)
    columns = columns_of(book, target, roles_of(team, today), levels)
    shown = columns[:MOST_SKILLS]
    rows = sortable(team.matching(text).with_position(today), shown, asked)
    listing = Listing(rows, listed(shown), asked, PEOPLE_A_PAGE)
    return TeamMap(reader, reach, text, target, book, team, listing, shown, len(columns) - len(shown), levels)


def columns_of(book: Rulebook, target: RoleProfile | None, roles: Mapping[int, int], levels: Levels) -> list[SkillColumn]:
    """Return every skill that is asked of somebody, those that most are short of first."""
    asked: Counter[int] = Counter()
    met: Counter[int] = Counter()
    names: dict[int, str] = {}
    for role, people in roles.items():
        for skill, one in asked_by(book, target.role_id if target else role).items():
            names[skill] = one.name
            asked[skill] += people
            met[skill] += sum(number for level, number in levels.get((role, skill), Counter()).items() if level >= one.level)
    columns = [SkillColumn(skill, name, asked[skill], met[skill]) for skill, name in names.items()]
    return sorted(columns, key=lambda column: (-column.short, -column.asked, column.name))


def listed(columns: Sequence[SkillColumn]) -> list[Column]:
    """Return what the list can be sorted by: the name, and the level held of each skill."""
    by_name = Column(_("Name"), lambda person: person.name, order=("last_name", "first_name"))
    return [by_name, *(Column(f"skill {column.number}", str, order=("sorted_level",)) for column in columns)]


def sortable(people: EmployeeQuerySet, columns: Sequence[SkillColumn], asked: Mapping[str, str]) -> EmployeeQuerySet:
    """Add the level of the one skill that the address sorts by."""
    number = asked.get("sort", "").removeprefix("-").removeprefix("skill-")
    skill = next((column.number for column in columns if str(column.number) == number), None)
    return with_level(people, skill) if skill else people


# --- When somebody leaves -------------------------------------------------------------------------


def leaving(page: TeamMap, person: Employee) -> Leaving:
    """Return what would go with that person of the team, and who could follow. Two queries."""
    (row,) = page.rows_of([person])
    lost = [cell for cell in row.cells if cell.only]
    thin = [cell.skill for cell in row.cells if cell.state == "met" and page.able(cell.skill.number, cell.asked or 0) == 2]
    nearest = holding_most(page.team.exclude(pk=person.pk), [cell.skill.number for cell in lost], NEAREST)
    return Leaving(person, [loss(cell, nearest.get(cell.skill.number, ())) for cell in lost], thin)


def loss(cell: Cell, nearest: Sequence[HeldSkill]) -> Loss:
    asked = cell.asked or 0
    return Loss(cell.skill, asked, [Follower(held.employee, held.level, asked - held.level) for held in nearest])


# --- The file -------------------------------------------------------------------------------------

IN_FILE = ("Number", "Name", "Role", "Skill", "Held", "Asked", "Short", "Only one")


def file_of(page: TeamMap) -> StreamingHttpResponse:
    return csv_file("team-skills", IN_FILE, lines_of(page))


def lines_of(page: TeamMap) -> Iterator[list[str]]:
    """Yield a line for each person and skill that is held or asked, some hundreds of people read at a time."""
    people = page.listing.ordered.iterator(chunk_size=ROWS_AT_A_TIME)
    while some := list(islice(people, ROWS_AT_A_TIME)):
        for row in page.rows_of(some):
            for cell in row.cells:
                if cell.held or cell.asked is not None:
                    yield [row.person.number, row.person.name, row.role, cell.skill.name, *told(cell)]


def told(cell: Cell) -> list[str]:
    if cell.asked is None:
        return [str(cell.held), "", "", ""]
    return [str(cell.held), str(cell.asked), str(max(0, cell.asked - cell.held)), _("yes") if cell.only else ""]
