"""A framework, its versions, and the labels that all its versions share: families, tracks, levels."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Count, OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Framework(models.Model):
    """A body of written rules on roles, from one publisher. A company may use several."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    attribution = models.TextField(blank=True, help_text="Licence and credit that the publisher asks for.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def published(self) -> Self:
        return self.filter(status=FrameworkVersion.Status.PUBLISHED)

    def in_force(self, on: dt.date) -> Self:
        """Return, for each framework, the one version whose rules hold on that day."""
        newest = (
            FrameworkVersion.objects.published()
            .filter(framework=OuterRef("framework"), effective_from__lte=on)
            .order_by("-effective_from", "-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))


class FrameworkVersion(models.Model):
    """What a framework says from a date on. A published version is never edited; a change is a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", gettext_lazy("draft")
        PUBLISHED = "published", gettext_lazy("published")
        RETIRED = "retired", gettext_lazy("retired")

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    effective_from = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where it came from, such as a file name.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "-number"]
        constraints = [
            UniqueConstraint(fields=["framework", "number"], name="framework_version_number_once"),
            CheckConstraint(condition=Q(status__in=["draft", "published", "retired"]), name="framework_version_status_known"),
            CheckConstraint(
                condition=~Q(status="published") | Q(effective_from__isnull=False), name="framework_version_published_has_date"
            ),
        ]

    def __str__(self) -> str:
        return _("%(framework)s version %(number)s") % {"framework": self.framework, "number": self.number}


class FamilyGroup(models.Model):
    """A field of work that gathers job families, such as "Software development"."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="family_groups")
    code = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [UniqueConstraint(fields=["framework", "code"], name="family_group_code_once")]

    def __str__(self) -> str:
        return self.name


class JobFamilyQuerySet(models.QuerySet["JobFamily"]):
    def in_force(self, on: dt.date) -> Self:
        """Return the families that have a role in force that day, each with its number of roles as `role_count`."""
        current = Q(tracks__profiles__version__in=FrameworkVersion.objects.in_force(on))
        return self.annotate(role_count=Count("tracks__profiles", filter=current)).filter(role_count__gt=0)

    def matching(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(group__name__icontains=word))
        return found


class JobFamily(models.Model):
    """Roles of one kind of work, and the shape in which people move through them."""

    class Shape(models.TextChoices):
        LADDER = "ladder", gettext_lazy("ladder")
        DUAL_LADDER = "dual-ladder", gettext_lazy("dual ladder")
        LATTICE = "lattice", gettext_lazy("lattice")
        SKILLS = "skills", gettext_lazy("mastery bands")
        PROJECTS = "projects", gettext_lazy("project tiers")

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="families")
    group = models.ForeignKey(FamilyGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="families")
    code = models.SlugField(max_length=120)
    slug = models.SlugField(max_length=160, unique=True)
    name = models.CharField(max_length=200)
    shape = models.CharField(max_length=12, choices=Shape, default=Shape.LADDER)
    description = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = JobFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name_plural = "job families"
        constraints = [
            UniqueConstraint(fields=["framework", "code"], name="job_family_code_once"),
            CheckConstraint(
                condition=Q(shape__in=["ladder", "dual-ladder", "lattice", "skills", "projects"]), name="job_family_shape_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """A line of seniority inside a family. A dual ladder has a specialist and a management one."""

    class Kind(models.TextChoices):
        SPECIALIST = "specialist", gettext_lazy("specialist")
        MANAGEMENT = "management", gettext_lazy("management")

    family = models.ForeignKey(JobFamily, on_delete=models.CASCADE, related_name="tracks")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SPECIALIST)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            UniqueConstraint(fields=["family", "code"], name="track_code_once"),
            CheckConstraint(condition=Q(kind__in=["specialist", "management"]), name="track_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


class Level(models.Model):
    """A rung that is comparable across the families of a framework. `rank` is the only measure of seniority."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["framework", "rank"]
        constraints = [UniqueConstraint(fields=["framework", "rank"], name="level_rank_once")]

    def __str__(self) -> str:
        return self.name
