"""The nightly jobs in this process: the same functions that Celery's beat calls on workers."""

import datetime as dt
import sys
import time
from argparse import ArgumentTypeError
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from employees import trail_partitions
from promotions import run_history, services
from promotions.models import NightlyRun, RunShard
from promotions.nights import runs
from promotions.nights.jobs import JOBS
from promotions.readiness import announced, check

log = structlog.get_logger(__name__)


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; expected one like 2024-05-31.") from error


class Command(BaseCommand):
    help = "Do every nightly job for what has changed since the last run: promotion readiness, then the monthly facts of mobility."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="compute everybody, not only those of whom something changed")
        parser.add_argument(
            "--repair", action="store_true", help="compute everybody and trust no stored row: since when they are ready, too"
        )
        parser.add_argument("--on", type=a_day, metavar="DATE", help="the day to compute (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        policy = services.ensure_default_policy(on=on, by=None)
        if policy:
            self.stdout.write(f"No policy held on {on}: {policy} with the default thresholds is now in force.")
        if options["repair"]:
            announced.mark_everybody()
        full = options["full"] or options["repair"]
        troubles = [trouble for job in JOBS if (trouble := self._night_of(job, on, full=full))]
        trail_partitions.keep(timezone.localdate(), months=settings.TRAIL_MONTHS)  # as beat has it done elsewhere
        if troubles:
            raise CommandError("\n".join(troubles))

    def _night_of(self, job: str, on: dt.date, *, full: bool) -> str:
        """Do one job and say what it came to; return the sentence when it did not succeed, so that the next is done all the same."""
        began = time.monotonic()
        try:
            run = self._run(job, on, full=full)
        except runs.RunRefusedError as refusal:
            return str(refusal)
        except Exception as error:
            log.exception("nightly job broke off", job=job)
            return f"{NightlyRun.Job(job).label.capitalize()} broke off: {type(error).__name__}: {error}"
        if run.status != NightlyRun.Status.SUCCEEDED:
            return run.error or f"The run for {on} was cancelled."
        seconds = time.monotonic() - began
        if check.concerns(run):
            check.check(run)
        found = run_history.report_of(run.pk)
        told = f"{found.title}, {run.kind} run for {on}: {found.figures_text}, {seconds:.1f} s"
        self.stdout.write(". ".join(filter(None, [told, found.check_text])) + ".")
        return run.differences

    def _run(self, job: str, on: dt.date, *, full: bool) -> NightlyRun:
        run = runs.start(job, on=on, full=full, by=None)
        planned = run.shards.filter(status=RunShard.Status.PENDING).count()
        with tqdm(total=planned, unit="shard", disable=not sys.stderr.isatty()) as bar:
            for left in runs.work_off(run):
                bar.update(planned - left - bar.n)
        run.refresh_from_db()
        return self._run(job, on, full=False) if run.is_to_be_followed else run
