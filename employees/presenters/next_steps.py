"""The next steps of a person, ranked, each with its three gates, what would move it most, and what carries over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from employees.presenters.path_facts import PathFacts
from employees.presenters.three_gates import StepGate, three_gates
from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from pathways.models import RoleProfile
from promotions.readiness import Explanation
from promotions.readiness.gates import Line
from promotions.readiness.levers import Lever, levers_of
from promotions.standing import NOT_ASSESSED, Standing, standing_of

MOST_CARRIED_NAMED = 3
UPWARD = ("promotion", "diagonal", "crossing")


@dataclass(frozen=True)
class Step:
    """`move` is None for a wanted role that is more than one move away."""

    profile: RoleProfile
    url: str
    move: Move | None
    found: Explanation
    standing: Standing
    gates: Sequence[StepGate]

    @property
    def upward(self) -> bool:
        return self.move is None or self.move.kind in UPWARD

    @property
    def kind(self) -> str:
        return self.move.kind if self.move else "aim"

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.move.kind]) if self.move else _("aspiration, more than one move away")

    @property
    def how_often(self) -> str:
        return self.move.how_often if self.move else ""

    @property
    def levers(self) -> list[Lever]:
        return levers_of(self.found)

    @property
    def unmet(self) -> int:
        return self.found.total - self.found.met

    @property
    def carried(self) -> list[Line]:
        """The requirements that are met already, those that weigh most first."""
        return [line for line in self.found.lines if line.met]

    @property
    def carried_named(self) -> str:
        return ", ".join(line.name for line in self.carried[:MOST_CARRIED_NAMED])

    @property
    def carried_more(self) -> int:
        return max(0, len(self.carried) - MOST_CARRIED_NAMED)


def steps_of(path: PathFacts, url_of: Callable[[RoleProfile], str]) -> list[Step]:
    """Return a step for each target: the family's own ways up and aspirations, other ways up, lateral moves, steps down.

    Among those of one kind the readiest comes first.
    """
    moves = {move.target: move for move in path.moves if move.source == path.facts.role}
    steps = [step_of(path, path.profiles[target], moves.get(target), url_of(path.profiles[target])) for target in path.targets]
    return sorted(steps, key=partial(rank, path.profile))


def step_of(path: PathFacts, profile: RoleProfile, move: Move | None, url: str) -> Step:
    found = path.explained[profile.role_id]
    standing = standing_of(found.status, found.score) if path.assessed or found.score is None else NOT_ASSESSED
    return Step(profile, url, move, found, standing, three_gates(path, profile, found, standing))


def rank(own: RoleProfile | None, step: Step) -> tuple[int, int, int, str]:
    own_family = own is not None and step.profile.family == own.family
    group = (0 if step.move is None or own_family else 1) if step.upward else 2 if step.kind == "lateral" else 3
    return group, -step.found.status, -(step.found.score or 0), step.profile.name
