"""Roles and what one framework version asks of them.

`Role` is the name that people's histories, aspirations and readiness point to; it never changes hands.
`RoleProfile` is what a version says about it. So publishing a version rewrites no person's row, and a
draft cannot alter what is in force.
"""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, CheckConstraint, F, OuterRef, Q, Subquery, UniqueConstraint, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy

from pathways.models.frameworks import Framework, FrameworkVersion, JobFamily, Level, Track
from skills.models import HIGHEST_LEVEL, Credential, ProficiencyLevel, Skill, SkillDescriptor, proficiency_field


class Role(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="roles")
    code = models.SlugField(max_length=120)
    slug = models.SlugField(max_length=160, unique=True)

    class Meta:
        ordering = ["code"]
        constraints = [UniqueConstraint(fields=["framework", "code"], name="role_code_once")]

    def __str__(self) -> str:
        return self.code


class RoleProfileQuerySet(models.QuerySet["RoleProfile"]):
    def in_force(self, on: dt.date) -> Self:
        """Return the profiles of every framework's version that holds on that day."""
        return self.filter(version__in=FrameworkVersion.objects.in_force(on))

    def with_place(self) -> Self:
        """Join role, family, track and level, so that a row can say where it stands."""
        return self.select_related("role", "track__family__group", "level", "version__framework")

    def in_family(self, family: JobFamily) -> Self:
        return self.filter(track__family=family)

    def one_move_from(self, role: int, on: dt.date) -> Self:
        """Return the profiles that the rules of that day let people of this role move to."""
        return self.filter(pk__in=Transition.objects.in_force(on).filter(source__role=role).values("target"))

    def by_seniority(self) -> Self:
        return self.order_by("track__family__order", "track__family__name", F("level__rank").asc(nulls_last=True), "track__order", "name")

    def matching(self, text: str) -> Self:
        """Return the profiles of which name, family or code contains every word of `text`."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(track__family__name__icontains=word) | Q(role__code__icontains=word))
        return found

    def best_first(self, text: str) -> Self:
        """Order by how well the name fits: the same, beginning so, a word of it beginning so, containing it; short names first."""
        fit = Case(
            When(name__iexact=text, then=0),
            When(name__istartswith=text, then=1),
            When(name__icontains=f" {text}", then=2),
            When(name__icontains=text, then=3),
            default=4,
        )
        return self.order_by(fit, Length("name"), "name", "role__slug")


class RoleProfile(models.Model):
    """A role as one version describes it: its place (track, level) and its terms."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="profiles")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="profiles")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="profiles")
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="profiles",
        null=True,
        blank=True,
        help_text="Empty when the source gives no seniority.",
    )
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    typical_months = models.PositiveSmallIntegerField(null=True, blank=True)
    pay_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_to = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    critical = models.BooleanField(default=False)

    objects = RoleProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["version", "role"], name="role_profile_once_a_version"),
            CheckConstraint(
                condition=Q(pay_from__isnull=True, pay_to__isnull=True) | (Q(pay_from__gte=0, pay_to__gte=F("pay_from")) & ~Q(currency="")),
                name="role_profile_pay_range_whole",
            ),
            CheckConstraint(condition=Q(typical_months__isnull=True) | Q(typical_months__gt=0), name="role_profile_months_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> JobFamily:
        return self.track.family

    @property
    def rank(self) -> int | None:
        return self.level.rank if self.level else None


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_force(self, on: dt.date) -> Self:
        return self.filter(profile__version__in=FrameworkVersion.objects.in_force(on))

    def with_words(self) -> Self:
        """Add `level_name` and `descriptor`: what the asked level is called, and what it means for this skill."""
        names = ProficiencyLevel.objects.filter(scale=OuterRef("skill__scale"), level=OuterRef("level")).values("name")
        descriptors = SkillDescriptor.objects.filter(skill=OuterRef("skill"), level=OuterRef("level")).values("description")
        return self.select_related("skill").annotate(level_name=Subquery(names), descriptor=Subquery(descriptors))


class Requirement(models.Model):
    profile = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="requirements")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="requirements")
    level = proficiency_field()
    weight = models.PositiveSmallIntegerField(default=1)
    core = models.BooleanField(default=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["profile", "-core", "-weight", "skill__name"]
        constraints = [
            UniqueConstraint(fields=["profile", "skill"], name="requirement_skill_once"),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="requirement_level_1_to_10"),
            CheckConstraint(condition=Q(weight__range=(1, 100)), name="requirement_weight_1_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.skill} at {self.level}"


class CredentialRequirement(models.Model):
    profile = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="credential_requirements")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="requirements")

    class Meta:
        constraints = [UniqueConstraint(fields=["profile", "credential"], name="credential_requirement_once")]

    def __str__(self) -> str:
        return f"{self.profile}: {self.credential}"


class ProjectRequirementQuerySet(models.QuerySet["ProjectRequirement"]):
    def in_force(self, on: dt.date) -> Self:
        return self.filter(profile__version__in=FrameworkVersion.objects.in_force(on))


class ProjectRequirement(models.Model):
    """So many finished projects of at least this complexity, led or taken part in."""

    profile = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="project_requirements")
    complexity = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField(default=1)
    as_lead = models.BooleanField(default=True)

    objects = ProjectRequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["profile", "complexity", "as_lead"], name="project_requirement_once"),
            CheckConstraint(condition=Q(complexity__range=(1, 5)), name="project_requirement_complexity_1_to_5"),
            CheckConstraint(condition=Q(count__gt=0), name="project_requirement_count_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.count} of complexity {self.complexity}"


class TransitionQuerySet(models.QuerySet["Transition"]):
    def in_force(self, on: dt.date) -> Self:
        return self.filter(source__version__in=FrameworkVersion.objects.in_force(on))


class Transition(models.Model):
    """A move that the written rules know of, between two profiles of the same version."""

    class Kind(models.TextChoices):
        PROMOTION = "promotion", gettext_lazy("promotion")
        LATERAL = "lateral", gettext_lazy("lateral")
        CROSSING = "crossing", gettext_lazy("crossing between tracks")
        DIAGONAL = "diagonal", gettext_lazy("diagonal")
        STEP_DOWN = "step-down", gettext_lazy("step down")

    source = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="transitions_out")
    target = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="transitions_in")
    kind = models.CharField(max_length=10, choices=Kind)
    minimum_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Months in the source role that policy asks for.")

    objects = TransitionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["source", "target"], name="transition_once"),
            CheckConstraint(condition=~Q(source=F("target")), name="transition_goes_somewhere"),
            CheckConstraint(
                condition=Q(kind__in=["promotion", "lateral", "crossing", "diagonal", "step-down"]), name="transition_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
