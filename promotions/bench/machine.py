"""Where the figures were measured: versions, cores, and the settings that move them."""

import os
import platform
from importlib.metadata import version

from django.db import connection

SETTINGS = ("shared_buffers", "work_mem", "max_wal_size", "synchronous_commit", "jit")


def machine() -> dict[str, str]:
    found = {name: version(name) for name in ("django", "numpy")}
    return {"cores": str(os.cpu_count()), "python": platform.python_version(), **found, **_database()}


def _database() -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT sqlite_version()")
            return {"sqlite": cursor.fetchone()[0]}
        cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [[*SETTINGS, "server_version"]])
        told = dict(cursor.fetchall())
    return {"postgresql": told.pop("server_version"), **told}
