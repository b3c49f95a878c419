"""A framework in memory: what any reader makes of its source, and what is saved, compared and exported.

The entries mirror the plain CSV folder (docs/frameworks.md) one to one and name each other by code.
"""

from dataclasses import dataclass, field, fields
from decimal import Decimal

from pathways.models import JobFamily, Track
from skills.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class FrameworkEntry:
    code: str
    name: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class FamilyGroupEntry:
    code: str
    name: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    code: str
    name: str
    group: str = ""
    shape: str = JobFamily.Shape.LADDER.value
    description: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class TrackEntry:
    family: str
    code: str
    name: str
    kind: str = Track.Kind.SPECIALIST.value
    order: int = 0


@dataclass(frozen=True, slots=True)
class LevelEntry:
    rank: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class RoleEntry:
    code: str
    name: str
    family: str
    track: str
    rank: int | None = None
    summary: str = ""
    typical_months: int | None = None
    pay_from: Decimal | None = None
    pay_to: Decimal | None = None
    currency: str = ""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class RequirementEntry:
    role: str
    skill: str
    level: int
    weight: int = 1
    core: bool = False


@dataclass(frozen=True, slots=True)
class CredentialRequirementEntry:
    role: str
    credential: str


@dataclass(frozen=True, slots=True)
class ProjectRequirementEntry:
    role: str
    complexity: int
    count: int = 1
    as_lead: bool = True


@dataclass(frozen=True, slots=True)
class TransitionEntry:
    source: str
    target: str
    kind: str
    minimum_months: int | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What all versions of a framework share: the names of families, tracks and levels."""

    family_groups: tuple[FamilyGroupEntry, ...] = ()
    families: tuple[FamilyEntry, ...] = ()
    tracks: tuple[TrackEntry, ...] = ()
    levels: tuple[LevelEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What one version says: the roles and what each asks. Equal rules make no new version."""

    roles: tuple[RoleEntry, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()
    credential_requirements: tuple[CredentialRequirementEntry, ...] = ()
    project_requirements: tuple[ProjectRequirementEntry, ...] = ()
    transitions: tuple[TransitionEntry, ...] = ()

    def same_as(self, other: "Rules") -> bool:
        """Return whether both say the same, in whatever order."""
        return not self.differences(other)

    def differences(self, earlier: "Rules") -> dict[str, tuple[int, int]]:
        """Return, for each kind of entry that differs, how many stand only here and how many only in `earlier`."""
        found = {}
        for part in fields(self):
            here, there = set(getattr(self, part.name)), set(getattr(earlier, part.name))
            if here != there:
                found[part.name.replace("_", " ")] = (len(here - there), len(there - here))
        return found


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in a source that is not as a reader would expect: what it is, how often, and what was done about it."""

    kind: str
    count: int
    treatment: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" For example: {'; '.join(self.examples)}." if self.examples else ""
        return f"{self.kind}: {self.count:,}. {self.treatment}{named}"


@dataclass(frozen=True, slots=True)
class Draft:
    framework: FrameworkEntry
    catalogue: Catalogue
    labels: Labels
    rules: Rules
    oddities: tuple[Oddity, ...] = field(default=(), compare=False)
