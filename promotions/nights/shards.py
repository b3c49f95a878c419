"""One shard: taken by one process at a time, computed in a transaction of its own, tried again, at last set apart."""

import time

import structlog
from django.db import connection, transaction
from django.utils import timezone

from promotions.models import NightlyRun, RunShard
from promotions.nights.jobs import JOBS

log = structlog.get_logger(__name__)

ATTEMPTS = 3

Status = RunShard.Status


def run_shard(shard_id: int) -> bool:
    """Compute one shard in a transaction of its own; return whether this call tried to. What fails is noted and may be tried again."""
    if not _take(shard_id):
        return False
    began = time.monotonic()
    try:
        return _compute(shard_id, began)
    except Exception as error:  # noqa: BLE001  # whatever it is, it concerns these people alone; the rest goes on
        _note_failure(shard_id, sentence(error))
        return True


def sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()


def _pending(shard_id: int) -> RunShard | None:
    """Lock and return the shard, None when it is done, or in another process's hands, or its run has ended."""
    pending = RunShard.objects.select_for_update(skip_locked=True, of=("self",)).select_related("run")
    return pending.filter(pk=shard_id, status=Status.PENDING, run__status=NightlyRun.Status.RUNNING).first()


@transaction.atomic
def _take(shard_id: int) -> bool:
    """Count the attempt before it is made, so that a shard that kills its worker is given up like one that raises."""
    shard = _pending(shard_id)
    if shard is None:
        return False
    if shard.attempts >= ATTEMPTS:
        shard.status, shard.error = Status.FAILED, shard.error or f"The worker died in each of {ATTEMPTS} attempts."
    else:
        shard.attempts += 1
    shard.save(update_fields=["status", "error", "attempts"])
    return shard.status == Status.PENDING


@transaction.atomic
def _compute(shard_id: int, began: float) -> bool:
    shard = _pending(shard_id)
    if shard is None or not _hold(shard.run):
        return False
    JOBS[shard.run.job].compute(shard, shard.run)
    shard.status, shard.error, shard.finished_at = Status.DONE, "", timezone.now()
    shard.seconds = time.monotonic() - began
    shard.save()
    return True


def _hold(run: NightlyRun) -> bool:
    """Keep the run from ending until this transaction does; return whether it is still running.

    Raw SQL: the ORM knows no shared row lock. SQLite has one writer at a time anyway.
    """
    shared = "FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM promotions_nightlyrun WHERE id = %s AND status = 'running' {shared}", [run.pk])  # noqa: S608  # one of two texts of ours
        return cursor.fetchone() is not None


def _note_failure(shard_id: int, error: str) -> None:
    shard = RunShard.objects.select_related("run").get(pk=shard_id)
    shard.error = error
    if shard.attempts >= ATTEMPTS:
        shard.status = Status.FAILED
    log.error("shard failed", job=shard.run.job, shard=shard_id, attempt=shard.attempts, error=error)
    shard.save(update_fields=["error", "status"])
