"""Made-up catalogue rows. One scale of four levels serves every skill unless a test asks for another."""

import factory
from factory.django import DjangoModelFactory

from skills.models import Credential, LearningOutcome, LearningResource, ProficiencyLevel, Scale, Skill, SkillDescriptor

LEVEL_NAMES = ("awareness", "working", "practitioner", "expert")


class ScaleFactory(DjangoModelFactory):
    class Meta:
        model = Scale
        django_get_or_create = ("code",)
        skip_postgeneration_save = True  # the hook below writes other rows, not this one

    code = "proficiency"
    name = "Proficiency"

    @factory.post_generation
    def level_names(self, create, extracted, **_):
        """Give the scale its levels; pass `level_names=()` for a scale without any."""
        names = LEVEL_NAMES if extracted is None else extracted
        if create and not self.levels.exists():
            ProficiencyLevel.objects.bulk_create(
                ProficiencyLevel(scale=self, level=level, name=name) for level, name in enumerate(names, start=1)
            )


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    code = factory.Sequence(lambda number: f"skill-{number}")
    name = factory.Sequence(lambda number: f"Skill {number}")
    scale = factory.SubFactory(ScaleFactory)


class SkillDescriptorFactory(DjangoModelFactory):
    class Meta:
        model = SkillDescriptor

    skill = factory.SubFactory(SkillFactory)
    level = 1
    description = factory.LazyAttribute(lambda descriptor: f"Does {descriptor.skill.name} at level {descriptor.level}.")


class CredentialFactory(DjangoModelFactory):
    class Meta:
        model = Credential

    code = factory.Sequence(lambda number: f"credential-{number}")
    name = factory.Sequence(lambda number: f"Credential {number}")
    kind = Credential.Kind.CERTIFICATE


class LearningResourceFactory(DjangoModelFactory):
    class Meta:
        model = LearningResource

    code = factory.Sequence(lambda number: f"course-{number}")
    name = factory.Sequence(lambda number: f"Course {number}")
    format = LearningResource.Format.COURSE


class LearningOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = LearningOutcome

    resource = factory.SubFactory(LearningResourceFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 2
