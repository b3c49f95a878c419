"""The runs of the nightly jobs and their shards, as rows: what a status page shows and what a crash leaves behind to go on from."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees.models import User


class NightlyRunQuerySet(models.QuerySet["NightlyRun"]):
    def planned(self, job: str) -> Self:
        """Return the runs of a job that were planned for many and worked off by shards: all but the immediate ones."""
        return self.filter(job=job).exclude(kind=NightlyRun.Kind.IMMEDIATE)


class NightlyRun(models.Model):
    """A run of a nightly job for a day.

    An immediate one stands for everybody who was worked out between two runs on that day, each right after a change. It has no
    shards and has always succeeded; there is one a day at most.
    """

    class Job(models.TextChoices):
        READINESS = "readiness", gettext_lazy("readiness")
        REMINDERS = "reminders", gettext_lazy("reminders")
        RETENTION = "retention", gettext_lazy("retention")
        NUDGES = "nudges", gettext_lazy("nudges")
        DRIFT = "drift", gettext_lazy("drift")

    class Kind(models.TextChoices):
        FULL = "full", gettext_lazy("full")
        INCREMENTAL = "incremental", gettext_lazy("incremental")
        IMMEDIATE = "immediate", gettext_lazy("immediate")

    class Status(models.TextChoices):
        RUNNING = "running", gettext_lazy("running")
        SUCCEEDED = "succeeded", gettext_lazy("succeeded")
        FAILED = "failed", gettext_lazy("failed")
        CANCELLED = "cancelled", gettext_lazy("cancelled")

    job = models.CharField(max_length=9, choices=Job)
    on = models.DateField(help_text="The day whose facts are computed.")
    kind = models.CharField(max_length=11, choices=Kind)
    status = models.CharField(max_length=9, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rules = models.CharField(max_length=64, blank=True, help_text="Digest of the rules it was planned with.")
    facts_written = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    again = models.BooleanField(default=False, help_text="Asked for once more while it was going: another run follows it.")
    cancelled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    checked = models.PositiveIntegerField(null=True, blank=True, help_text="People computed from scratch afterwards; empty before that.")
    differing = models.PositiveIntegerField(default=0, help_text="Those of them whose rows came out otherwise.")
    differences = models.TextField(blank=True, help_text="What differs: employee numbers and figures, a line a row.")

    objects = NightlyRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(fields=["job"], condition=Q(status="running"), name="nightly_run_one_at_a_time"),
            UniqueConstraint(fields=["job", "on"], condition=Q(kind="immediate"), name="nightly_run_one_immediate_a_day"),
            CheckConstraint(condition=Q(job__in=["readiness", "reminders", "retention", "nudges", "drift"]), name="nightly_run_job_known"),
            CheckConstraint(condition=Q(kind__in=["full", "incremental", "immediate"]), name="nightly_run_kind_known"),
            CheckConstraint(condition=Q(status__in=["running", "succeeded", "failed", "cancelled"]), name="nightly_run_status_known"),
            CheckConstraint(
                condition=Q(status="running", finished_at__isnull=True) | Q(~Q(status="running"), finished_at__isnull=False),
                name="nightly_run_finished_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.job} run for {self.on}"

    @property
    def is_to_be_followed(self) -> bool:
        """Whether it has ended by itself and another was asked for."""
        return self.again and self.status in (self.Status.SUCCEEDED, self.Status.FAILED)


class RunShard(models.Model):
    """A range of employee ids, computed and written in one transaction; repeating it is harmless."""

    class Status(models.TextChoices):
        PENDING = "pending", gettext_lazy("pending")
        DONE = "done", gettext_lazy("done")
        FAILED = "failed", gettext_lazy("failed")

    run = models.ForeignKey(NightlyRun, on_delete=models.CASCADE, related_name="shards")
    first_employee = models.BigIntegerField()
    last_employee = models.BigIntegerField()
    status = models.CharField(max_length=7, choices=Status, default=Status.PENDING)
    rules = models.CharField(max_length=64, blank=True, help_text="Digest of the rules it was computed with.")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0, help_text="Readiness rows that hold after the shard.")
    written = models.PositiveIntegerField(default=0, help_text="Rows inserted, updated or deleted.")
    turned = models.PositiveIntegerField(default=0, help_text="Rows whose status changed.")
    drifted = models.PositiveIntegerField(default=0, help_text="Written rows of people whom no mark, date or rule had announced.")

    class Meta:
        ordering = ["run", "first_employee"]
        constraints = [
            UniqueConstraint(fields=["run", "first_employee"], name="run_shard_once"),
            CheckConstraint(condition=Q(last_employee__gte=F("first_employee")), name="run_shard_range_whole"),
            CheckConstraint(condition=Q(status__in=["pending", "done", "failed"]), name="run_shard_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.first_employee}–{self.last_employee}"
