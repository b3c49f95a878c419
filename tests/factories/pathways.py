"""Made-up frameworks.

`RoleProfileFactory()` alone makes a role in a published version of its own framework. Pass `version=` to put
several roles into one version, `track=` to put them into one family, `rank=` to place them on a level
(`rank=None`: no known seniority).
"""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from pathways.models import (
    CredentialRequirement,
    FamilyGroup,
    Framework,
    FrameworkVersion,
    JobFamily,
    Level,
    ProjectRequirement,
    Requirement,
    Role,
    RoleProfile,
    Track,
    Transition,
)
from tests.factories.skills import CredentialFactory, SkillFactory


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    code = factory.Sequence(lambda number: f"framework-{number}")
    name = factory.Sequence(lambda number: f"Framework {number}")


class FrameworkVersionFactory(DjangoModelFactory):
    """A published version, in force since 2020; `draft=True` makes a draft instead."""

    class Meta:
        model = FrameworkVersion

    class Params:
        draft = factory.Trait(status=FrameworkVersion.Status.DRAFT, effective_from=None)

    framework = factory.SubFactory(FrameworkFactory)
    number = factory.LazyAttribute(lambda version: version.framework.versions.count() + 1)
    status = FrameworkVersion.Status.PUBLISHED
    effective_from = dt.date(2020, 1, 1)


class FamilyGroupFactory(DjangoModelFactory):
    class Meta:
        model = FamilyGroup

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda number: f"group-{number}")
    name = factory.Sequence(lambda number: f"Group {number}")


class JobFamilyFactory(DjangoModelFactory):
    class Meta:
        model = JobFamily

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda number: f"family-{number}")
    slug = factory.LazyAttribute(lambda family: f"{family.framework.code}-{family.code}")
    name = factory.Sequence(lambda number: f"Family {number}")


class TrackFactory(DjangoModelFactory):
    class Meta:
        model = Track

    family = factory.SubFactory(JobFamilyFactory)
    code = factory.Sequence(lambda number: f"track-{number}")
    name = "Specialist"


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = Level
        django_get_or_create = ("framework", "rank")

    framework = factory.SubFactory(FrameworkFactory)
    rank = 1
    name = factory.LazyAttribute(lambda level: f"Level {level.rank}")


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda number: f"role-{number}")
    slug = factory.LazyAttribute(lambda role: f"{role.framework.code}-{role.code}")


def level_of(profile):
    return None if profile.rank is None else LevelFactory(framework=profile.version.framework, rank=profile.rank)


class RoleProfileFactory(DjangoModelFactory):
    class Meta:
        model = RoleProfile

    class Params:
        rank = 1

    version = factory.SubFactory(FrameworkVersionFactory)
    role = factory.SubFactory(RoleFactory, framework=factory.SelfAttribute("..version.framework"))
    track = factory.SubFactory(TrackFactory, family__framework=factory.SelfAttribute("...version.framework"))
    level = factory.LazyAttribute(level_of)
    name = factory.Sequence(lambda number: f"Role {number}")


class RequirementFactory(DjangoModelFactory):
    class Meta:
        model = Requirement

    profile = factory.SubFactory(RoleProfileFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 2


class CredentialRequirementFactory(DjangoModelFactory):
    class Meta:
        model = CredentialRequirement

    profile = factory.SubFactory(RoleProfileFactory)
    credential = factory.SubFactory(CredentialFactory)


class ProjectRequirementFactory(DjangoModelFactory):
    class Meta:
        model = ProjectRequirement

    profile = factory.SubFactory(RoleProfileFactory)
    complexity = 2


class TransitionFactory(DjangoModelFactory):
    """A move inside one version: the target is made in the source's version."""

    class Meta:
        model = Transition

    source = factory.SubFactory(RoleProfileFactory)
    target = factory.SubFactory(RoleProfileFactory, version=factory.SelfAttribute("..source.version"), rank=2)
    kind = Transition.Kind.PROMOTION
