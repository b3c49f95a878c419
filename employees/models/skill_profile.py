"""What a person holds: assessed skills, credentials, finished projects, ratings."""

import datetime as dt

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees.models.accounts import User
from employees.models.people import Employee, Unit
from employees.models.periods import Period
from skills.models import HIGHEST_LEVEL, Credential, Skill, proficiency_field


class SkillAssessment(models.Model):
    """One judgement of one skill. Append-only: a new judgement is a new row."""

    class Source(models.TextChoices):
        SELF = "self", gettext_lazy("self")
        PEER = "peer", gettext_lazy("peer")
        MANAGER = "manager", gettext_lazy("manager")
        TEST = "test", gettext_lazy("test")
        CREDENTIAL = "credential", gettext_lazy("credential")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="assessments", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="assessments")
    level = proficiency_field(lowest=0)
    source = models.CharField(max_length=10, choices=Source)
    assessor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="assessments_made")
    evidence = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        ordering = ["employee", "skill", "-on", "-pk"]
        indexes = [models.Index(fields=["employee", "skill", "-on"], name="assessment_newest")]
        constraints = [
            CheckConstraint(condition=Q(level__range=(0, HIGHEST_LEVEL)), name="assessment_level_0_to_10"),
            CheckConstraint(condition=Q(source__in=["self", "peer", "manager", "test", "credential"]), name="assessment_source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.skill_id} at {self.level} by {self.source} on {self.on}"


class HeldSkill(models.Model):
    """The level that counts now: the newest assessment by manager, test or credential; failing that by a peer; failing that one's own.

    On PostgreSQL the key carries the level along (migration 0009), so that a night reads everybody's levels from it alone.
    """

    pk = models.CompositePrimaryKey("employee_id", "skill_id")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="held_skills", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = proficiency_field(lowest=0)
    source = models.CharField(max_length=10, choices=SkillAssessment.Source)
    on = models.DateField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(level__range=(0, HIGHEST_LEVEL)), name="held_skill_level_0_to_10"),
            CheckConstraint(condition=Q(source__in=["self", "peer", "manager", "test", "credential"]), name="held_skill_source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.skill_id} at {self.level}"

    @property
    def verified(self) -> bool:
        return self.source != SkillAssessment.Source.SELF


class HeldCredential(models.Model):
    """A credential held from `issued_on` up to, not including, `expires_on`; empty when it never lapses."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="credentials", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="holders")
    number = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["employee", "credential", "-issued_on"]
        indexes = [models.Index(fields=["expires_on"], condition=Q(expires_on__isnull=False), name="held_credential_expiry")]
        constraints = [
            UniqueConstraint(fields=["employee", "credential", "issued_on"], name="held_credential_once"),
            CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")), name="held_credential_expires_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.credential_id}"

    def days_left(self, on: dt.date) -> int | None:
        """Return how many days from that one on it still counts, 0 or less when it has lapsed; None when it never does."""
        return (self.expires_on - on).days if self.expires_on else None


class PerformanceRating(models.Model):
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="ratings", db_index=False)
    value = models.PositiveSmallIntegerField()
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["employee", "-on"]
        constraints = [
            UniqueConstraint(fields=["employee", "on"], name="performance_rating_once_a_day"),
            CheckConstraint(condition=Q(value__range=(1, 5)), name="performance_rating_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.value} on {self.on}"


class Project(Period):
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    complexity = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)

    class Meta(Period.Meta):
        ordering = ["-start", "name"]
        constraints = [*Period.Meta.constraints, CheckConstraint(condition=Q(complexity__range=(1, 5)), name="project_complexity_1_to_5")]

    def __str__(self) -> str:
        return self.name


class Assignment(Period):
    """A person's part in a project. It counts for a role once it has ended and is marked finished."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="assignments")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    as_lead = models.BooleanField(default=False)
    finished = models.BooleanField(default=False)

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            UniqueConstraint(fields=["employee", "project", "start"], name="assignment_once"),
            CheckConstraint(condition=Q(finished=False) | Q(end__isnull=False), name="assignment_finished_has_end"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} in {self.project_id}"
