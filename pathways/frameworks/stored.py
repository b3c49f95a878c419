"""A stored version as a draft: to compare it with an import, and to export it."""

from pathways.frameworks.draft import (
    CredentialRequirementEntry,
    Draft,
    FamilyEntry,
    FamilyGroupEntry,
    FrameworkEntry,
    Labels,
    LevelEntry,
    ProjectRequirementEntry,
    RequirementEntry,
    RoleEntry,
    Rules,
    TrackEntry,
    TransitionEntry,
)
from pathways.models import (
    CredentialRequirement,
    FamilyGroup,
    Framework,
    FrameworkVersion,
    JobFamily,
    Level,
    ProjectRequirement,
    Requirement,
    RoleProfile,
    Track,
    Transition,
)
from skills.catalogue import Catalogue


def stored_draft(version: FrameworkVersion) -> Draft:
    """Return a version whole: its rules, all labels of its framework, and the skills and credentials that it asks for."""
    framework = version.framework
    skills = Requirement.objects.filter(profile__version=version).values_list("skill_id", flat=True)
    credentials = CredentialRequirement.objects.filter(profile__version=version).values_list("credential_id", flat=True)
    return Draft(
        framework=FrameworkEntry(framework.code, framework.name, framework.attribution),
        catalogue=Catalogue.stored(skills=skills, credentials=credentials),
        labels=stored_labels(framework),
        rules=stored_rules(version),
    )


def stored_labels(framework: Framework) -> Labels:
    families = JobFamily.objects.filter(framework=framework).select_related("group")
    tracks = Track.objects.filter(family__framework=framework).select_related("family")
    return Labels(
        family_groups=tuple(FamilyGroupEntry(row.code, row.name, row.order) for row in FamilyGroup.objects.filter(framework=framework)),
        families=tuple(
            FamilyEntry(row.code, row.name, row.group.code if row.group else "", row.shape, row.description, row.order) for row in families
        ),
        tracks=tuple(TrackEntry(row.family.code, row.code, row.name, row.kind, row.order) for row in tracks),
        levels=tuple(LevelEntry(row.rank, row.name, row.description) for row in Level.objects.filter(framework=framework)),
    )


def stored_rules(version: FrameworkVersion) -> Rules:
    requirements = Requirement.objects.filter(profile__version=version).order_by()
    credentials = CredentialRequirement.objects.filter(profile__version=version)
    projects = ProjectRequirement.objects.filter(profile__version=version)
    transitions = Transition.objects.filter(source__version=version)
    return Rules(
        roles=tuple(map(_role, RoleProfile.objects.filter(version=version).with_place())),
        requirements=tuple(
            RequirementEntry(*row) for row in requirements.values_list("profile__role__code", "skill__code", "level", "weight", "core")
        ),
        credential_requirements=tuple(
            CredentialRequirementEntry(*row) for row in credentials.values_list("profile__role__code", "credential__code")
        ),
        project_requirements=tuple(
            ProjectRequirementEntry(*row) for row in projects.values_list("profile__role__code", "complexity", "count", "as_lead")
        ),
        transitions=tuple(
            TransitionEntry(*row) for row in transitions.values_list("source__role__code", "target__role__code", "kind", "minimum_months")
        ),
    )


def _role(profile: RoleProfile) -> RoleEntry:
    return RoleEntry(
        code=profile.role.code,
        name=profile.name,
        family=profile.track.family.code,
        track=profile.track.code,
        rank=profile.rank,
        summary=profile.summary,
        typical_months=profile.typical_months,
        pay_from=profile.pay_from,
        pay_to=profile.pay_to,
        currency=profile.currency,
        critical=profile.critical,
    )
