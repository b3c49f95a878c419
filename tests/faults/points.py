"""Places where a process of the fault tests can be made to wait, and the clock it sees. Nothing here is known to the product.

The driver and the processes talk through a folder: `wanted/<point>@<n>` asks that whoever comes n-th (from 0) to that point
waits there; it renames the file to `held/<point>.<pid>` and goes on when the driver deletes it.
"""

import datetime as dt
import functools
import os
import signal
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

LONGEST_WAIT = 30.0  # seconds; a driver that died must not leave processes behind
POINTS = {
    "begin": "before the run is begun",
    "planned": "its shards are planned, not committed",
    "handing out": "the run is committed, no task sent yet",
    "taken": "the attempt is counted, nothing computed",
    "half written": "readiness is written, next changes are not, or reminders without their notices; not committed",
    "digest half written": "the notice of somebody's weekly digest is written, its lines are not; not committed",
    "computed": "the shard is written, not committed",
    "shard done": "the shard is committed, the end not asked for",
    "ending": "before the run is ended",
    "facts written": "monthly facts or digests are written, not committed",
    "mailed": "a mail is sent, not noted as sent",
}
control = Path(os.environ.get("FAULTS_CONTROL", "/nonexistent"))


def reach(point: str) -> None:
    """Wait here when the driver wants the process that comes to this point."""
    for asked in (control / "wanted").glob(f"{point}@*"):
        before = int(asked.name.rpartition("@")[2])
        held = control / "held" / f"{point}.{os.getpid()}"
        try:
            asked.rename(held if before == 0 else asked.with_name(f"{point}@{before - 1}"))
        except FileNotFoundError:
            return  # another process was quicker
        deadline = time.monotonic() + LONGEST_WAIT
        while before == 0 and held.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return


def now() -> dt.datetime:
    """Return the instant that the driver has set."""
    return dt.datetime.fromisoformat((control / "clock").read_text())


def wrapped(function: Any, before: str = "", after: str = "") -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if before:
            reach(before)
        result = function(*args, **kwargs)
        if after:
            reach(after)
        return result

    return call


def die_of(shard: Any) -> None:
    """Kill this process as a crash inside numpy would, when the shard holds the person named in the file `deadly`."""
    try:
        person = int((control / "deadly").read_text())
    except FileNotFoundError:
        return
    if shard.first_employee <= person <= shard.last_employee:
        os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Put the points, the clock and the sizes of a small company around the product's functions in this process."""
    from django.conf import settings
    from django.utils import timezone

    from employees import reminders
    from promotions import metrics, nudges, tasks
    from promotions import reminders as reminding

    # As modules of unknown content: what is wrapped are names that they use, not names that they offer.
    runs: Any = import_module("promotions.nights.runs")
    shards: Any = import_module("promotions.nights.shards")
    job: Any = import_module("promotions.readiness.job")
    readiness: Any = import_module("promotions.readiness.shards")
    telling: Any = import_module("employees.reminders.telling")
    digests: Any = import_module("employees.nudges.digests")
    self_check: Any = import_module("promotions.readiness.check")
    timezone.now = now
    settings.EMAIL_BACKEND = "tests.faults.postbox.EmailBackend"
    begin = runs._begin

    def begin_as_set(*args: Any, **kwargs: Any) -> Any:
        reach("begin")
        job.FULL_FROM = float((control / "full from").read_text())
        return begin(*args, **kwargs)

    def or_die(compute: Callable[..., Any]) -> Callable[..., Any]:
        def compute_or_die(shard: Any, run: Any) -> None:
            die_of(shard)
            compute(shard, run)
            reach("computed")

        return compute_or_die

    runs.PEOPLE_A_SHARD = 30
    runs.PATIENCE = 0.1
    self_check.SAMPLE = 12  # 200 would be nearly everybody here, and most of the time that a night takes
    runs._begin = begin_as_set
    runs._cut = wrapped(runs._cut, after="planned")
    shards._compute = wrapped(shards._compute, before="taken")
    job.compute, reminding.compute, nudges.compute = or_die(job.compute), or_die(reminding.compute), or_die(nudges.compute)
    shards.run_shard = wrapped(shards.run_shard, after="shard done")
    runs._finish = wrapped(runs._finish, before="ending")
    readiness.write_next_changes = wrapped(readiness.write_next_changes, before="half written")
    telling._held = wrapped(telling._held, before="half written")
    digests._line = wrapped(digests._line, before="digest half written")
    metrics.refresh = wrapped(metrics.refresh, after="facts written")
    reminders.write_digests = wrapped(reminders.write_digests, after="facts written")
    tasks.hand_out = wrapped(tasks.hand_out, before="handing out")
