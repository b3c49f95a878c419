"""The nightly run in this process: the same functions that Celery's beat calls on workers."""

import datetime as dt
import sys
import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Sum
from django.utils import timezone
from tqdm import tqdm

from promotions import services
from promotions.models import ReadinessRun, RunShard
from promotions.readiness import nightly


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; expected one like 2024-05-31.") from error


class Command(BaseCommand):
    help = "Recompute promotion readiness and the monthly facts of mobility, for what has changed since the last run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="compute everybody, not only those of whom something changed")
        parser.add_argument("--on", type=a_day, metavar="DATE", help="the day to compute (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        on = options["on"] or timezone.localdate()
        policy = services.ensure_default_policy(on=on, by=None)
        if policy:
            self.stdout.write(f"No policy held on {on}: {policy} with the default thresholds is now in force.")
        try:
            run = nightly.start(on=on, full=options["full"], by=None)
        except nightly.RunRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        planned = run.shards.filter(status=RunShard.Status.PENDING).count()
        with tqdm(total=planned, unit="shard", disable=not sys.stderr.isatty()) as bar:
            for left in nightly.work_off(run):
                bar.update(planned - left - bar.n)
        run.refresh_from_db()
        if run.status != ReadinessRun.Status.SUCCEEDED:
            raise CommandError(run.error or f"The run for {on} was cancelled.")
        self.stdout.write(summary(run, time.monotonic() - began))


def summary(run: ReadinessRun, seconds: float) -> str:
    """Return the line that says what a run came to."""
    sums = run.shards.aggregate(*(Sum(name, default=0) for name in ("people", "rows", "written", "turned", "drifted")))
    counts = {name.removesuffix("__sum"): f"{count:,}" for name, count in sums.items()}
    return (
        f"{run.get_kind_display().capitalize()} run for {run.on}: {counts['people']} people, {counts['rows']} readiness rows, "
        f"{counts['written']} written, {counts['turned']} turned status, {counts['drifted']} unannounced, "
        f"{run.facts_written:,} monthly facts written, {seconds:.1f} s."
    )
