"""The distance between what a role asks and what is held, skill by skill. Plain values in and out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class Asked:
    """One requirement: a skill at a level of its scale, with its weight in the role's score."""

    skill: int
    name: str
    level: int
    weight: int
    core: bool


@dataclass(frozen=True)
class Gap:
    """A requirement that is not met yet. `gain` is what meeting it adds to the score, in basis points, rounded down."""

    asked: Asked
    held: int
    gain: int

    @property
    def steps(self) -> int:
        return self.asked.level - self.held


def gaps_of(requirements: Iterable[Asked], held: Mapping[int, int]) -> list[Gap]:
    """Return the unmet requirements, the one that would move the score most first.

    A requirement that is met adds weight·(required − held)/required ÷ Σ weight to the score.
    """
    asked = list(requirements)
    total = sum(requirement.weight for requirement in asked)
    gaps = [gap_of(requirement, held.get(requirement.skill, 0), total) for requirement in asked]
    return sorted((gap for gap in gaps if gap.steps > 0), key=lambda gap: (-gap.gain, not gap.asked.core, gap.asked.name))


def gap_of(requirement: Asked, held: int, total_weight: int) -> Gap:
    missing = max(requirement.level - held, 0)
    return Gap(requirement, held, BASIS_POINTS * requirement.weight * missing // (requirement.level * total_weight))
