"""Celery's envelopes around what happens to people's records by itself."""

import time

from celery import shared_task

from employees import outbox

TURN = 10 * 60  # seconds, well within a task's time limit


@shared_task(name="employees.mail_notices")
def mail_notices() -> None:
    """Mail what waits and is due; when that takes long, in one turn after the other."""
    began = time.monotonic()
    for _ in outbox.send_waiting():
        if time.monotonic() - began > TURN:
            mail_notices.delay()
            return
