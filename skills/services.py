"""Writes to the catalogue."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from skills.catalogue import Catalogue, SkillEntry
from skills.models import Credential, ProficiencyLevel, Scale, Skill, SkillDescriptor
from skills.upserts import Changes, bring_up_to_date


class ScaleConflictError(ValueError):
    """A skill is wanted on another scale than the stored one: the levels people hold would change their meaning."""


@transaction.atomic
def save_catalogue(*, catalogue: Catalogue, by: AbstractBaseUser | None) -> Changes:
    """Add what is new and update what differs; remove nothing, for other frameworks and people may use it.

    Raises ScaleConflictError, and writes nothing, when a stored skill would move to another scale.
    """
    return _save_scales(catalogue) + _save_skills(catalogue) + _save_credentials(catalogue)


def _save_scales(catalogue: Catalogue) -> Changes:
    codes = [entry.code for entry in catalogue.scales]
    scales = Scale.objects.filter(code__in=codes)
    changes = bring_up_to_date(
        scales, (Scale(code=entry.code, name=entry.name) for entry in catalogue.scales), key=["code"], fields=["name"]
    )
    ids = dict(Scale.objects.filter(code__in=codes).values_list("code", "pk"))
    levels = (
        ProficiencyLevel(scale_id=ids[entry.scale], level=entry.level, name=entry.name, description=entry.description)
        for entry in catalogue.proficiency_levels
    )
    return changes + bring_up_to_date(
        ProficiencyLevel.objects.filter(scale__in=ids.values()), levels, key=["scale_id", "level"], fields=["name", "description"]
    )


def _save_skills(catalogue: Catalogue) -> Changes:
    scales = dict(Scale.objects.values_list("code", "pk"))
    codes = [entry.code for entry in catalogue.skills]
    _refuse_other_scales(catalogue.skills)
    wanted = (
        Skill(
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            category=entry.category,
            external_code=entry.external_code,
            description=entry.description,
            scale_id=scales[entry.scale],
        )
        for entry in catalogue.skills
    )
    changes = bring_up_to_date(
        Skill.objects.filter(code__in=codes), wanted, key=["code"], fields=["name", "kind", "category", "external_code", "description"]
    )
    ids = dict(Skill.objects.filter(code__in=codes).values_list("code", "pk"))
    descriptors = (
        SkillDescriptor(skill_id=ids[entry.skill], level=entry.level, description=entry.description)
        for entry in catalogue.skill_descriptors
    )
    return changes + bring_up_to_date(
        SkillDescriptor.objects.filter(skill__in=ids.values()), descriptors, key=["skill_id", "level"], fields=["description"]
    )


def _refuse_other_scales(skills: Iterable[SkillEntry]) -> None:
    stored = dict(Skill.objects.values_list("code", "scale__code"))
    for entry in skills:
        if stored.get(entry.code, entry.scale) != entry.scale:
            raise ScaleConflictError(
                f'The skill "{entry.code}" is in the catalogue on the scale "{stored[entry.code]}", here it is on "{entry.scale}". '
                "Give it another code, or put it on the same scale."
            )


def _save_credentials(catalogue: Catalogue) -> Changes:
    wanted = [
        Credential(
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            issuer=entry.issuer,
            months_valid=entry.months_valid,
            description=entry.description,
        )
        for entry in catalogue.credentials
    ]
    stored = Credential.objects.filter(code__in=[entry.code for entry in catalogue.credentials])
    changes = bring_up_to_date(stored, wanted, key=["code"], fields=["name", "kind", "issuer", "months_valid", "description"])
    credentials = dict(Credential.objects.values_list("code", "pk"))
    skills = dict(Skill.objects.values_list("code", "pk"))
    evidence = Credential.skills.through
    links = (evidence(credential_id=credentials[entry.credential], skill_id=skills[entry.skill]) for entry in catalogue.credential_skills)
    return changes + bring_up_to_date(evidence._default_manager.all(), links, key=["credential_id", "skill_id"])
