"""Whose turn it is to write somebody's readiness: shards compute side by side, one person alone is computed by nobody else.

Locks lie on buckets of ids and last until the transaction ends; facts read before one was taken may be older than the rows.
Raw SQL: the ORM knows no advisory lock. On SQLite the transaction itself keeps other writers out.
"""

import time

from django.db import connection

PEOPLE_A_BUCKET = 10_000
PAUSES = (0, 0.01, 0.02, 0.04)  # seconds before each attempt of somebody who would rather not wait


def share(first: int, last: int) -> None:
    """Keep recomputes of one person out of this range of ids; wait for those under way."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(hashtext('promotions.readiness'), bucket) FROM generate_series(%s, %s) AS bucket",
                [first // PEOPLE_A_BUCKET, last // PEOPLE_A_BUCKET],
            )


def claim(employee: int, *, wait: bool) -> bool:
    """Keep everybody else away from this person; return whether that is so. Without `wait` give up after some tens of milliseconds."""
    if connection.vendor != "postgresql":
        return True
    bucket = [employee // PEOPLE_A_BUCKET]
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('promotions.readiness'), %s)", bucket)
            return True
        for pause in PAUSES:
            time.sleep(pause)
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('promotions.readiness'), %s)", bucket)
            if cursor.fetchone()[0]:
                return True
    return False
