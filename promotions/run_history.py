"""The runs of the nightly jobs as people read them: how the last ones went, how far the present one is."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pathways.words import number
from promotions.models import NightlyRun, RunShard
from promotions.models.runs import NightlyRunQuerySet
from promotions.nights.jobs import JOBS

RUNS_SHOWN = 30
FAILURES_SHOWN = 20
STALLED_AFTER = dt.timedelta(minutes=30)  # longer than any shard takes, within a task's time limit
COUNTS = ("people", "rows", "written", "turned", "drifted")

Status = NightlyRun.Status


def duration_text(duration: dt.timedelta) -> str:
    """Return a duration by its two largest units: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min"."""
    seconds = duration.total_seconds()
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": number(seconds, 1)}
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return (
        _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
        if minutes
        else _("%(seconds)s s") % {"seconds": seconds}
    )


@dataclass(frozen=True)
class RunReport:
    """A run with the sums of its shards."""

    run: NightlyRun
    shards: int
    done: int
    failed: int
    counts: dict[str, int]
    last_sign: dt.datetime  # when it began or last finished a shard

    @property
    def title(self) -> str:
        return capfirst(self.run.get_job_display())

    @property
    def figures(self) -> list[tuple[str, int]]:
        return JOBS[self.run.job].figures(self.run, self.counts)

    @property
    def figures_text(self) -> str:
        return ", ".join(f"{number(figure)} {name}" for name, figure in self.figures)

    @property
    def running(self) -> bool:
        return self.run.status == Status.RUNNING

    @property
    def percent(self) -> int:
        return 100 * (self.done + self.failed) // self.shards if self.shards else 0

    @property
    def took(self) -> dt.timedelta:
        """How long it ran, or has been running."""
        return (self.run.finished_at or timezone.now()) - self.run.started_at

    @property
    def took_text(self) -> str:
        return duration_text(self.took)

    @property
    def left_text(self) -> str:
        return duration_text(self.left) if self.left else ""

    @property
    def left(self) -> dt.timedelta | None:
        """How long the remaining shards will take at the pace of those done; None before the first is."""
        worked_off = self.done + self.failed
        return (self.last_sign - self.run.started_at) / worked_off * (self.shards - worked_off) if worked_off else None

    @property
    def pace_text(self) -> str:
        """Return how many people and rows a second it came through with its shards; empty before the first is done."""
        seconds = (self.last_sign - self.run.started_at).total_seconds()
        if seconds <= 0 or not self.counts["people"]:
            return ""
        people, rows = (round(self.counts[name] / seconds) for name in ("people", "rows"))
        return _("%(people)s people and %(rows)s rows a second") % {"people": number(people), "rows": number(rows)}

    @property
    def check_text(self) -> str:
        """Return what the check from scratch came to; empty when there was none."""
        run = self.run
        return (
            ""
            if run.checked is None
            else _("%(checked)s people checked from scratch, %(differing)s differ")
            % {"checked": number(run.checked), "differing": number(run.differing)}
        )

    @property
    def stalled(self) -> bool:
        return self.running and timezone.now() - self.last_sign > STALLED_AFTER


@dataclass(frozen=True)
class JobHistory:
    """A nightly job with its newest runs, newest first, and the shards of the newest run that failed."""

    job: NightlyRun.Job
    purpose: str
    reports: list[RunReport]
    failures: list[RunShard]

    @property
    def running(self) -> RunReport | None:
        return next((report for report in self.reports if report.running), None)

    @property
    def last(self) -> RunReport | None:
        """Return the newest run that has ended."""
        return next((report for report in self.reports if not report.running), None)


def runs() -> NightlyRunQuerySet:
    done, failed = Q(shards__status=RunShard.Status.DONE), Q(shards__status=RunShard.Status.FAILED)
    sums = {f"sum_{name}": Sum(f"shards__{name}", default=0) for name in COUNTS}
    return NightlyRun.objects.select_related("started_by__employee", "cancelled_by__employee").annotate(
        shard_count=Count("shards"),
        done_count=Count("shards", filter=done),
        failed_count=Count("shards", filter=failed),
        last_shard_at=Max("shards__finished_at"),
        **sums,
    )


def histories() -> list[JobHistory]:
    """Return every job's history. Two queries a job."""
    return [history(NightlyRun.Job(job)) for job in JOBS]


def history(job: NightlyRun.Job) -> JobHistory:
    reports = [report(run) for run in runs().planned(job).order_by("-pk")[:RUNS_SHOWN]]
    return JobHistory(job, _(JOBS[job].PURPOSE), reports, failures(reports[0].run) if reports else [])


def running(job: str) -> RunReport | None:
    run = runs().planned(job).filter(status=Status.RUNNING).first()
    return report(run) if run else None


def report_of(run_id: int) -> RunReport:
    return report(runs().get(pk=run_id))


def report(run: NightlyRun) -> RunReport:
    """Summarise a run of `runs()`."""
    sums = vars(run)  # annotations, which the type of a model does not name
    return RunReport(
        run=run,
        shards=sums["shard_count"],
        done=sums["done_count"],
        failed=sums["failed_count"],
        counts={name: sums[f"sum_{name}"] for name in COUNTS},
        last_sign=sums["last_shard_at"] or run.started_at,
    )


def failures(run: NightlyRun) -> list[RunShard]:
    """Return the shards of a run that failed, or failed and wait for another attempt."""
    return list(run.shards.exclude(error="").order_by("first_employee")[:FAILURES_SHOWN])


def last_day_of_figures() -> dt.date | None:
    """Return the day of the newest run that brought the monthly facts up to date; None before the first night."""
    succeeded = NightlyRun.objects.planned(NightlyRun.Job.READINESS).filter(status=Status.SUCCEEDED)
    return succeeded.order_by("-pk").values_list("on", flat=True).first()
