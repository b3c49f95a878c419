"""Celery's envelopes around the nightly jobs: each names its rows and calls one function. What a task did is a row.

There is no chord and no result: whichever shard ends last asks for the end, and asking twice does no harm.
"""

from functools import partial

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from promotions.audits import runs as audit_runs
from promotions.models import NightlyRun, RunShard
from promotions.nights import runs, shards
from promotions.nights.jobs import JOBS
from promotions.nights.runs import RunRefusedError
from promotions.pulse import inviting
from promotions.readiness import check, immediate
from promotions.reviews import runs as review_runs

log = structlog.get_logger(__name__)


@shared_task(name="promotions.nightly")
def nightly() -> None:
    """Begin today's run of every job, or take up the one that stopped, and hand out its shards."""
    for job in JOBS:
        begin(job)


@shared_task(name="promotions.catch_up")
def catch_up(*, job: str) -> None:
    """Begin a run now, or after the one that is going. Before the first night there is nothing to catch up with."""
    if NightlyRun.objects.planned(job).exists() and not runs.ask_again(job):
        begin(job)


@shared_task(name="promotions.watch")
def watch() -> None:
    """Begin what was missed of the night, or take up what stands still; on a good night do nothing."""
    for job in JOBS:
        if runs.needs_a_push(job, timezone.localdate()):
            begin(job)


def begin(job: str) -> None:
    try:
        hand_out(runs.start(job, on=timezone.localdate(), full=False, by=None))
    except RunRefusedError as refusal:
        log.warning("nightly run refused", job=job, reason=str(refusal))
    except Exception:  # it stands in the log and on the status page; the other jobs' nights go on
        log.exception("nightly run could not begin", job=job)


def hand_out(run: NightlyRun) -> None:
    """Send a task for each pending shard; a shard that two tasks name is computed by one of them."""
    pending = list(run.shards.filter(status=RunShard.Status.PENDING).values_list("pk", flat=True))
    for shard_id in pending:
        transaction.on_commit(partial(run_shard.delay, run_id=run.pk, shard_id=shard_id))
    if not pending:
        transaction.on_commit(partial(finish_run.delay, run_id=run.pk))


@shared_task(name="promotions.run_shard")
def run_shard(*, run_id: int, shard_id: int) -> None:
    """Compute one shard; send it again while it fails and may be tried; ask for the end after the last."""
    tried = shards.run_shard(shard_id)
    pending = RunShard.objects.filter(run=run_id, status=RunShard.Status.PENDING)
    if tried and pending.filter(pk=shard_id).exists():
        transaction.on_commit(partial(run_shard.delay, run_id=run_id, shard_id=shard_id))
    elif not pending.exists():
        transaction.on_commit(partial(finish_run.delay, run_id=run_id))


@shared_task(name="promotions.finish_run")
def finish_run(*, run_id: int) -> None:
    """End the run; begin another when that was asked for meanwhile, else look at what it left."""
    if not runs.finish(run_id):
        log.info("nothing to end", run=run_id)
        return
    run = NightlyRun.objects.get(pk=run_id)
    if run.is_to_be_followed:
        begin(run.job)
    elif check.concerns(run):
        transaction.on_commit(partial(check_run.delay, run_id=run_id))


@shared_task(name="promotions.check_run")
def check_run(*, run_id: int) -> None:
    check.check(NightlyRun.objects.get(pk=run_id))


@shared_task(name="promotions.recompute")
def recompute(*, employee_id: int) -> None:
    """Work out one person whom a shard had in hand when they changed."""
    immediate.recompute(employee_id, wait=True)


@shared_task(name="promotions.run_audit")
def run_audit(*, audit_id: int) -> None:
    """Answer an audit; one that another worker has in hand is left alone."""
    audit_runs.run(audit_id)


@shared_task(name="promotions.run_review")
def run_review(*, review_id: int) -> None:
    """Answer a review; one that another worker has in hand is left alone."""
    review_runs.run(review_id)


@shared_task(name="promotions.invite_to_pulse")
def invite_to_pulse(*, pulse_id: int) -> None:
    """Give everybody employed their turn in a growth pulse; asking twice invites nobody twice."""
    inviting.invite(pulse_id)
