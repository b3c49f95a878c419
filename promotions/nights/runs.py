"""A run of one job: begun once, worked off by shards in any process, ended once, and resumed wherever it stopped.

A run leaves `running` only when no shard of it is being computed: shards hold its row shared, and ending it waits for them.
"""

import datetime as dt
import time
from collections.abc import Iterator, Sequence

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from employees import trail
from employees.models import User
from employees.models.trail import Verb
from promotions.announcements import announce_end
from promotions.models import NightlyRun, RunShard
from promotions.nights import shards
from promotions.nights.jobs import JOBS
from promotions.nights.shards import ATTEMPTS, sentence
from skills import turns

log = structlog.get_logger(__name__)

PEOPLE_A_SHARD = 25_000  # at a million people 10,000 cost a third more, 50,000 no less; the smaller, the less a crash repeats
FEW_PEOPLE = 1_000  # too few to be worth cutting; above, a run is cut in about four at least, for workers to share
PATIENCE = 0.5  # seconds between looks at shards that other processes hold
STANDSTILL = dt.timedelta(minutes=10)  # without a shard done: some times what the longest takes

Status = NightlyRun.Status


class RunRefusedError(Exception):
    """Why a run may not begin, as a sentence."""


def start(job: str, *, on: dt.date, full: bool, by: User | None) -> NightlyRun:
    """Begin a run of the job for that day and plan its shards, or return the one already running for it.

    A run still going for an earlier day is cancelled: what it had not done is to be found still, and this one does it.
    Raises `RunRefusedError` when a later day has been computed or is being.
    """
    try:
        return _begin(job, on, full, by)
    except RunRefusedError:
        raise
    except Exception as error:
        _record_stillborn(job, on, by, error)
        raise


def _refuse_the_past(job: str, on: dt.date) -> None:
    later = NightlyRun.objects.filter(job=job, on__gt=on).exclude(status=Status.CANCELLED).order_by("-on").first()
    if later:
        raise RunRefusedError(
            f"A run for {on} would undo the newer one for {later.on} ({later.status}). Run for {later.on} or a later day."
        )


@transaction.atomic
def _begin(job: str, on: dt.date, full: bool, by: User | None) -> NightlyRun:
    await_turn(job)
    running = NightlyRun.objects.filter(job=job, status=Status.RUNNING)
    if same_day := running.filter(on=on).first():
        return same_day
    _refuse_the_past(job, on)
    for overtaken in running.filter(on__lt=on):
        _end(overtaken.pk, Status.CANCELLED, error=f"Overtaken by the run for {on}.")
    plan = JOBS[job].plan(on, full=full, by=by)
    run = NightlyRun.objects.create(job=job, on=on, kind=plan.kind, rules=plan.rules, started_by=by)
    _cut(run, plan.people)
    trail.record(Verb.STARTED, of=run, by=by, job=job, on=on)
    return run


def await_turn(job: str) -> None:
    """Let one process at a time begin a run of the job, until its transaction ends: what it finds running or computed stays so.

    Without it a beat from before midnight that comes late could pass the checks, wait, and undo the next day's run.
    """
    turns.await_turn(f"nightly {job}")


