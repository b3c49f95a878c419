"""Posting what waits. A hook that fails is left alone until the next turn, so that a dead one holds nobody else up."""

import datetime as dt
import time
from collections.abc import Iterator

import structlog
from django.db import transaction
from django.utils import timezone

from employees import access, outbox
from employees.access import Permission
from employees.models import Delivery, Grant, Notice, User, Webhook
from employees.sealing import UnreadableError
from employees.tries import Tries
from employees.webhooks import posting, signing
from employees.webhooks.posting import Answer

log = structlog.get_logger(__name__)

BATCH = 100
FAILING_FOR = dt.timedelta(days=3)  # without one success, then a hook is stopped when the next delivery is given up
KEPT_FOR = dt.timedelta(days=30)
PAUSES = [
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(days=1),
    dt.timedelta(days=1),
]
TRIES = Tries(model=Delivery, pauses=PAUSES, unended="The last try did not come to its end; it may have been taken.")


def send_waiting() -> Iterator[Delivery]:
    """Post what is due, the longest due first; yield each after its try."""
    resting: set[int] = set()
    while batch := list(TRIES.due().filter(webhook__active=True).exclude(webhook__in=resting).select_related("webhook")[:BATCH]):
        for delivery in batch:
            if delivery.webhook_id not in resting and TRIES.claim(delivery):
                if not send(delivery):
                    resting.add(delivery.webhook_id)
                yield delivery


def send(delivery: Delivery) -> bool:
    """Try once and note what came of it; return whether it was taken."""
    answer = attempt(delivery)
    noted = {"status": answer.status, "tried_at": timezone.now()}
    if not answer.error:
        TRIES.succeeded(delivery, **noted)
        Webhook.objects.filter(pk=delivery.webhook_id, failing_since__isnull=False).update(failing_since=None)
        return True
    log.warning("webhook not taken", webhook=delivery.webhook_id, delivery=delivery.pk, attempt=delivery.attempts, status=answer.status)
    Webhook.objects.filter(pk=delivery.webhook_id, failing_since__isnull=True).update(failing_since=timezone.now())
    if TRIES.failed(delivery, answer.error, **noted):
        stop_if_failing(delivery.webhook_id)
    return False


def attempt(delivery: Delivery) -> Answer:
    body, now = delivery.body.encode(), int(time.time())
    try:
        signature = signing.signature(delivery.webhook.secret, body, now)
    except UnreadableError:
        return Answer(None, "Its secret was sealed under another SECRET_KEY. Make a new one on the hook's page.")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Pathways-Webhook/1",
        "Pathways-Event": delivery.event,
        "Pathways-Delivery": str(delivery.number),
        "Pathways-Signature": signature,
    }
    return posting.post(delivery.webhook.url, body, headers)


@transaction.atomic
def stop_if_failing(webhook_id: int) -> bool:
    """Stop a hook that has taken nothing for days, and tell those who manage it; return whether this call did."""
    now = timezone.now()
    failing = Webhook.objects.filter(pk=webhook_id, active=True, failing_since__lte=now - FAILING_FOR)
    if not failing.update(active=False, stopped_at=now):
        return False
    log.warning("webhook stopped", webhook=webhook_id)
    hook = Webhook.objects.get(pk=webhook_id)
    last = hook.deliveries.exclude(error="").order_by("-tried_at").first()
    context = {"hook": hook, "error": last.error if last else ""}
    told = {"kind": Notice.Kind.WEBHOOK, "on": timezone.localdate()}
    Notice.objects.bulk_create([outbox.compose("webhook_stopped", context, to=user, **told) for user in managers()])
    return True


def managers() -> list[User]:
    """Return the open accounts that may manage hooks."""
    duties = [duty for duty, permissions in access.DUTY_PERMISSIONS.items() if Permission.MANAGE_WEBHOOKS in permissions]
    return list(User.objects.filter(is_active=True, pk__in=Grant.objects.filter(duty__in=duties).values("user")).order_by("pk"))


def forget() -> int:
    """Delete the log of what came to its end longer ago than `KEPT_FOR`; return how many rows. What waits stays."""
    old = Delivery.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).exclude(state=Delivery.State.WAITING)
    return old.delete()[0]
