"""What My path needs to know, read in a number of queries that does not grow with the company or the family."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from employees import moves as moves_made
from employees.access import Access
from employees.models import Employee, Position
from pathways.asks import RoleAsks
from pathways.family_map import Holdings
from pathways.maps import Move
from pathways.models import JobFamily, RoleProfile
from pathways.rulebook import Rulebook, rulebook
from promotions import readiness
from promotions.readiness import Explanation, Facts
from promotions.readiness.nearby import policy_of, rules_of
from promotions.readiness.rules import Policy
from promotions.step_records import StepRecords, records_of

Shape = JobFamily.Shape
DRAWN_FROM_ASKS = (Shape.SKILLS, Shape.PROJECTS)
RECENT = dt.timedelta(days=30)


@dataclass(frozen=True)
class PathFacts:
    """`profile` is None when no rule in force describes the person's role, `position` when they hold none today.

    `profiles` and `moves` are those of the family and round the role; `targets` are the next steps that the reader may know of.
    """

    employee: Employee
    own: bool
    today: dt.date
    position: Position | None
    facts: Facts
    policy: Policy
    profiles: Mapping[int, RoleProfile] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    targets: tuple[int, ...] = ()
    asks: Mapping[int, RoleAsks] = field(default_factory=dict)
    records: StepRecords = field(default_factory=StepRecords)

    @property
    def profile(self) -> RoleProfile | None:
        return self.profiles.get(self.facts.role) if self.facts.role else None

    @property
    def since(self) -> dt.date:
        """The day after which something counts as new."""
        return self.today - RECENT

    @property
    def assessed(self) -> bool:
        return bool(self.facts.skills)

    @cached_property
    def explained(self) -> dict[int, Explanation]:
        """Return each target with its arithmetic, computed now."""
        rules = rules_of((self.profiles[target] for target in self.targets), self.asks, self.moves, self.policy)
        return {target: readiness.explain(self.facts, rules, target) for target in self.targets}

    @property
    def family(self) -> list[int]:
        """Return the roles of the person's own family."""
        profile = self.profile
        return [role for role, other in self.profiles.items() if profile and other.family == profile.family]

    @property
    def holdings(self) -> Holdings:
        return Holdings({skill: held.level for skill, held in self.facts.skills.items()}, tuple(self.records.projects))


def read(employee: Employee, reader: Access) -> PathFacts:
    """Return what `reader`, who may see `employee`, may know of their path today."""
    own, today = employee == reader.employee, reader.today
    book = rulebook(today)
    facts = readiness.facts_of(employee, today)
    position = employee.positions.on(today).select_related("unit", "manager").first()
    knows_wishes = own or (position is not None and position.unit_id in reader.partner_units)
    wished = facts.aspirations if knows_wishes else facts.shared
    profiles = profiles_around(facts.role, wished, book)
    profile = profiles.get(facts.role) if facts.role else None
    moves = moves_of(profile, book) if profile else ()
    targets = targets_of(facts, profiles, moves, wished)
    shape = profile.family.shape if profile else ""
    records = records_of(employee, targets, today, since=today - RECENT, projects=shape == Shape.PROJECTS)
    known = records if knows_wishes else without_private_records(records, targets)
    asks = book.asks_of({*targets, *(book.family_of(profile) if shape in DRAWN_FROM_ASKS and profile else []), facts.role or 0})
    return PathFacts(employee, own, today, position, facts, policy_of(book), profiles, moves, targets, asks, known)


def targets_of(facts: Facts, profiles: Mapping[int, RoleProfile], moves: Collection[Move], wished: Collection[int]) -> tuple[int, ...]:
    """Return the roles one move away, then those wished for beyond; all described by a rule in force. Nobody who has left has any."""
    one_move_away = [move.target for move in moves if move.source == facts.role]
    targets = dict.fromkeys([*one_move_away, *sorted(wished)]) if facts.employed else {}
    return tuple(target for target in targets if target in profiles and target != facts.role)


def profiles_around(role: int | None, wished: Collection[int], book: Rulebook) -> dict[int, RoleProfile]:
    """Return role → profile for the role itself, its family, the roles one move away and those wished for."""
    profile = book.profile(role)
    family = book.family_of(profile) if profile else ()
    one_move_away = (move.target for move in book.moves.get(profile.role_id, ())) if profile else ()
    return book.profiles_of(dict.fromkeys([*family, *one_move_away, *wished]))


def moves_of(profile: RoleProfile, book: Rulebook) -> tuple[Move, ...]:
    """Return the moves of the family, or of a lattice those out of the role alone; with how many people made the latter. One query."""
    made = moves_made.out_of([profile.role_id])
    own = tuple(replace(move, people=made.get((move.source, move.target), 0)) for move in book.moves.get(profile.role_id, ()))
    if profile.family.shape == Shape.LATTICE:
        return own
    return own + tuple(move for move in book.moves_in(profile.family) if move.source != profile.role_id)


def without_private_records(records: StepRecords, targets: Collection[int]) -> StepRecords:
    """Leave out turns towards roles that the reader does not know to be targets, and cases that tell of an application."""
    return replace(
        records,
        turns=[turn for turn in records.turns if turn.role in targets],
        cases={role: case for role, case in records.cases.items() if not case.applied},
    )
