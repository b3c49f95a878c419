"""The next steps of a person, ranked, each with its readiness, its gates and what would move it most."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from employees.views.path_facts import PathFacts
from pathways.family_map import KIND_WORDS
from pathways.gaps import Asked, Gap, gaps_of
from pathways.maps import Move
from pathways.models import JobFamily, RoleProfile
from pathways.words import counted
from promotions.models import Readiness
from promotions.standing import NOT_COMPUTED, GateStanding, Standing, gates_of, standing_of

MOST_GAPS = 3
UPWARD = ("promotion", "diagonal", "crossing")


@dataclass(frozen=True)
class Step:
    """`move` is None for a wanted role that is more than one move away; `row` None until a run has computed it."""

    profile: RoleProfile
    url: str
    move: Move | None
    row: Readiness | None
    seats: int
    gaps: Sequence[Gap] = field(default=())
    unmet: int = 0

    @property
    def standing(self) -> Standing:
        return standing_of(self.row.status, self.row.score) if self.row else NOT_COMPUTED

    @property
    def gates(self) -> list[GateStanding]:
        return gates_of(self.row) if self.row else []

    @property
    def failing(self) -> list[GateStanding]:
        return [gate for gate in self.gates if gate.verdict == "fail"]

    @property
    def passing(self) -> str:
        return ", ".join(gate.name.lower() for gate in self.gates if gate.verdict == "pass")

    @property
    def not_asked(self) -> str:
        return ", ".join(gate.name.lower() for gate in self.gates if gate.verdict == "not asked")

    @property
    def upward(self) -> bool:
        return self.move is None or self.move.kind in UPWARD

    @property
    def kind(self) -> str:
        return self.move.kind if self.move else "aim"

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.move.kind] if self.move else "aspiration, more than one move away"

    @property
    def how_often(self) -> str:
        return self.move.how_often if self.move else ""

    @property
    def seat_words(self) -> str:
        if self.profile.family.shape == JobFamily.Shape.SKILLS:
            return "needs no seat: confirmed mastery is enough"
        return f"{counted(self.seats, 'seat')} open now" if self.seats else "no seat open now"


def steps_of(facts: PathFacts, seats: Mapping[int, int], url_of: Callable[[RoleProfile], str]) -> list[Step]:
    """Return a step for each target: the family's own ways up and aspirations, other ways up, lateral moves, steps down.

    Among those of one kind the readiest comes first.
    """
    role = facts.profile.role_id if facts.profile else None
    moves = {move.target: move for move in facts.moves if move.source == role}
    steps = [
        Step(facts.profiles[target], url_of(facts.profiles[target]), moves.get(target), facts.rows.get(target), seats.get(target, 0))
        for target in facts.targets
    ]
    return sorted(steps, key=partial(rank, facts.profile))


def rank(profile: RoleProfile | None, step: Step) -> tuple[int, int, int, str]:
    own_family = profile is not None and step.profile.family == profile.family
    group = (0 if step.move is None or own_family else 1) if step.upward else 2 if step.kind == "lateral" else 3
    row = step.row
    return group, -row.status if row else 1, -(row.score or 0) if row else 0, step.profile.name


def with_gaps(steps: Sequence[Step], requirements: Mapping[int, Sequence[Asked]], held: Mapping[int, int]) -> list[Step]:
    return [with_own_gaps(step, gaps_of(requirements.get(step.profile.role_id, ()), held)) for step in steps]


def with_own_gaps(step: Step, gaps: Sequence[Gap]) -> Step:
    return replace(step, gaps=gaps[:MOST_GAPS], unmet=len(gaps))
