"""A database of the bench's own, made, migrated and dropped: no company's data is ever touched."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def scratch_database() -> Iterator[None]:
    """Point the connection at a new database of the same kind until the block ends."""
    name = f"pathways_bench_{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory(prefix="pathways-bench-") as directory:
        connection.settings_dict["TEST"]["NAME"] = name if connection.vendor == "postgresql" else str(Path(directory) / name)
        own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)
