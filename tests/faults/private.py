"""PostgreSQL and Redis of the fault tests' own: made in a temporary folder, on ports of their own, killed and started again at will."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]  # its stubs are a package of their own
import redis

POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "fsync": "on",  # what is committed must survive a crash: that is what is tested
    "synchronous_commit": "on",
    "log_min_messages": "warning",
}


def postgres_programs() -> Path | None:
    """Return the newest folder with initdb in it, None on a machine without PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def can_run() -> bool:
    return postgres_programs() is not None and shutil.which("redis-server") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> bool:
    """Return whether `true()` became so within the time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


class Cluster:
    """A PostgreSQL cluster with durable commits. Runs as `postgres` when we are root, whom PostgreSQL refuses to serve."""

    def __init__(self, folder: Path) -> None:
        programs = postgres_programs()
        assert programs, "PostgreSQL's programs were not found: install postgresql."
        self.programs, self.folder, self.port = programs, folder / "postgresql", free_port()
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        self._call("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--pgdata", str(self.data))
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in POSTGRES_SETTINGS.items())
            settings.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _call(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, user=self.user, group=self.user, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == 0 or not check, f"{program} failed: {done.stdout}"

    def start(self) -> None:
        log = str(self.folder / "log")
        self._call("pg_ctl", "start", "--silent", "--wait", "--pgdata", str(self.data), "--log", log)

    def crash(self) -> None:
        """Stop at once, without a checkpoint: the next start recovers from the log."""
        self._call("pg_ctl", "stop", "--silent", "--wait", "--mode=immediate", "--pgdata", str(self.data), check=False)

    def address(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement outside any transaction, on a connection of its own."""
        connection = psycopg2.connect(self.address(database).replace("postgres://", "postgresql://", 1))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def copy(self, source: str, target: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
        self.execute(f"CREATE DATABASE {target} TEMPLATE {source}")
        # A sequence copied with values logged ahead would step back in a crash, were there no checkpoint after the copy (PostgreSQL 15).
        self.execute("CHECKPOINT")


class Broker:
    """A Redis that keeps its queue in an append-only file, as the operations guide asks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "redis", free_port()
        self.folder.mkdir()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @cached_property
    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port, socket_timeout=5)

    def start(self) -> None:
        settings = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--save", "", "--appendonly", "yes"]
        self.process = subprocess.Popen(["redis-server", *settings], stdout=subprocess.DEVNULL)
        assert wait_until(self.answers, 20), "The private redis-server did not start."

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def crash(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def forget(self) -> None:
        """Lose every message, as a Redis without its file would."""
        self.client.flushall()

    def idle(self) -> bool:
        """Return whether no task waits and none is under way: tasks are acknowledged late, so one under way is among the unacked."""
        try:
            return self.client.llen("celery") == 0 and self.client.hlen("unacked") == 0
        except redis.RedisError:
            return False
