"""Inputs of the arithmetic that a person says are wrong, and what was answered. The history is append-only."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.people import Employee
from skills.models import HIGHEST_LEVEL, Credential, Skill


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the people whose record this reader may open today: a new manager takes over what the former one left."""
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def answered_by(self, user: User | AnonymousUser) -> Self:
        """Return those that this reader answers."""
        return self.filter(employee__in=Employee.objects.filter(access.of(user).answered_for()))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def with_outcome(self) -> Self:
        """Add `outcome`: what ended it; None while it is open."""
        ends = DisputeStep.objects.filter(dispute=OuterRef("pk")).exclude(kind=DisputeStep.Kind.REMARK).order_by("-pk")
        return self.select_related("skill", "credential").annotate(outcome=Subquery(ends.values("kind")[:1]))


class Dispute(models.Model):
    """One input of one person that they say is wrong. `stood` is what was on record then, in words; `wanted` what it should be.

    `closed_at` is set with the step that ends it: so the database can see to it that one input is disputed once at a time.
    """

    class Kind(models.TextChoices):
        SKILL = "skill", gettext_lazy("skill")
        CREDENTIAL = "credential", gettext_lazy("credential")
        TIME = "time", gettext_lazy("time in role")
        PROJECTS = "projects", gettext_lazy("projects")
        RATING = "rating", gettext_lazy("performance rating")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="disputes")
    kind = models.CharField(max_length=10, choices=Kind)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stood = models.CharField(max_length=300)
    wrong = models.TextField()
    wanted = models.CharField(max_length=300)
    wanted_level = models.PositiveSmallIntegerField(null=True, blank=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["employee", "-raised_at"], name="dispute_of_person")]
        constraints = [
            CheckConstraint(
                condition=Q(kind="skill", skill__isnull=False, credential__isnull=True, wanted_level__isnull=False)
                | Q(kind="credential", skill__isnull=True, credential__isnull=False, wanted_level__isnull=True)
                | Q(kind__in=["time", "projects", "rating"], skill__isnull=True, credential__isnull=True, wanted_level__isnull=True),
                name="dispute_names_its_input",
            ),
            CheckConstraint(condition=~Q(wrong="") & ~Q(wanted="") & ~Q(stood=""), name="dispute_says_what"),
            CheckConstraint(condition=Q(wanted_level__isnull=True) | Q(wanted_level__lte=HIGHEST_LEVEL), name="dispute_level_0_to_10"),
            CheckConstraint(condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("raised_at")), name="dispute_closed_after_raised"),
            UniqueConstraint(
                fields=["employee", "skill"], condition=Q(closed_at__isnull=True, kind="skill"), name="dispute_one_open_a_skill"
            ),
            UniqueConstraint(
                fields=["employee", "credential"],
                condition=Q(closed_at__isnull=True, kind="credential"),
                name="dispute_one_open_a_credential",
            ),
            UniqueConstraint(
                fields=["employee", "kind"],
                condition=Q(closed_at__isnull=True, kind__in=["time", "projects", "rating"]),
                name="dispute_one_open_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.about}"

    @property
    def about(self) -> str:
        """The input in words."""
        named = self.skill or self.credential
        return named.name if named else self.get_kind_display()

    @property
    def key(self) -> str:
        """The input as an address names it: skill-12, credential-3, time."""
        number = self.skill_id or self.credential_id
        return f"{self.kind}-{number}" if number else self.kind

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DisputeStep(models.Model):
    """What was said to a dispute, and what ended it. Append-only; the newest row is where it stands."""

    class Kind(models.TextChoices):
        REMARK = "remark", gettext_lazy("remark")
        CORRECTED = "corrected", gettext_lazy("corrected")
        DECLINED = "declined", gettext_lazy("declined")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["dispute", "pk"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=["remark", "corrected", "declined", "withdrawn"]), name="dispute_step_kind_known"),
            CheckConstraint(condition=Q(kind="withdrawn") | ~Q(text=""), name="dispute_step_gives_words"),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.kind}"

    @property
    def speaker(self) -> str:
        """Who said it: the person's name, or the account's address where it has no record."""
        if self.by is None:
            return "An account that is gone"
        person: Employee | None = getattr(self.by, "employee", None)
        return person.name if person else self.by.email
