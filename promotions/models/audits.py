"""Audits of fairness: what was asked, by whom and why, of which people, and the answer as it may be shown."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Unit, User
from pathways.models import JobFamily


class AuditPopulation(models.Model):
    """Who an audit was about, by the hash of it: person, cycle and stages reached, packed. No answer about anybody stands in it."""

    hash = models.CharField(max_length=64, primary_key=True)
    members = models.BinaryField()
    size = models.PositiveIntegerField(help_text="People, each counted once a cycle.")

    def __str__(self) -> str:
        return self.hash[:12]


class AuditQuerySet(models.QuerySet["Audit"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return every audit for auditors; for HR partners the finished ones of their own units; none for anybody else."""
        reader = access.of(user)
        if reader.may(access.Permission.ASK_AUDITS):
            return self
        if reader.may(access.Permission.READ_AUDITS):
            return self.filter(unit__in=reader.partner_units, status=Audit.Status.DONE)
        return self.none()

    def before(self, audit: "Audit") -> Self:
        """Return the answered audits of the same question asked before this one, the newest first; the cycles may be others."""
        names = ("attribute", "crossed_with", "stage", "strata", "reference", "unit", "family")
        same = {name: getattr(audit, name) for name in names}
        return self.filter(pk__lt=audit.pk, status=Audit.Status.DONE, **same).order_by("-pk")

    def with_scope(self) -> Self:
        return self.select_related("unit", "family", "asked_by")


class Audit(models.Model):
    """One question and its answer. Parameters never change; the answer is written once, by a worker."""

    class Attribute(models.TextChoices):
        SEX = "sex", gettext_lazy("sex")
        ETHNICITY = "ethnicity", gettext_lazy("ethnic group")
        DISABILITY = "disability", gettext_lazy("disability")
        BIRTH_YEAR = "birth_year", gettext_lazy("age")

    class Stage(models.TextChoices):
        ELIGIBLE_PROMOTED = "eligible-promoted", gettext_lazy("promoted, of those eligible")
        ELIGIBLE_READY = "eligible-ready", gettext_lazy("ready on file, of those eligible")
        ELIGIBLE_NOMINATED = "eligible-nominated", gettext_lazy("nominated, of those eligible")
        NOMINATED_PROMOTED = "nominated-promoted", gettext_lazy("promoted by decision, of those nominated")
        READY_PROMOTED = "ready-promoted", gettext_lazy("promoted by decision, of those nominated while ready on file")

    class Strata(models.TextChoices):
        ALL = "level-family-cycle", gettext_lazy("level, family and cycle")
        FAMILY = "family", gettext_lazy("family")
        LEVEL = "level", gettext_lazy("level")
        CYCLE = "cycle", gettext_lazy("cycle")

    class Status(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting")
        RUNNING = "running", gettext_lazy("under way")
        DONE = "done", gettext_lazy("done")
        REFUSED = "refused", gettext_lazy("refused")
        FAILED = "failed", gettext_lazy("failed")

    attribute = models.CharField(max_length=10, choices=Attribute)
    crossed_with = models.CharField(max_length=10, choices=Attribute, blank=True)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ELIGIBLE_PROMOTED)
    strata = models.CharField(max_length=18, choices=Strata, default=Strata.ALL)
    reference = models.CharField(max_length=170, blank=True, help_text="The group fixed beforehand; empty for the one of the highest rate.")
    first_cycle = models.PositiveSmallIntegerField(help_text="The year of the first cycle.")
    last_cycle = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    family = models.ForeignKey(JobFamily, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=400)
    threshold = models.PositiveSmallIntegerField(default=10, help_text="People below which a group is hidden.")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    doing = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True, help_text="Why it failed or was refused.")
    finished_at = models.DateTimeField(null=True, blank=True)
    snapshot_on = models.DateField(null=True, blank=True, help_text="The day whose records were read.")
    population = models.ForeignKey(AuditPopulation, on_delete=models.PROTECT, null=True, blank=True, related_name="audits")
    method = models.CharField(max_length=20, blank=True, help_text="Version of the method.")
    nth_look = models.PositiveIntegerField(default=1, help_text="The how-manieth audit of this attribute, over these cycles, it was.")
    result = models.JSONField(null=True, blank=True, help_text="What may be shown, suppressed.")

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(condition=Q(attribute__in=["sex", "ethnicity", "disability", "birth_year"]), name="audit_attribute_known"),
            CheckConstraint(
                condition=Q(crossed_with__in=["", "sex", "ethnicity", "disability", "birth_year"]) & ~Q(crossed_with=F("attribute")),
                name="audit_crossed_with_another",
            ),
            CheckConstraint(
                condition=Q(
                    stage__in=["eligible-promoted", "eligible-ready", "eligible-nominated", "nominated-promoted", "ready-promoted"]
                ),
                name="audit_stage_known",
            ),
            CheckConstraint(condition=Q(strata__in=["level-family-cycle", "family", "level", "cycle"]), name="audit_strata_known"),
            CheckConstraint(condition=Q(last_cycle__gte=F("first_cycle")), name="audit_cycles_in_order"),
            CheckConstraint(condition=~Q(purpose=""), name="audit_says_why"),
            CheckConstraint(condition=Q(status__in=["waiting", "running", "done", "refused", "failed"]), name="audit_status_known"),
            CheckConstraint(
                condition=Q(status="done", result__isnull=False) | (~Q(status="done") & Q(result__isnull=True)),
                name="audit_done_has_result",
            ),
            CheckConstraint(condition=Q(progress__lte=100), name="audit_progress_per_cent"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.cycles}"

    @property
    def attributes(self) -> list[str]:
        return [name for name in (self.attribute, self.crossed_with) if name]

    @property
    def about(self) -> str:
        """Return what is compared: "Sex by ethnic group"."""
        names = [self.get_attribute_display(), *([self.get_crossed_with_display()] if self.crossed_with else [])]
        return capfirst(_("%(one)s by %(other)s") % {"one": names[0], "other": names[1]} if len(names) > 1 else str(names[0]))

    @property
    def cycles(self) -> str:
        return str(self.first_cycle) if self.first_cycle == self.last_cycle else f"{self.first_cycle}–{self.last_cycle}"

    @property
    def years(self) -> range:
        return range(self.first_cycle, self.last_cycle + 1)

    @property
    def scope(self) -> str:
        return ", ".join(str(part) for part in (self.unit, self.family) if part) or _("The whole company")

    @property
    def verdict(self) -> str:
        """Return the gravest of its verdicts, empty where nothing could be compared or is not yet."""
        comparisons = (self.result or {}).get("comparisons", [])
        return str(comparisons[0]["verdict"]) if comparisons else ""

    @property
    def under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)
