"""The catalogue in memory: what a file or another program says of scales, skills and credentials.

Entries name each other by code, never by database id, so that a catalogue can be compared, written to files and
read back anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from skills.models import Credential, ProficiencyLevel, Scale, Skill, SkillDescriptor


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProficiencyLevelEntry:
    scale: str
    level: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class SkillEntry:
    code: str
    name: str
    scale: str
    kind: str = Skill.Kind.TECHNICAL.value
    category: str = ""
    external_code: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class SkillDescriptorEntry:
    skill: str
    level: int
    description: str


@dataclass(frozen=True, slots=True)
class CredentialEntry:
    code: str
    name: str
    kind: str
    issuer: str = ""
    months_valid: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class CredentialSkillEntry:
    """A credential is evidence of a skill."""

    credential: str
    skill: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    scales: tuple[ScaleEntry, ...] = ()
    proficiency_levels: tuple[ProficiencyLevelEntry, ...] = ()
    skills: tuple[SkillEntry, ...] = ()
    skill_descriptors: tuple[SkillDescriptorEntry, ...] = ()
    credentials: tuple[CredentialEntry, ...] = ()
    credential_skills: tuple[CredentialSkillEntry, ...] = ()

    @classmethod
    def stored(cls, *, skills: Iterable[int], credentials: Iterable[int]) -> Self:
        """Return what the database says of these skills and credentials (ids), the skills they evidence, and all their scales."""
        wanted_credentials = set(credentials)
        evidence = Credential.skills.through._default_manager.filter(credential__in=wanted_credentials)
        wanted_skills = set(skills) | set(evidence.values_list("skill_id", flat=True))
        skill_rows = list(Skill.objects.filter(pk__in=wanted_skills).select_related("scale"))
        scales = {skill.scale_id for skill in skill_rows}
        return cls(
            scales=tuple(ScaleEntry(row.code, row.name) for row in Scale.objects.filter(pk__in=scales)),
            proficiency_levels=tuple(
                ProficiencyLevelEntry(row.scale.code, row.level, row.name, row.description)
                for row in ProficiencyLevel.objects.filter(scale__in=scales).select_related("scale")
            ),
            skills=tuple(
                SkillEntry(row.code, row.name, row.scale.code, row.kind, row.category, row.external_code, row.description)
                for row in skill_rows
            ),
            skill_descriptors=tuple(
                SkillDescriptorEntry(row.skill.code, row.level, row.description)
                for row in SkillDescriptor.objects.filter(skill__in=wanted_skills).select_related("skill")
            ),
            credentials=tuple(
                CredentialEntry(row.code, row.name, row.kind, row.issuer, row.months_valid, row.description)
                for row in Credential.objects.filter(pk__in=wanted_credentials)
            ),
            credential_skills=tuple(
                CredentialSkillEntry(credential, skill) for credential, skill in evidence.values_list("credential__code", "skill__code")
            ),
        )
