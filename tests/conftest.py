"""Fences around every test, and the fixtures more than one app's tests use."""

import gc
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import translation

from config.celery import app as celery_app
from employees import trail_partitions
from tests import kept_schema

WORKER_START_SECONDS = 60
WORKER_COMMAND = [sys.executable, "-m", "celery", "--app=config", "worker", "--concurrency=1", "--loglevel=INFO", "--without-mingle"]


def pytest_configure(config: pytest.Config) -> None:
    """Make tests quick and apart from whatever services the environment names."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    settings.CACHES["default"]["KEY_PREFIX"] = f"pathways-test-{os.getpid()}"  # two runs may share a Redis
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "100000/min")  # the limits have their own tests
    settings.CELERY_TASK_ALWAYS_EAGER = True  # with REDIS_URL too: only `celery_worker_process` sends a task anywhere


@pytest.fixture(autouse=True)
def the_language_of_the_sources() -> Iterator[None]:
    """A request leaves its reader's language behind, as the next request chooses its own; the next test begins in English."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


# --- The test database ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def kept_schemas(pytestconfig: pytest.Config) -> Path:
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("schemas")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, kept_schemas: Path) -> Iterator[None]:
    """Fill an SQLite test database with the tables of an earlier run of the same migrations; see `tests.kept_schema`."""
    with kept_schema.filled_from(kept_schemas) if connection.vendor == "sqlite" else nullcontext():
        yield


@pytest.fixture(scope="session")
def uncollected(django_db_modify_db_settings: None) -> None:
    """Collect no garbage while the test database is migrated: a third of the time went there."""
    gc.disable()


@pytest.fixture(scope="session")
def django_db_setup(uncollected: None, django_db_setup: None, kept_schemas: Path) -> None:
    gc.enable()
    if connection.vendor == "sqlite":
        kept_schema.keep_in(kept_schemas)


# --- No outside socket ------------------------------------------------------------------------


def is_inside(host: str) -> bool:
    """Return whether `host` is this machine or a service the environment names."""
    services = {urlsplit(os.environ.get(name, "")).hostname for name in ("DATABASE_URL", "REDIS_URL")}
    if host in {"", "localhost"} | services:
        return True
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_outside_socket() -> Iterator[None]:
    """Fail a test that looks up or reaches another machine."""

    def fence(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if not is_inside(name):
            pytest.fail(f"A test tried to reach {name}. Tests open no outside socket: replace the call, or serve it locally.")

    def fenced(method: Any) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                fence(args[-1][0])  # sendto takes data first; the address is last in all three
            return method(self, *args)

        return call

    look_up = socket.getaddrinfo

    def fenced_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        fence(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, fenced(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", fenced_look_up)
        yield


# --- What is append-only, emptied between tests that commit ---------------------------------------


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Lift the guards of the audit trail while Django empties all tables after a test that committed."""
    empty = type(connection.ops).execute_sql_flush
    guard, table = trail_partitions.GUARD, trail_partitions.TABLE

    def lifted(statements: list[str]) -> list[str]:
        if connection.vendor == "sqlite":
            made = [guard.sqlite(event, table) for event in ("UPDATE", "DELETE")]
            return [*(f'DROP TRIGGER "{guard.name}_{event}"' for event in ("UPDATE", "DELETE")), *statements, *made]
        tables = [table, trail_partitions.OTHER, *trail_partitions.partitions()]
        switch = "ALTER TABLE {} {} TRIGGER USER"
        return [
            *(switch.format(name, "DISABLE") for name in tables),
            *statements,
            *(switch.format(name, "ENABLE") for name in tables),
        ]

    def execute(operations: Any, statements: list[str]) -> Any:
        return empty(operations, lifted(statements) if any(table in statement for statement in statements) else statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", execute)
        yield


# --- A real worker ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Worker:
    """A running Celery worker on the test database; tasks sent while it lives go to it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait_until(self, true: Any, seconds: float = 60) -> None:
        """Return once `true()` is; fail with the worker's log after `seconds`, or when the worker died."""
        deadline = time.monotonic() + seconds
        while not true():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The worker did not get there (exit {self.process.poll()}). Its log:\n{self.log.read_text()}")
            time.sleep(0.05)


def database_url() -> str:
    """Return the address of the database this test run made, as DATABASE_URL wants it."""
    parts = connection.settings_dict
    user = quote(parts["USER"] or "", safe="") + (f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else "")
    return f"postgres://{user}@{parts['HOST'] or '127.0.0.1'}:{parts['PORT'] or 5432}/{parts['NAME']}"


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the worker to go, and put it out when it has not: on a crowded machine a farewell can take minutes, and no test is about it."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """Start a real worker on the test database and a queue of its own; tasks are not eager while it runs.

    Skips without REDIS_URL and without PostgreSQL: a worker is another process, which an SQLite test database does not reach.
    """
    if not settings.REDIS_URL or connection.vendor != "postgresql":
        pytest.skip("needs REDIS_URL and DATABASE_URL: a worker is another process")
    queue = f"pathways-test-{secrets.token_hex(4)}"
    command = [*WORKER_COMMAND, f"--queues={queue}", f"--hostname=worker@{queue}", "--", f"task.default_queue={queue}"]
    log = tmp_path / "worker.log"
    with pytest.MonkeyPatch.context() as patch, log.open("wb") as output:
        patch.setattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
        patch.setattr(settings, "CELERY_TASK_DEFAULT_QUEUE", queue, raising=False)
        vars(celery_app).pop("amqp", None)  # it remembers the queue of the first task sent
        environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        worker = Worker(f"worker@{queue}", process, log)
        try:
            worker.wait_until(lambda: b" ready." in log.read_bytes(), WORKER_START_SECONDS)
            yield worker
        finally:
            end(process)
            vars(celery_app).pop("amqp", None)
            with redis.Redis.from_url(settings.REDIS_URL) as broker:
                broker.delete(queue, f"_kombu.binding.{queue}", f"_kombu.binding_permanent.{queue}")
