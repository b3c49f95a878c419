"""Doing things at the same moment, as two people or two browsers do. On PostgreSQL alone: SQLite's test database lets nobody wait."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database lies in memory, where nobody waits")


def at_once(*works: Callable[[], Any]) -> list[Any]:  # Any: whatever the works return
    """Begin all works at the same moment, each with a connection of its own; return what each returned or raised, in their order."""
    begin = threading.Barrier(len(works))
    done: list[Any] = [None] * len(works)  # Any: as above

    def run(place: int, work: Callable[[], Any]) -> None:
        begin.wait()
        try:
            done[place] = work()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test judges it
            done[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
