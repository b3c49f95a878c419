"""Worker processes as Celery has them: forked from a loaded parent, long-lived, each with a connection of its own."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from django.db import connection

from promotions.bench.stopwatch import private_megabytes
from promotions.nights.shards import run_shard

FORK = multiprocessing.get_context("fork")
TWO = 2
PATIENCE = 60  # seconds for a worker to come up


class Workers:
    """Two processes; work goes to whichever is free."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def begin(self, action: Callable[..., Any], *given: Any) -> "Future[Any]":  # Any: whatever the action takes and gives
        """Do it in one of them, while we do something else."""
        return self._pool.submit(action, *given)

    def compute(self, shard_ids: Sequence[int], *, at_once: int) -> None:
        """Compute the shards, so many at a time."""
        computing: set[Future[bool]] = set()
        for shard_id in shard_ids:
            if len(computing) == at_once:
                _, computing = wait(computing, return_when=FIRST_COMPLETED)
            computing.add(self._pool.submit(run_shard, shard_id))
        for shard in computing:
            shard.result()

    def megabytes(self) -> float:
        """Return the most memory of its own that any of them has had."""
        return max(private_megabytes(child.pid) for child in multiprocessing.active_children() if child.pid)


@contextmanager
def workers() -> Iterator[Workers]:
    """Start two workers on the present database and end them with the block."""
    ready = FORK.Barrier(TWO + 1)
    connection.close()  # or parent and children would speak over one socket
    with ProcessPoolExecutor(TWO, mp_context=FORK, initializer=_begin, initargs=(ready,)) as pool:
        pool.submit(int)  # the pool forks at its first task
        ready.wait(PATIENCE)
        yield Workers(pool)


def _begin(ready: Any) -> None:  # Any: multiprocessing's barrier has no public type
    connection.ensure_connection()
    ready.wait(PATIENCE)
