"""Rounds in which a person and whoever leads them rate the same skills, each without seeing the other's rating until both are in.

What is rated lies on sheets until the round is revealed, and becomes judgements (`SkillAssessment`) only then: no arithmetic, page, file
or export that reads judgements can give a sealed rating away.
"""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Prefetch, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from employees.models.accounts import User
from employees.models.growth import ImpactEntry
from employees.models.people import Employee
from employees.models.skill_profile import HeldCredential, Project, SkillAssessment
from skills.models import HIGHEST_LEVEL, Skill


class Side(models.TextChoices):
    SELF = "self", _("the employee")
    MANAGER = "manager", _("the manager")


class AssessmentRoundQuerySet(models.QuerySet["AssessmentRound"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the people whose record this reader may open: that there is one, never what is still sealed in it."""
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(outcome="")

    def with_hand_ins(self) -> Self:
        """Fetch the sheets handed in, newest last, as `handed_in`: who and when, for the ratings see `RatingSheet.visible_to`."""
        sheets = RatingSheet.objects.filter(handed_in_at__isnull=False).select_related("by__employee").order_by("handed_in_at")
        return self.prefetch_related(Prefetch("sheets", queryset=sheets, to_attr="handed_in"))


class AssessmentRound(models.Model):
    """A round over a fixed list of skills. `outcome` is empty while it is open, and says whose ratings it revealed."""

    class Outcome(models.TextChoices):
        BOTH = "both", _("both have rated")
        SELF = "self", _("the employee alone has rated")
        MANAGER = "manager", _("the manager alone has rated")
        CALLED_OFF = "called-off", _("called off")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="assessment_rounds")
    skills: "models.ManyToManyField[Skill, models.Model]" = models.ManyToManyField(Skill, related_name="+")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(help_text=_("From the day after, whoever has rated may close it without the other."))
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = AssessmentRoundQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "-opened_on", "-pk"]
        constraints = [
            UniqueConstraint(fields=["employee"], condition=Q(outcome=""), name="assessment_round_one_open"),
            CheckConstraint(condition=Q(outcome__in=["", "both", "self", "manager", "called-off"]), name="assessment_round_outcome_known"),
            CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="assessment_round_closed_with_outcome",
            ),
            CheckConstraint(condition=Q(due_on__gte=models.F("opened_on")), name="assessment_round_due_after_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} from {self.opened_on}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_revealed(self) -> bool:
        return self.outcome in REVEALED

    def overdue(self, on: dt.date) -> bool:
        return self.is_open and self.due_on < on


REVEALED = (AssessmentRound.Outcome.BOTH, AssessmentRound.Outcome.SELF, AssessmentRound.Outcome.MANAGER)


class RatingSheetQuerySet(models.QuerySet["RatingSheet"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own sheets, and of the people whose record they may open those that a round has revealed."""
        told = Q(round__outcome__in=REVEALED, handed_in_at__isnull=False, round__employee__in=Employee.objects.visible_to(user))
        return self.filter(told | Q(by=user)) if user.pk else self.none()


class RatingSheet(models.Model):
    """One side's ratings in a round, by one account; a draft until it is handed in. Of each side one sheet is handed in."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.CASCADE, related_name="sheets")
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="rating_sheets")
    version = models.PositiveIntegerField(default=0, help_text=_("How often it was saved: two windows cannot overwrite each other unseen."))
    saved_at = models.DateTimeField(auto_now=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = RatingSheetQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            UniqueConstraint(fields=["round", "by"], name="rating_sheet_once_an_account"),
            UniqueConstraint(fields=["round", "side"], condition=Q(handed_in_at__isnull=False), name="rating_sheet_handed_in_once_a_side"),
            CheckConstraint(condition=Q(side__in=["self", "manager"]), name="rating_sheet_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.side}"

    @property
    def signer(self) -> str:
        """Return who rated: the person's name, or the account's address where it has no record."""
        person: Employee | None = getattr(self.by, "employee", None)
        return person.name if person else self.by.email if self.by else str(_("An account that is gone"))


class SkillRatingQuerySet(models.QuerySet["SkillRating"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(sheet__in=RatingSheet.objects.visible_to(user))


class SkillRating(models.Model):
    """One skill on a sheet. `level` is empty while, or because, its rater cannot judge; `judgement` is what it became."""

    sheet = models.ForeignKey(RatingSheet, on_delete=models.CASCADE, related_name="ratings")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    judgement = models.OneToOneField(SkillAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="rating")

    objects = SkillRatingQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "skill__name"]
        constraints = [
            UniqueConstraint(fields=["sheet", "skill"], name="skill_rating_once_a_sheet"),
            CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, HIGHEST_LEVEL)), name="skill_rating_level_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.skill_id} at {self.level}"


class RatingEvidence(models.Model):
    """What a rating points to on the person's record: exactly one of a result, a project and a credential."""

    rating = models.ForeignKey(SkillRating, on_delete=models.CASCADE, related_name="links")
    entry = models.ForeignKey(ImpactEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    credential = models.ForeignKey(HeldCredential, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(entry__isnull=False, project__isnull=True, credential__isnull=True)
                | Q(entry__isnull=True, project__isnull=False, credential__isnull=True)
                | Q(entry__isnull=True, project__isnull=True, credential__isnull=False),
                name="rating_evidence_is_one_thing",
            ),
            UniqueConstraint(fields=["rating", "entry"], name="rating_evidence_entry_once"),
            UniqueConstraint(fields=["rating", "project"], name="rating_evidence_project_once"),
            UniqueConstraint(fields=["rating", "credential"], name="rating_evidence_credential_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.key}"

    @property
    def key(self) -> str:
        """The thing as a form names it: entry-12, project-3, credential-7."""
        return next(f"{kind}-{number}" for kind in KINDS if (number := getattr(self, f"{kind}_id")))


KINDS = ("entry", "project", "credential")
