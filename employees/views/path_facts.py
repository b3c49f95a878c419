"""What My path needs to know, read in a number of queries that does not grow with the company or the family."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from employees import moves as moves_made
from employees.access import Access
from employees.models import Employee, Position
from pathways.family_map import Holdings
from pathways.maps import Move
from pathways.maps.tiers import Done
from pathways.models import JobFamily, RoleProfile, Transition
from promotions.models import Readiness
from promotions.readiness.clock import full_months
from promotions.readiness.facts import Tenure, tenure

Shape = JobFamily.Shape


@dataclass(frozen=True)
class PathFacts:
    """`profile` is None when no rule in force describes the person's role, `position` when they hold none today."""

    employee: Employee
    own: bool
    today: dt.date
    position: Position | None
    tenure: Tenure = field(default_factory=Tenure)
    profile: RoleProfile | None = None
    profiles: dict[int, RoleProfile] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    rows: dict[int, Readiness] = field(default_factory=dict)

    @property
    def months(self) -> int:
        """Full months in the role, less leave."""
        since = self.tenure.since
        return full_months(since + dt.timedelta(days=self.tenure.leave_days), self.today) if since else 0

    @property
    def targets(self) -> list[int]:
        """Return the roles one move away, then those wanted beyond; all described by a rule in force."""
        role = self.profile.role_id if self.profile else None
        wanted = [*(move.target for move in self.moves if move.source == role), *self.rows]
        return [target for target in dict.fromkeys(wanted) if target in self.profiles and target != role]


def read(employee: Employee, reader: Access) -> PathFacts:
    """Return what `reader`, who may see `employee`, may know of their path today."""
    today, own = reader.today, employee == reader.employee
    history = list(employee.positions.select_related("role", "unit", "manager"))
    position = next((held for held in history if held.start <= today and (held.end is None or held.end > today)), None)
    if position is None or position.role_id is None:
        return PathFacts(employee, own, today, position)
    time = time_in_role(employee, history, today)
    rows = {row.role_id: row for row in employee.readiness.select_related("run", "version")}
    profiles = profiles_around(position.role_id, rows, today)
    profile = profiles.get(position.role_id)
    if profile is None:
        return PathFacts(employee, own, today, position, time)
    moves = moves_of(profile, today)
    one_move_away = {move.target for move in moves if move.source == profile.role_id}
    if not own and position.unit_id not in reader.partner_units:
        rows = without_private_aspirations(employee, rows, one_move_away)
    return PathFacts(employee, own, today, position, time, profile, profiles, moves, rows)


def time_in_role(employee: Employee, history: Iterable[Position], today: dt.date) -> Tenure:
    leaves = [(None, start, end) for start, end in employee.leaves.values_list("start", "end")]
    return tenure([(held.role_id, held.start, held.end) for held in history], leaves, today)


def profiles_around(role: int, wanted: Collection[int], today: dt.date) -> dict[int, RoleProfile]:
    """Return role → profile for the role itself, its family, the roles one move away and the wanted ones. One query."""
    in_force = RoleProfile.objects.in_force(today)
    near = (
        Q(track__family__in=in_force.filter(role=role).values("track__family"))
        | Q(pk__in=in_force.one_move_from(role, today).values("pk"))
        | Q(role__in=[role, *wanted])
    )
    return {profile.role_id: profile for profile in in_force.with_place().defer("summary").filter(near)}


def moves_of(profile: RoleProfile, today: dt.date) -> tuple[Move, ...]:
    """Return the moves of the family, or of a lattice those out of the role alone; with how many people made the latter."""
    drawn = Q(source=profile) if profile.family.shape == Shape.LATTICE else Q(source=profile) | Q(source__track__family=profile.family)
    rows = Transition.objects.in_force(today).filter(drawn).values_list("source__role", "target__role", "kind", "minimum_months")
    made = moves_made.out_of([profile.role_id])
    return tuple(
        Move(source, target, kind, made.get((source, target), 0) if source == profile.role_id else None, months)
        for source, target, kind, months in rows
    )


def without_private_aspirations(employee: Employee, rows: dict[int, Readiness], one_move_away: set[int]) -> dict[int, Readiness]:
    """Leave out the roles that only an aspiration made a target, unless the person has shared it."""
    if rows.keys() <= one_move_away:
        return rows
    shared = set(employee.aspirations.filter(shared_on__isnull=False).values_list("role", flat=True))
    return {role: row for role, row in rows.items() if role in one_move_away or role in shared}


def holdings_of(employee: Employee, held: dict[int, int], shape: str, today: dt.date) -> Holdings:
    if shape != Shape.PROJECTS:
        return Holdings(held)
    finished = employee.assignments.filter(finished=True, end__lte=today).values_list(
        "project", "project__name", "project__complexity", "as_lead"
    )
    led: dict[int, Done] = {}
    for project, name, complexity, as_lead in finished:
        led[project] = Done(name, complexity, as_lead or (project in led and led[project].as_lead))
    return Holdings(held, tuple(led.values()))
