"""What something took: seconds on the wall, seconds of processor, and how many cores strangers took meanwhile.

Processor time is that of this process, its children and this database's own backends, as Linux counts it in /proc.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
NOISY = 0.35  # foreign cores from which a timing is not to be trusted


@dataclass(frozen=True)
class Cost:
    seconds: float
    cpu: float  # at least a tick, a hundredth: less is not seen
    database_cpu: float  # of it, the part of the database's own processes: 0 on SQLite
    foreign: float  # cores, on average


taken: list[Cost] = []  # all that was timed in this process, for `noise`


def timed(action: Callable[[], object]) -> Cost:
    """Do it and return what it took, of processes that live before and after it."""
    clients, servers = ours(), backends()
    began, busy, before = time.perf_counter(), _busy(), (cpu_seconds(clients), cpu_seconds(servers))
    action()
    seconds, client, server = time.perf_counter() - began, cpu_seconds(clients) - before[0], cpu_seconds(servers) - before[1]
    foreign = max(0.0, (_busy() - busy - client - server) / seconds)
    taken.append(Cost(seconds, max(1 / TICKS, client + server), server, foreign))
    return taken[-1]


def noise() -> float:
    """Return the cores that strangers took while something was timed, weighed by time: 0 when nothing was."""
    return sum(cost.foreign * cost.seconds for cost in taken) / (sum(cost.seconds for cost in taken) or 1)


def ours() -> list[int]:
    """Return the ids of this process and its children."""
    return [os.getpid(), *(child.pid for child in multiprocessing.active_children() if child.pid)]


def backends() -> list[int]:
    """Return the ids of the processes that serve this database; none on SQLite, which runs inside ours.

    Raises `RuntimeError` when they are not on this machine.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'")
        found = [row[0] for row in cursor.fetchall()]
    for pid in found:
        if _read(pid, "comm").strip() != "postgres":
            raise RuntimeError("PostgreSQL's processes are not seen from here: run the bench on Linux, on the database's own machine")
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time of these processes so far; of one that has gone, nothing."""
    return sum(_cpu_ticks(pid) for pid in pids) / TICKS


def _cpu_ticks(pid: int) -> int:
    after_name = _read(pid, "stat").rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12]) if after_name else 0


def _busy() -> float:
    """Return the processor seconds that all cores have spent on anything, the host's other guests included."""
    user, nice, system, _, _, irq, softirq, steal = map(int, (PROC / "stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def private_megabytes(pid: int) -> float:
    """Return the most memory of its own that a process has had: its peak less the files it maps."""
    fields = dict(line.split(":", 1) for line in _read(pid, "status").splitlines())
    return (int(fields["VmHWM"].split()[0]) - int(fields["RssFile"].split()[0])) / 1024


def _read(pid: int, name: str) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return (PROC / str(pid) / name).read_text()
    return ""
