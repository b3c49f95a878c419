"""Workers, commands and the folder through which the driver holds them at a point."""

import datetime as dt
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from tests.faults.postbox import POSTED
from tests.faults.private import wait_until

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


class Control:
    """The driver's side of `points`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("wanted", "held"):
            (folder / name).mkdir(parents=True)
        self.set_full_from(0.1)

    def set_clock(self, instant: dt.datetime) -> None:
        _replace(self.folder / "clock", instant.isoformat())

    def clock(self) -> dt.datetime:
        return dt.datetime.fromisoformat((self.folder / "clock").read_text())

    def set_full_from(self, share: float) -> None:
        _replace(self.folder / "full from", str(share))

    def set_deadly(self, person: int | None) -> None:
        if person is None:
            (self.folder / "deadly").unlink(missing_ok=True)
        else:
            _replace(self.folder / "deadly", str(person))

    def posted(self) -> set[str]:
        """Return the Message-IDs of the mails sent since the postbox was last emptied."""
        path = self.folder / POSTED
        return set(path.read_text().splitlines()) if path.exists() else set()

    def empty_postbox(self) -> None:
        (self.folder / POSTED).unlink(missing_ok=True)

    def want(self, point: str, arrival: int) -> None:
        (self.folder / "wanted" / f"{point}@{arrival}").touch()

    def held(self) -> int | None:
        """Return the process that waits at a point, None when none does."""
        return next((int(path.name.rpartition(".")[2]) for path in (self.folder / "held").iterdir()), None)

    def let_go(self) -> None:
        for name in ("wanted", "held"):
            for path in (self.folder / name).iterdir():
                path.unlink(missing_ok=True)


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.rename(path)


def at_night(on: dt.date) -> dt.datetime:
    """Return when beat begins the night: 01:30 UTC, which is 02:30 or 03:30 in Paris."""
    return dt.datetime.combine(on, dt.time(1, 30), tzinfo=dt.UTC)


def around_midnight(on: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the last second of that day and the first of the next, as the company's clocks go."""
    midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_default_timezone()).astimezone(dt.UTC)
    second = dt.timedelta(seconds=1)
    return midnight - second, midnight + second


@dataclass(frozen=True)
class Process:
    """A worker or a command, leader of a process group."""

    pid: int
    words: tuple[str, ...]

    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it with all its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        wait_until(lambda: not self.alive(), 10)


class Processes:
    """Two Celery workers of two children each, and every `manage.py nightly` begun by hand."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "FAULTS_CONTROL": str(folder / "control")}
        with (folder / "processes.log").open("ab") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.number = 0
        self.workers: list[Process] = []
        self.commands: list[Process] = []
        self.replace_workers()

    def _start(self, *words: str) -> Process:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(" ".join(words).encode() + b"\n")
        self.nursery.stdin.flush()
        return Process(int(self.nursery.stdout.readline()), words)

    def replace_workers(self) -> None:
        """Start as many workers as have ended."""
        self.workers = [worker for worker in self.workers if worker.alive()]
        while len(self.workers) < WORKERS:
            self.number += 1
            self.workers.append(self._start("worker", f"worker{self.number}"))

    def command(self, *words: str) -> Process:
        self.commands.append(self._start(*words))
        return self.commands[-1]

    def commands_ended(self) -> bool:
        return not any(command.alive() for command in self.commands)

    def owner_of(self, pid: int) -> Process | None:
        """Return the worker or command that this process is or belongs to."""
        try:
            group = os.getpgid(pid)
        except ProcessLookupError:
            return None
        return next((process for process in (*self.workers, *self.commands) if process.pid == group), None)

    def alive(self) -> list[Process]:
        return [process for process in (*self.workers, *self.commands) if process.alive()]

    def kill_everything(self) -> None:
        for process in (*self.workers, *self.commands):
            process.kill()
        self.workers.clear()
        self.commands.clear()

    def close(self) -> None:
        self.kill_everything()
        self.nursery.kill()
        self.nursery.wait()
