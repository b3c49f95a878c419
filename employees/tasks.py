"""Celery's envelopes around what happens to people's records by itself."""

import time
from typing import Any

import structlog
from celery import Task, shared_task
from celery.exceptions import Retry
from django.conf import settings
from django.utils import timezone

from employees import outbox, trail_partitions
from employees.models import User
from employees.sign_in import invitations, passwords, sessions
from employees.webhooks import delivering

log = structlog.get_logger(__name__)

TURN = 10 * 60  # seconds, well within a task's time limit
# A link is mailed at once or not at all: five tries within half an hour, while it still works.
TRIED_AGAIN: dict[str, Any] = {"autoretry_for": (OSError,), "retry_backoff": 60, "retry_jitter": False, "max_retries": 5}


@shared_task(name="employees.mail_notices")
def mail_notices() -> None:
    """Mail what waits and is due; when that takes long, in one turn after the other."""
    began = time.monotonic()
    for _ in outbox.send_waiting():
        if time.monotonic() - began > TURN:
            mail_notices.delay()
            return


@shared_task(name="employees.keep_trail")
def keep_trail() -> None:
    trail_partitions.keep(timezone.localdate(), months=settings.TRAIL_MONTHS)


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


@shared_task(name="employees.mail_password_reset", **TRIED_AGAIN)
def mail_password_reset(*, email: str) -> None:
    passwords.send_reset(email=email)


@shared_task(name="employees.mail_invitation", **TRIED_AGAIN)
def mail_invitation(*, invitation_id: int) -> None:
    if not invitations.send(invitation_id=invitation_id):
        log.info("invitation not mailed", invitation=invitation_id, why="taken up, withdrawn or gone")


@shared_task(name="employees.mail_address_changed", **TRIED_AGAIN)
def mail_address_changed(*, account_id: int, to: str) -> None:
    """Tell one of two addresses that the account went from one to the other."""
    account = User.objects.filter(pk=account_id).first()
    if account is not None:
        passwords.send(account, "address_changed", {"email": account.email, "site": settings.SITE_URL}, to=to)


@shared_task(name="employees.forget_sessions")
def forget_sessions() -> None:
    log.info("sessions forgotten", count=sessions.forget_expired())


def begin(task: "Task[Any, Any]", **arguments: object) -> None:
    """Hand a task to a worker. Where tasks run in this process, its failure is logged and not the visitor's."""
    try:
        task.delay(**arguments)
    except (OSError, Retry) as error:
        log.warning("task failed", task=task.name, error=type(error).__name__)
