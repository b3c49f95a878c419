"""Celery's envelopes around what happens to people's records by itself."""

import time

from celery import shared_task

from employees import outbox
from employees.webhooks import delivering

TURN = 10 * 60  # seconds, well within a task's time limit


@shared_task(name="employees.mail_notices")
def mail_notices() -> None:
    """Mail what waits and is due; when that takes long, in one turn after the other."""
    began = time.monotonic()
    for _ in outbox.send_waiting():
        if time.monotonic() - began > TURN:
            mail_notices.delay()
            return


@shared_task(name="employees.post_webhooks")
def post_webhooks() -> None:
    """Post what is due to other systems; when that takes long, in one turn after the other."""
    began = time.monotonic()
    for _ in delivering.send_waiting():
        if time.monotonic() - began > TURN:
            post_webhooks.delay()
            return


@shared_task(name="employees.forget_deliveries")
def forget_deliveries() -> None:
    delivering.forget()
