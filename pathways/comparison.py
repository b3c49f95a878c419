"""Two roles beside each other: what both ask, which asks more, and what one asks alone. Plain values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pathways.asks import RoleAsks
from pathways.gaps import Asked
from pathways.levels import LevelCells, level_cells
from pathways.packs import Pack, project_words


class Difference(StrEnum):
    """What the second role asks, seen from the first."""

    MORE = "more"
    ADDED = "added"
    SAME = "same"
    LESS = "less"
    DROPPED = "dropped"


@dataclass(frozen=True)
class SkillLine:
    """A skill that either role asks: the level each asks, 0 for none; `held` is None without a person."""

    name: str
    first: int
    second: int
    core: tuple[bool, bool]
    held: int | None = None

    @property
    def difference(self) -> Difference:
        if not self.first:
            return Difference.ADDED
        if not self.second:
            return Difference.DROPPED
        if self.first == self.second:
            return Difference.SAME
        return Difference.MORE if self.second > self.first else Difference.LESS

    @property
    def sides(self) -> list[tuple[int, bool, LevelCells]]:
        """Return, for each role, the level asked, whether it is core, and the boxes that say how far it is held."""
        return [
            (level, core, level_cells(held=level if self.held is None else min(self.held, level), required=level))
            for level, core in zip((self.first, self.second), self.core, strict=True)
        ]


@dataclass(frozen=True)
class Beside:
    """A credential or project that either role asks, by words."""

    words: str
    first: bool
    second: bool
    held: bool | None = None


@dataclass(frozen=True)
class Comparison:
    skills: Sequence[SkillLine]
    credentials: Sequence[Beside]
    projects: Sequence[Beside]

    @property
    def groups(self) -> list[tuple[Difference, list[SkillLine]]]:
        """Return the skills by how the second role differs, those that take most first; no empty group."""
        found = [(kind, [line for line in self.skills if line.difference == kind]) for kind in Difference]
        return [(kind, sorted(lines, key=lambda line: (line.first - line.second, line.name))) for kind, lines in found if lines]


def compare(first: RoleAsks, second: RoleAsks, pack: Pack | None) -> Comparison:
    """Return both roles' requirements beside each other, and beside what somebody carries."""
    return Comparison(skill_lines(first, second, pack), credential_lines(first, second, pack), project_lines(first, second, pack))


def skill_lines(first: RoleAsks, second: RoleAsks, pack: Pack | None) -> list[SkillLine]:
    sides = [{asked.skill: asked for asked in asks.skills} for asks in (first, second)]
    return [skill_line(skill, sides[0].get(skill), sides[1].get(skill), pack) for skill in {**sides[0], **sides[1]}]


def skill_line(skill: int, first: Asked | None, second: Asked | None, pack: Pack | None) -> SkillLine:
    return SkillLine(
        name=next(asked.name for asked in (first, second) if asked),
        first=first.level if first else 0,
        second=second.level if second else 0,
        core=(bool(first and first.core), bool(second and second.core)),
        held=pack.skills.get(skill, 0) if pack else None,
    )


def credential_lines(first: RoleAsks, second: RoleAsks, pack: Pack | None) -> list[Beside]:
    names = {**first.credentials, **second.credentials}
    return [
        Beside(name, credential in first.credentials, credential in second.credentials, credential in pack.credentials if pack else None)
        for credential, name in sorted(names.items(), key=lambda item: item[1])
    ]


def project_lines(first: RoleAsks, second: RoleAsks, pack: Pack | None) -> list[Beside]:
    return [
        Beside(project_words(asked), asked in first.projects, asked in second.projects, pack.has_finished(asked) if pack else None)
        for asked in sorted({*first.projects, *second.projects})
    ]
