"""The run over everybody: begun once, worked off by shards in any process, ended once, and resumed wherever it stopped.

All that a run knows is in its rows, so a crash loses no more than the transaction under way. A run leaves `running` only
when no shard of it is being computed: shards hold its row shared, and ending it waits for them.
"""

import datetime as dt
import time
from collections.abc import Iterator, Sequence

import structlog
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from employees import reporting_line
from employees.models import Employee, User
from promotions import metrics, services
from promotions.columns import key, read
from promotions.models import ReadinessRun, RunShard
from promotions.readiness.announced import announced, changed_roles, save_digests
from promotions.readiness.rules import load
from promotions.readiness.shards import compute_shard

log = structlog.get_logger(__name__)

PEOPLE_A_SHARD = 10_000  # measured flat from 10,000 to 100,000; the smaller, the less a crash repeats
FULL_FROM = 0.1  # share of people announced from which computing everybody is cheaper
ATTEMPTS = 3
PATIENCE = 0.5  # seconds between looks at shards that other processes hold
STANDSTILL = dt.timedelta(minutes=10)  # without a shard done: some times what the longest takes

Kind = ReadinessRun.Kind
RunStatus = ReadinessRun.Status


class RunRefusedError(Exception):
    """Why a run may not begin, as a sentence."""


def start(*, on: dt.date, full: bool, by: User | None) -> ReadinessRun:
    """Begin a run for that day and plan its shards, or return the one already running for it.

    A run still going for an earlier day is cancelled: what it had not done is announced still, and this one does it.
    Raises `RunRefusedError` when a later day has been computed or is being.
    """
    services.ensure_default_policy(on=on, by=by)
    try:
        return _begin(on, full, by)
    except RunRefusedError:
        raise
    except Exception as error:
        _record_stillborn(on, by, error)
        raise


def _running_on(on: dt.date) -> ReadinessRun | None:
    return ReadinessRun.objects.filter(on=on, status=RunStatus.RUNNING).first()


def _refuse_the_past(on: dt.date) -> None:
    later = ReadinessRun.objects.filter(on__gt=on).exclude(status=RunStatus.CANCELLED).order_by("-on").first()
    if later:
        raise RunRefusedError(
            f"A run for {on} would undo the newer one for {later.on} ({later.status}). Run for {later.on} or a later day."
        )


@transaction.atomic
def _begin(on: dt.date, full: bool, by: User | None) -> ReadinessRun:
    _await_turn()
    if running := _running_on(on):
        return running
    _refuse_the_past(on)
    ReadinessRun.objects.filter(status=RunStatus.RUNNING, on__lt=on).update(
        status=RunStatus.CANCELLED, finished_at=timezone.now(), error=f"Overtaken by the run for {on}."
    )
    rules = load(on)
    run = ReadinessRun.objects.create(on=on, kind=Kind.FULL, started_by=by, rules=rules.digest)
    reporting_line.rebuild(on)
    dirty = announced(on, changed_roles(rules))
    if not full and _has_succeeded() and dirty.count() <= FULL_FROM * Employee.objects.count():
        run.kind = Kind.INCREMENTAL
        run.save(update_fields=["kind"])
        _plan(run, sorted(dirty))
    else:
        _plan(run, read(Employee.objects.order_by("pk"), employee=key("pk"))["employee"].tolist())
    return run


def _await_turn() -> None:
    """Let one process at a time begin a run, until its transaction ends: what it finds running or computed stays so.

    Without it a beat from before midnight that comes late could pass the checks, wait, and undo the next day's run.
    Raw SQL: the ORM knows no advisory lock. On SQLite the transaction itself keeps other writers out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('promotions.nightly'))")


def _has_succeeded() -> bool:
    return ReadinessRun.objects.filter(status=RunStatus.SUCCEEDED).exists()


def _plan(run: ReadinessRun, employees: Sequence[int]) -> None:
    """Cut the ordered ids into ranges of so many people each."""
    firsts = range(0, len(employees), PEOPLE_A_SHARD)
    RunShard.objects.bulk_create(
        [
            RunShard(run=run, first_employee=employees[first], last_employee=employees[min(first + PEOPLE_A_SHARD, len(employees)) - 1])
            for first in firsts
        ]
    )


def _record_stillborn(on: dt.date, by: User | None, error: Exception) -> None:
    """Leave a row, so that the status page shows a night that could not even begin."""
    sentence = f"The run could not begin: {_sentence(error)}"
    log.error("nightly run could not begin", on=str(on), error=sentence)
    ReadinessRun.objects.create(on=on, kind=Kind.FULL, status=RunStatus.FAILED, finished_at=timezone.now(), started_by=by, error=sentence)


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()


# --- Shards -----------------------------------------------------------------------------------


def run_shard(shard_id: int) -> bool:
    """Compute one shard in a transaction of its own; return whether this call tried to. What fails is noted and may be tried again."""
    if not _take(shard_id):
        return False
    began = time.monotonic()
    try:
        return _compute(shard_id, began)
    except Exception as error:  # noqa: BLE001  # whatever it is, it concerns these people alone; the rest goes on
        _note_failure(shard_id, _sentence(error))
        return True


def _pending(shard_id: int) -> RunShard | None:
    """Lock and return the shard, None when it is done, or in another process's hands, or its run has ended."""
    pending = RunShard.objects.select_for_update(skip_locked=True, of=("self",)).select_related("run")
    return pending.filter(pk=shard_id, status=RunShard.Status.PENDING, run__status=RunStatus.RUNNING).first()


