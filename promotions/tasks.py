"""Celery's envelopes around the nightly run: each names its rows and calls one function. What a task did is a row.

There is no chord and no result: whichever shard ends last asks for the end, and asking twice does no harm.
"""

from functools import partial

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from promotions.models import ReadinessRun, RunShard
from promotions.readiness import nightly as run_over_everybody
from promotions.readiness.nightly import RunRefusedError

log = structlog.get_logger(__name__)


@shared_task(name="promotions.nightly")
def nightly() -> None:
    """Begin today's run, or take up the one that stopped, and hand out its shards."""
    try:
        run = run_over_everybody.start(on=timezone.localdate(), full=False, by=None)
    except RunRefusedError as refusal:
        log.warning("nightly run refused", reason=str(refusal))
        return
    hand_out(run)


@shared_task(name="promotions.watch")
def watch() -> None:
    """Begin the night that was missed, or take up the one that stands still; on a good night do nothing."""
    if run_over_everybody.needs_a_push(timezone.localdate()):
        nightly()


def hand_out(run: ReadinessRun) -> None:
    """Send a task for each pending shard; a shard that two tasks name is computed by one of them."""
    shards = list(run.shards.filter(status=RunShard.Status.PENDING).values_list("pk", flat=True))
    for shard_id in shards:
        transaction.on_commit(partial(run_shard.delay, run_id=run.pk, shard_id=shard_id))
    if not shards:
        transaction.on_commit(partial(finish_run.delay, run_id=run.pk))


@shared_task(name="promotions.run_shard")
def run_shard(*, run_id: int, shard_id: int) -> None:
    """Compute one shard; send it again while it fails and may be tried; ask for the end after the last."""
    tried = run_over_everybody.run_shard(shard_id)
    pending = RunShard.objects.filter(run=run_id, status=RunShard.Status.PENDING)
    if tried and pending.filter(pk=shard_id).exists():
        transaction.on_commit(partial(run_shard.delay, run_id=run_id, shard_id=shard_id))
    elif not pending.exists():
        transaction.on_commit(partial(finish_run.delay, run_id=run_id))


@shared_task(name="promotions.finish_run")
def finish_run(*, run_id: int) -> None:
    if not run_over_everybody.finish(run_id):
        log.info("nothing to end", run=run_id)
