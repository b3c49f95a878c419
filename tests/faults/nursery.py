"""Starts workers and commands by forking a process in which the product is loaded already: a killed one is replaced at once.

A line of words on standard input starts one, in a process group of its own, and is answered by a line with its process id:
`worker NAME`, a Celery worker as `celery --app config worker` starts it, or `nightly`, a management command.
"""

import os
import select
import signal
import sys
import traceback
from importlib import import_module

import django
from django.conf import settings

from tests.faults import points

WORKER = ("worker", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")

# Loaded once, not in every child.
LOADED = (
    "config.urls",  # mail names addresses
    "celery.apps.worker",
    "celery.bin.worker",
    "celery.concurrency.prefork",
    "celery.worker.consumer",
    "kombu.transport.redis",
    "promotions.management.commands.nightly",
    "promotions.tasks",
)


def work(name: str) -> None:
    from config.celery import app

    app.worker_main([*WORKER, f"--hostname={name}@faults"])


def manage(*words: str) -> None:
    from django.core.management import ManagementUtility

    ManagementUtility(["manage.py", *words, "--skip-checks"]).execute()


def start(words: list[str]) -> int:
    """Fork; in the child become what was asked for and never return."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)  # standard output carries answers
        if words[0] == "worker":
            work(words[1])
        else:
            manage(*words)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0) if isinstance(end.code, int | None) else 1
    except BaseException:  # noqa: BLE001  # whatever ends it, the child must never go on as a second nursery
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def bury() -> None:
    """Collect the children that ended, so that they are seen to be gone."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def main() -> None:
    django.setup()
    # A killed worker's tasks come back after seconds, not hours, and are at times handed out twice while they run: neither may do harm.
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}

    os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's checks of the code take longer than a night here, and every test run does them
    for name in LOADED:
        import_module(name)
    points.install()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = b""
    while True:
        bury()
        if not select.select([0], [], [], 0.02)[0]:
            continue
        read = os.read(0, 4096)
        if not read:
            return  # the driver is gone
        asked += read
        *lines, asked = asked.split(b"\n")
        for line in lines:
            os.write(1, f"{start(line.decode().split())}\n".encode())


if __name__ == "__main__":
    main()