def _cut(run: NightlyRun, employees: Sequence[int]) -> None:
    """Cut the ordered ids into ranges of about as many people each."""
    size = min(PEOPLE_A_SHARD, max(FEW_PEOPLE, -(-len(employees) // 4)))
    RunShard.objects.bulk_create(
        [
            RunShard(run=run, first_employee=employees[first], last_employee=employees[min(first + size, len(employees)) - 1])
            for first in range(0, len(employees), size)
        ]
    )


@transaction.atomic
def _record_stillborn(job: str, on: dt.date, by: User | None, error: Exception) -> None:
    """Leave a row, so that the status page shows a night that could not even begin."""
    told = {"on": on, "kind": NightlyRun.Kind.FULL, "started_by": by, "error": f"The run could not begin: {sentence(error)}"}
    announce_end(NightlyRun.objects.create(job=job, status=Status.FAILED, finished_at=timezone.now(), **told))


# --- Ending -----------------------------------------------------------------------------------


def finish(run_id: int) -> bool:
    """End the run once no shard is pending, with what its job does once after all of them. Return whether this call ended it."""
    try:
        return _finish(run_id)
    except Exception as error:  # noqa: BLE001  # the shards' work is written; the run must not stay open over the rest
        told = f"{JOBS[NightlyRun.objects.get(pk=run_id).job].UNFINISHED}: {sentence(error)}"
        log.error("nightly run could not end", run=run_id, error=told)
        return _end(run_id, Status.FAILED, error=told)


@transaction.atomic
def _finish(run_id: int) -> bool:
    run = NightlyRun.objects.select_for_update().filter(pk=run_id, status=Status.RUNNING).first()
    if run is None or run.shards.filter(status=RunShard.Status.PENDING).exists():
        return False
    error = _failed_shards(run)
    fields = JOBS[run.job].finish(run, complete=not error)
    return _end(run_id, Status.FAILED if error else Status.SUCCEEDED, error=error, **fields)


def _failed_shards(run: NightlyRun) -> str:
    failed = list(run.shards.filter(status=RunShard.Status.FAILED))
    if not failed:
        return ""
    first = failed[0]
    return (
        f"{len(failed)} of {run.shards.count()} shards failed {ATTEMPTS} times, the rest is complete. "
        f"First: employees {first.first_employee}–{first.last_employee}: {first.error}"
    )


@transaction.atomic
def _end(run_id: int, status: str, **fields: object) -> bool:
    running = NightlyRun.objects.filter(pk=run_id, status=Status.RUNNING)
    ended = bool(running.update(status=status, finished_at=timezone.now(), **fields))
    if ended:
        announce_end(NightlyRun.objects.get(pk=run_id))
    return ended


@transaction.atomic
def cancel(run_id: int, *, by: User) -> bool:
    """Stop a run once the shards under way are done; return whether it was going. Marks and digests name what it leaves undone."""
    cancelled = _end(run_id, Status.CANCELLED, cancelled_by=by, error="Cancelled. What it had not done is done by the next run.")
    if cancelled:
        trail.record(Verb.CANCELLED, of=NightlyRun(pk=run_id), by=by)
    return cancelled


@transaction.atomic
def ask_again(job: str) -> bool:
    """Ask for another run after the one that is going, which may have passed what has changed; return whether one is going.

    A run that is just being begun is waited for, and so is one that is just ending.
    """
    await_turn(job)
    return bool(NightlyRun.objects.filter(job=job, status=Status.RUNNING).update(again=True))


def needs_a_push(job: str, on: dt.date) -> bool:
    """Return whether that day's run of the job is missing or stands still, or another is waited for: messages were lost, or workers.

    A run that has left shards undone is not made again by day for the marks of their people: it would fail again.
    """
    run = NightlyRun.objects.planned(job).filter(on=on).first()
    if run is None or run.is_to_be_followed:
        return True
    last_sign = run.finished_at or run.shards.aggregate(done=Max("finished_at"))["done"] or run.started_at
    if timezone.now() - last_sign <= STANDSTILL:
        return False
    return run.status == Status.RUNNING or (run.status == Status.SUCCEEDED and JOBS[job].is_asked_for())


# --- In this process --------------------------------------------------------------------------


def work_off(run: NightlyRun) -> Iterator[int]:
    """Compute every pending shard here and end the run; yield how many are left after each. Other processes may help."""
    pending = run.shards.filter(status=RunShard.Status.PENDING)
    while waiting := list(pending.values_list("pk", flat=True)):
        tried = False
        for shard_id in waiting:
            tried |= shards.run_shard(shard_id)
            yield pending.count()
        if not tried and pending.exists():
            time.sleep(PATIENCE)
        if not NightlyRun.objects.filter(pk=run.pk, status=Status.RUNNING).exists():
            return  # cancelled meanwhile
    finish(run.pk)
