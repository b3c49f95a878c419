"""The files of the plain format: their columns, what each cell may hold, what makes a line unique and what it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pathways.frameworks import cells, draft
from pathways.frameworks.cells import Cell, Reader
from pathways.models import JobFamily, Track, Transition
from skills import catalogue
from skills.models import HIGHEST_LEVEL, Credential, Skill

LONGEST_NAME = 200
proficiency = cells.number(lowest=1, highest=HIGHEST_LEVEL)


@dataclass(frozen=True)
class FileLayout:
    """One file: `columns` in their order, `key` (no two lines may share it) and `refers`: columns → the file they name a line of.

    `section` and `part` say where the entries live in a draft: `draft.rules.roles`.
    """

    name: str
    section: str
    part: str
    entry: type[Any]  # a dataclass with one field for each column
    columns: Mapping[str, Reader]
    key: tuple[str, ...]
    refers: Mapping[tuple[str, ...], str]
    needed: bool = False

    def values(self, entry: object) -> tuple[Cell, ...]:
        return tuple(getattr(entry, column) for column in self.columns)


FRAMEWORK = FileLayout(
    name="framework.csv",
    section="",
    part="framework",
    entry=draft.FrameworkEntry,
    columns={"code": cells.code(longest=60), "name": cells.text(longest=LONGEST_NAME), "attribution": cells.text(optional=True)},
    key=("code",),
    refers={},
    needed=True,
)

CATALOGUE = (
    FileLayout(
        name="scales.csv",
        section="catalogue",
        part="scales",
        entry=catalogue.ScaleEntry,
        columns={"code": cells.code(longest=60), "name": cells.text(longest=120)},
        key=("code",),
        refers={},
        needed=True,
    ),
    FileLayout(
        name="proficiency_levels.csv",
        section="catalogue",
        part="proficiency_levels",
        entry=catalogue.ProficiencyLevelEntry,
        columns={
            "scale": cells.code(longest=60),
            "level": proficiency,
            "name": cells.text(longest=80),
            "description": cells.text(optional=True),
        },
        key=("scale", "level"),
        refers={("scale",): "scales.csv"},
        needed=True,
    ),
    FileLayout(
        name="skills.csv",
        section="catalogue",
        part="skills",
        entry=catalogue.SkillEntry,
        columns={
            "code": cells.code(),
            "name": cells.text(longest=LONGEST_NAME),
            "scale": cells.code(longest=60),
            "kind": cells.choice(*Skill.Kind.values),
            "category": cells.text(longest=120, optional=True),
            "external_code": cells.text(longest=120, optional=True),
            "description": cells.text(optional=True),
        },
        key=("code",),
        refers={("scale",): "scales.csv"},
        needed=True,
    ),
    FileLayout(
        name="skill_descriptors.csv",
        section="catalogue",
        part="skill_descriptors",
        entry=catalogue.SkillDescriptorEntry,
        columns={"skill": cells.code(), "level": proficiency, "description": cells.text(optional=True)},
        key=("skill", "level"),
        refers={("skill",): "skills.csv"},
    ),
    FileLayout(
        name="credentials.csv",
        section="catalogue",
        part="credentials",
        entry=catalogue.CredentialEntry,
        columns={
            "code": cells.code(),
            "name": cells.text(longest=LONGEST_NAME),
            "kind": cells.choice(*Credential.Kind.values),
            "issuer": cells.text(longest=LONGEST_NAME, optional=True),
            "months_valid": cells.optional_number(lowest=1),
            "description": cells.text(optional=True),
        },
        key=("code",),
        refers={},
    ),
    FileLayout(
        name="credential_skills.csv",
        section="catalogue",
        part="credential_skills",
        entry=catalogue.CredentialSkillEntry,
        columns={"credential": cells.code(), "skill": cells.code()},
        key=("credential", "skill"),
        refers={("credential",): "credentials.csv", ("skill",): "skills.csv"},
    ),
)

LABELS = (
    FileLayout(
        name="family_groups.csv",
        section="labels",
        part="family_groups",
        entry=draft.FamilyGroupEntry,
        columns={"code": cells.code(), "name": cells.text(longest=LONGEST_NAME), "order": cells.number()},
        key=("code",),
        refers={},
    ),
    FileLayout(
        name="families.csv",
        section="labels",
        part="families",
        entry=draft.FamilyEntry,
        columns={
            "code": cells.code(),
            "name": cells.text(longest=LONGEST_NAME),
            "group": cells.code(optional=True),
            "shape": cells.choice(*JobFamily.Shape.values),
            "description": cells.text(optional=True),
            "order": cells.number(),
        },
        key=("code",),
        refers={("group",): "family_groups.csv"},
        needed=True,
    ),
    FileLayout(
        name="tracks.csv",
        section="labels",
        part="tracks",
        entry=draft.TrackEntry,
        columns={
            "family": cells.code(),
            "code": cells.code(longest=60),
            "name": cells.text(longest=120),
            "kind": cells.choice(*Track.Kind.values),
            "order": cells.number(),
        },
        key=("family", "code"),
        refers={("family",): "families.csv"},
        needed=True,
    ),
    FileLayout(
        name="levels.csv",
        section="labels",
        part="levels",
        entry=draft.LevelEntry,
        columns={"rank": cells.number(), "name": cells.text(longest=120), "description": cells.text(optional=True)},
        key=("rank",),
        refers={},
        needed=True,
    ),
)

RULES = (
    FileLayout(
        name="roles.csv",
        section="rules",
        part="roles",
        entry=draft.RoleEntry,
        columns={
            "code": cells.code(),
            "name": cells.text(longest=LONGEST_NAME),
            "family": cells.code(),
            "track": cells.code(longest=60),
            "rank": cells.optional_number(),
            "summary": cells.text(optional=True),
            "typical_months": cells.optional_number(lowest=1),
            "pay_from": cells.amount,
            "pay_to": cells.amount,
            "currency": cells.currency,
            "critical": cells.yes_or_no,
        },
        key=("code",),
        refers={("family", "track"): "tracks.csv", ("rank",): "levels.csv"},
        needed=True,
    ),
    FileLayout(
        name="requirements.csv",
        section="rules",
        part="requirements",
        entry=draft.RequirementEntry,
        columns={
            "role": cells.code(),
            "skill": cells.code(),
            "level": proficiency,
            "weight": cells.number(lowest=1, highest=100),
            "core": cells.yes_or_no,
        },
        key=("role", "skill"),
        refers={("role",): "roles.csv", ("skill",): "skills.csv"},
        needed=True,
    ),
    FileLayout(
        name="credential_requirements.csv",
        section="rules",
        part="credential_requirements",
        entry=draft.CredentialRequirementEntry,
        columns={"role": cells.code(), "credential": cells.code()},
        key=("role", "credential"),
        refers={("role",): "roles.csv", ("credential",): "credentials.csv"},
    ),
    FileLayout(
        name="project_requirements.csv",
        section="rules",
        part="project_requirements",
        entry=draft.ProjectRequirementEntry,
        columns={
            "role": cells.code(),
            "complexity": cells.number(lowest=1, highest=5),
            "count": cells.number(lowest=1),
            "as_lead": cells.yes_or_no,
        },
        key=("role", "complexity", "as_lead"),
        refers={("role",): "roles.csv"},
    ),
    FileLayout(
        name="transitions.csv",
        section="rules",
        part="transitions",
        entry=draft.TransitionEntry,
        columns={
            "source": cells.code(),
            "target": cells.code(),
            "kind": cells.choice(*Transition.Kind.values),
            "minimum_months": cells.optional_number(),
        },
        key=("source", "target"),
        refers={("source",): "roles.csv", ("target",): "roles.csv"},
    ),
)

FILES = (FRAMEWORK, *CATALOGUE, *LABELS, *RULES)
