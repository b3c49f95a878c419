"""The catalogue: what can be known, held and learnt. It knows no path and no person."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

# Readiness adds fractions held/required exactly, in integers, over the least common multiple of 1..10.
HIGHEST_LEVEL = 10


def proficiency_field(*, lowest: int = 1, **more: Any) -> "models.PositiveSmallIntegerField[int, int]":  # Any: as the field takes it
    """Return a field for a proficiency on any scale: `lowest`..10."""
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(lowest), MaxValueValidator(HIGHEST_LEVEL)], **more)


class Scale(models.Model):
    """How proficiency is counted: levels 1..n, each with a name. Absent is 0."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class ProficiencyLevel(models.Model):
    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels")
    level = proficiency_field()
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["scale", "level"]
        constraints = [
            UniqueConstraint(fields=["scale", "level"], name="proficiency_level_once"),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="proficiency_level_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.name}"


class Skill(models.Model):
    class Kind(models.TextChoices):
        TECHNICAL = "technical", gettext_lazy("technical")
        SOFT = "soft", gettext_lazy("soft")

    code = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TECHNICAL)
    category = models.CharField(max_length=120, blank=True)
    external_code = models.CharField(max_length=120, blank=True, help_text="How the publisher of the framework names it.")
    description = models.TextField(blank=True)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="skills")

    class Meta:
        ordering = ["name", "code"]
        constraints = [CheckConstraint(condition=Q(kind__in=["technical", "soft"]), name="skill_kind_known")]

    def __str__(self) -> str:
        return self.name


class SkillDescriptor(models.Model):
    """What one proficiency level means for one skill, in plain words."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="descriptors")
    level = proficiency_field()
    description = models.TextField()

    class Meta:
        ordering = ["skill", "level"]
        constraints = [
            UniqueConstraint(fields=["skill", "level"], name="skill_descriptor_once"),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="skill_descriptor_level_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} at {self.level}"


class Credential(models.Model):
    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", gettext_lazy("certificate")
        LICENCE = "licence", gettext_lazy("licence")
        DEGREE = "degree", gettext_lazy("degree")
        MICRO = "micro-credential", gettext_lazy("micro-credential")

    code = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    issuer = models.CharField(max_length=200, blank=True)
    months_valid = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty when it never lapses.")
    description = models.TextField(blank=True)
    skills: "models.ManyToManyField[Skill, models.Model]" = models.ManyToManyField(Skill, blank=True, related_name="credentials")

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=["certificate", "licence", "degree", "micro-credential"]), name="credential_kind_known"),
            CheckConstraint(condition=Q(months_valid__isnull=True) | Q(months_valid__gt=0), name="credential_months_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class LearningResource(models.Model):
    class Format(models.TextChoices):
        COURSE = "course", gettext_lazy("course")
        WORKSHOP = "workshop", gettext_lazy("workshop")
        CERTIFICATION = "certification", gettext_lazy("certification")
        SELF_STUDY = "self-study", gettext_lazy("self-study")
        ON_THE_JOB = "on-the-job", gettext_lazy("on the job")

    code = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20, choices=Format)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            CheckConstraint(
                condition=Q(cost__isnull=True) | (Q(cost__gte=0) & ~Q(currency="")), name="learning_resource_cost_has_currency"
            ),
            CheckConstraint(
                condition=Q(format__in=["course", "workshop", "certification", "self-study", "on-the-job"]),
                name="learning_resource_format_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LearningOutcome(models.Model):
    """The level of a skill that a learning resource brings to."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="outcomes")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="learning_outcomes")
    level = proficiency_field()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["resource", "skill"], name="learning_outcome_once"),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="learning_outcome_level_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} brings {self.skill} to {self.level}"
