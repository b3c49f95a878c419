"""What a person has achieved, wants and plans; and who helps."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from employees import access
from employees.models.accounts import User
from employees.models.people import Employee
from employees.models.periods import Period
from employees.models.skill_profile import Project
from pathways.models import FrameworkVersion, Role
from skills.models import HIGHEST_LEVEL, LearningResource, Skill, proficiency_field


class ImpactEntry(models.Model):
    """A result in the form problem – decision – value, with a measure."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="impact_entries")
    on = models.DateField()
    problem = models.TextField()
    decision = models.TextField()
    value = models.TextField()
    metric = models.CharField(max_length=200, blank=True)
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="impact_entries")
    skills: "models.ManyToManyField[Skill, models.Model]" = models.ManyToManyField(Skill, blank=True, related_name="+")

    class Meta:
        ordering = ["employee", "-on"]
        verbose_name_plural = "impact entries"
        constraints = [CheckConstraint(condition=~Q(problem="") & ~Q(value=""), name="impact_entry_says_what_and_why")]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.on}"


class Endorsement(models.Model):
    entry = models.ForeignKey(ImpactEntry, on_delete=models.CASCADE, related_name="endorsements")
    endorser = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="endorsements_given")
    text = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        constraints = [UniqueConstraint(fields=["entry", "endorser"], name="endorsement_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.endorser_id}"


class AspirationQuerySet(models.QuerySet["Aspiration"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own wishes. Those of others are told of on the pages about these people, as far as they are shared."""
        own = access.of(user).employee
        return self.filter(employee=own) if own else self.none()


class Aspiration(models.Model):
    """A role that a person wants. Private until shared."""

    class Goal(models.TextChoices):
        PROMOTION = "promotion", "promotion"
        FIELD = "field", "change of field"
        EXPERTISE = "expertise", "expertise"
        RE_ENTRY = "re-entry", "re-entry"
        WIND_DOWN = "wind-down", "wind-down"

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="aspirations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="aspirations")
    goal = models.CharField(max_length=10, choices=Goal, default=Goal.PROMOTION)
    within_months = models.PositiveSmallIntegerField(null=True, blank=True)
    open_to_move = models.BooleanField(default=False)
    since = models.DateField()
    shared_on = models.DateField(null=True, blank=True, help_text="Empty while it is private.")

    objects = AspirationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["employee", "role"], name="aspiration_once"),
            CheckConstraint(
                condition=Q(goal__in=["promotion", "field", "expertise", "re-entry", "wind-down"]), name="aspiration_goal_known"
            ),
            CheckConstraint(condition=Q(shared_on__isnull=True) | Q(shared_on__gte=F("since")), name="aspiration_shared_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} wants {self.role_id}"


class Plan(Period):
    """A development plan towards a role. It keeps the framework version that it was made under."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="plans")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta(Period.Meta):
        ordering = ["employee", "-start"]
        constraints = [
            *Period.Meta.constraints,
            UniqueConstraint(fields=["employee"], condition=Q(end__isnull=True), name="plan_one_current"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.employee_id} from {self.start}"


class Goal(models.Model):
    """A skill to bring to a level."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = proficiency_field()
    due_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["plan", "skill"], name="goal_skill_once"),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="goal_level_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} to {self.level}"


class Action(models.Model):
    class Kind(models.TextChoices):
        COURSE = "course", "course"
        PRACTICE = "practice", "practice"
        STRETCH = "stretch", "stretch assignment"
        MENTORING = "mentoring", "mentoring"
        PROJECT = "project", "project"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=400)
    resource = models.ForeignKey(LearningResource, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind__in=["course", "practice", "stretch", "mentoring", "project"]), name="action_kind_known"),
            CheckConstraint(condition=~Q(text=""), name="action_says_what"),
        ]

    def __str__(self) -> str:
        return self.text


class Milestone(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=400)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [CheckConstraint(condition=~Q(text=""), name="milestone_says_what")]

    def __str__(self) -> str:
        return self.text


class Mentorship(Period):
    class Kind(models.TextChoices):
        MENTOR = "mentor", "mentor"
        SPONSOR = "sponsor", "sponsor"
        PRECEPTOR = "preceptor", "preceptor"
        PEER = "peer", "peer"

    mentor = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="mentees")
    mentee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="mentors")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MENTOR)
    purpose = models.TextField(blank=True)

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            UniqueConstraint(fields=["mentor", "mentee", "kind"], condition=Q(end__isnull=True), name="mentorship_one_current"),
            CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentorship_not_with_oneself"),
            CheckConstraint(condition=Q(kind__in=["mentor", "sponsor", "preceptor", "peer"]), name="mentorship_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} for {self.mentee_id}"
