"""The skills, credentials and learning resources of the demo framework, and their loading."""

from dataclasses import dataclass
from functools import cache

from promotions.demo.blueprint import read, roles
from skills import models

PREFIX = "demo-"  # skills of several frameworks share one table, and their codes may not clash
SCALE = ("Aware", "Guided", "Independent", "Fluent", "Guiding")
SCALE_TEXTS = (
    "Knows what it is and why it matters; watches or helps.",
    "Does it with somebody near, or by a written way of working.",
    "Does it alone in ordinary situations and knows when to ask.",
    "Does it in difficult situations and is asked by others.",
    "Sets how it is done here and helps others to become good at it.",
)
SKILL_FILES = ("skills-care.toml", "skills-digital.toml", "skills-trade.toml", "skills-common.toml")


@dataclass(frozen=True)
class SkillText:
    code: str
    name: str
    kind: str
    category: str
    description: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class CredentialText:
    code: str
    name: str
    kind: str
    issuer: str
    description: str
    months: int | None
    skills: tuple[str, ...]


@dataclass(frozen=True)
class ResourceText:
    code: str
    name: str
    provider: str
    format: str
    hours: int
    cost: int | None
    brings: dict[str, int]


@cache
def skill_texts() -> tuple[SkillText, ...]:
    """Return the skills that some role asks for, in the order of their codes."""
    written = {code: raw for name in SKILL_FILES for code, raw in read(name).items()}
    asked = sorted({ask.skill for role in roles() for ask in role.asks})
    return tuple(
        SkillText(code, raw["name"], raw["kind"], raw["category"], raw["description"], tuple(raw["levels"]))
        for code in asked
        for raw in [written[code]]
    )


@cache
def credential_texts() -> tuple[CredentialText, ...]:
    return tuple(
        CredentialText(code, raw["name"], raw["kind"], raw["issuer"], raw["description"], raw.get("months"), tuple(raw["skills"]))
        for code, raw in read("credentials.toml").items()
    )


@cache
def resource_texts() -> tuple[ResourceText, ...]:
    return tuple(
        ResourceText(code, raw["name"], raw["provider"], raw["format"], raw["hours"], raw.get("cost"), raw["brings"])
        for code, raw in read("learning.toml").items()
    )


@dataclass(frozen=True)
class CatalogueIds:
    skill: dict[str, int]
    credential: dict[str, int]
    resource: dict[str, int]


def load() -> CatalogueIds:
    """Write the catalogue; return the ids by code."""
    scale = models.Scale.objects.create(code="demo", name="From aware to guiding")
    models.ProficiencyLevel.objects.bulk_create(
        models.ProficiencyLevel(scale=scale, level=number, name=name, description=text)
        for number, (name, text) in enumerate(zip(SCALE, SCALE_TEXTS, strict=True), 1)
    )
    skill = _load_skills(scale)
    return CatalogueIds(skill, _load_credentials(skill), _load_resources(skill))


def _load_skills(scale: models.Scale) -> dict[str, int]:
    texts = skill_texts()
    made = models.Skill.objects.bulk_create(
        models.Skill(
            code=PREFIX + text.code, name=text.name, kind=text.kind, category=text.category, description=text.description, scale=scale
        )
        for text in texts
    )
    models.SkillDescriptor.objects.bulk_create(
        models.SkillDescriptor(skill=skill, level=level, description=words)
        for skill, text in zip(made, texts, strict=True)
        for level, words in enumerate(text.levels, 1)
    )
    return {text.code: skill.pk for text, skill in zip(texts, made, strict=True)}


def _load_credentials(skill: dict[str, int]) -> dict[str, int]:
    texts = credential_texts()
    made = models.Credential.objects.bulk_create(
        models.Credential(
            code=PREFIX + text.code,
            name=text.name,
            kind=text.kind,
            issuer=text.issuer,
            months_valid=text.months,
            description=text.description,
        )
        for text in texts
    )
    for credential, text in zip(made, texts, strict=True):
        credential.skills.set([skill[code] for code in text.skills if code in skill])
    return {text.code: credential.pk for text, credential in zip(texts, made, strict=True)}


def _load_resources(skill: dict[str, int]) -> dict[str, int]:
    texts = resource_texts()
    made = models.LearningResource.objects.bulk_create(
        models.LearningResource(
            code=PREFIX + text.code, name=text.name, provider=text.provider, format=text.format, hours=text.hours, cost=text.cost,
            currency="GBP" if text.cost is not None else "",
        )
        for text in texts
    )  # fmt: skip
    models.LearningOutcome.objects.bulk_create(
        models.LearningOutcome(resource=resource, skill_id=skill[code], level=level)
        for resource, text in zip(made, texts, strict=True)
        for code, level in text.brings.items()
    )
    return {text.code: resource.pk for text, resource in zip(texts, made, strict=True)}
