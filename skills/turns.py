"""One at a time: what reads, decides and writes, and must not be overtaken in between."""

from django.db import connection


def await_turn(what: str) -> None:
    """Wait until nobody else is at it, and keep others waiting until this transaction ends.

    Raw SQL: the ORM knows no advisory lock. On SQLite the transaction itself keeps other writers out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pathways.turn'), hashtext(%s))", [what])