@transaction.atomic
def _take(shard_id: int) -> bool:
    """Count the attempt before it is made, so that a shard that kills its worker is given up like one that raises."""
    shard = _pending(shard_id)
    if shard is None:
        return False
    if shard.attempts >= ATTEMPTS:
        shard.status, shard.error = RunShard.Status.FAILED, shard.error or f"The worker died in each of {ATTEMPTS} attempts."
    else:
        shard.attempts += 1
    shard.save(update_fields=["status", "error", "attempts"])
    return shard.status == RunShard.Status.PENDING


@transaction.atomic
def _compute(shard_id: int, began: float) -> bool:
    shard = _pending(shard_id)
    if shard is None or not _hold(shard.run):
        return False
    compute_shard(shard, shard.run)
    shard.status, shard.error, shard.finished_at = RunShard.Status.DONE, "", timezone.now()
    shard.seconds = time.monotonic() - began
    shard.save()
    return True


def _hold(run: ReadinessRun) -> bool:
    """Keep the run from ending until this transaction does; return whether it is still running.

    Raw SQL: the ORM knows no shared row lock. SQLite has one writer at a time anyway.
    """
    shared = "FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM promotions_readinessrun WHERE id = %s AND status = 'running' {shared}", [run.pk])  # noqa: S608  # one of two texts of ours
        return cursor.fetchone() is not None


def _note_failure(shard_id: int, error: str) -> None:
    shard = RunShard.objects.get(pk=shard_id)
    shard.error = error
    if shard.attempts >= ATTEMPTS:
        shard.status = RunShard.Status.FAILED
    log.error("readiness shard failed", shard=shard_id, attempt=shard.attempts, error=error)
    shard.save(update_fields=["error", "status"])


# --- Ending -----------------------------------------------------------------------------------


def finish(run_id: int) -> bool:
    """End the run once no shard is pending: monthly facts, digests, status. Return whether this call ended it."""
    try:
        return _finish(run_id)
    except Exception as error:  # noqa: BLE001  # readiness is written; the run must not stay open over its metrics
        sentence = f"Readiness is written, but the monthly facts are not: {_sentence(error)}"
        log.error("nightly run could not end", run=run_id, error=sentence)
        return _end(run_id, RunStatus.FAILED, error=sentence)


@transaction.atomic
def _finish(run_id: int) -> bool:
    run = ReadinessRun.objects.select_for_update().filter(pk=run_id, status=RunStatus.RUNNING).first()
    if run is None or run.shards.filter(status=RunShard.Status.PENDING).exists():
        return False
    facts = metrics.refresh(run.on)
    if error := _failed_shards(run):
        return _end(run_id, RunStatus.FAILED, facts_written=facts, error=error)
    rules = load(run.on)
    moved = rules.digest != run.rules or run.shards.exclude(rules=run.rules).exists()
    if not moved:  # else the stored digests differ still, and the next run computes those roles' people again
        save_digests(rules)
    return _end(run_id, RunStatus.SUCCEEDED, facts_written=facts)


def _failed_shards(run: ReadinessRun) -> str:
    failed = list(run.shards.filter(status=RunShard.Status.FAILED))
    if not failed:
        return ""
    first = failed[0]
    return (
        f"{len(failed)} of {run.shards.count()} shards failed {ATTEMPTS} times, the rest is complete. "
        f"First: employees {first.first_employee}–{first.last_employee}: {first.error}"
    )


def _end(run_id: int, status: str, **fields: object) -> bool:
    running = ReadinessRun.objects.filter(pk=run_id, status=RunStatus.RUNNING)
    return bool(running.update(status=status, finished_at=timezone.now(), **fields))


def needs_a_push(on: dt.date) -> bool:
    """Return whether that day's run is missing or stands still: messages were lost, or whoever was to work on it is gone."""
    run = ReadinessRun.objects.filter(on=on).first()
    if run is None:
        return True
    last_sign = run.shards.aggregate(done=Max("finished_at"))["done"] or run.started_at
    return run.status == RunStatus.RUNNING and timezone.now() - last_sign > STANDSTILL


# --- In this process --------------------------------------------------------------------------


def work_off(run: ReadinessRun) -> Iterator[int]:
    """Compute every pending shard here and end the run; yield how many are left after each. Other processes may help."""
    pending = run.shards.filter(status=RunShard.Status.PENDING)
    while shards := list(pending.values_list("pk", flat=True)):
        tried = False
        for shard_id in shards:
            tried |= run_shard(shard_id)
            yield pending.count()
        if not tried and pending.exists():
            time.sleep(PATIENCE)
        if not ReadinessRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING).exists():
            return  # cancelled meanwhile
    finish(run.pk)
