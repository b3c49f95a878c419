"""Breadth and depth as one picture: for each level how many skills are held at it or above, technical to the left, soft to the right.

Many skills at the first level make the bar of a T, few at the highest its stem. One picture a scale: levels of different scales
are not the same height.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from employees.judgements import SkillRecord
from skills.models import Skill

HALF, ROW, GAP = 110, 16, 4  # pixels


@dataclass(frozen=True)
class Step:
    """One level: how many skills are held at it or above, and where its two bars lie."""

    level: int
    technical: int
    soft: int
    y: int
    left: int
    right: int

    @property
    def start(self) -> int:
        return HALF - self.left

    @property
    def label_y(self) -> int:
        return self.y + ROW - GAP

    @property
    def total(self) -> int:
        return self.technical + self.soft


@dataclass(frozen=True)
class Shape:
    """`deepest` are the names of the skills held at the highest level that is held at all."""

    scale: str
    steps: Sequence[Step]
    deepest: Sequence[str]

    @property
    def breadth(self) -> int:
        return self.steps[0].total if self.steps else 0

    @property
    def depth(self) -> int:
        return len(self.steps)

    @property
    def width(self) -> int:
        return 2 * HALF

    @property
    def half(self) -> int:
        return HALF

    @property
    def height(self) -> int:
        return len(self.steps) * (ROW + GAP)


def shapes_of(records: Iterable[SkillRecord]) -> list[Shape]:
    """Return a shape for each scale on which something is held, the one with the most skills first."""
    by_scale: dict[str, list[SkillRecord]] = {}
    for record in records:
        by_scale.setdefault(record.skill.scale.name, []).append(record)
    return sorted((shape_of(scale, held) for scale, held in by_scale.items()), key=lambda shape: (-shape.breadth, shape.scale))


def shape_of(scale: str, held: Sequence[SkillRecord]) -> Shape:
    highest = max(record.level for record in held)
    counts = [(level, count(held, level, Skill.Kind.TECHNICAL), count(held, level, Skill.Kind.SOFT)) for level in range(1, highest + 1)]
    widest = max(max(technical, soft) for _level, technical, soft in counts)
    steps = [
        Step(level, technical, soft, number * (ROW + GAP), technical * HALF // widest, soft * HALF // widest)
        for number, (level, technical, soft) in enumerate(counts)
    ]
    return Shape(scale, steps, sorted(record.skill.name for record in held if record.level == highest))


def count(held: Iterable[SkillRecord], level: int, kind: str) -> int:
    return sum(record.level >= level and record.skill.kind == kind for record in held)
