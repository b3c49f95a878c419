"""Writing down that something happened, for everybody who listens. Inside the transaction of what happened: both are there or neither."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from employees.models import Delivery, Webhook
from employees.webhooks.events import Event

BATCH = 1000


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `key` names it among all of its event: told again, it is the same. `data` holds ids and kinds."""

    key: str
    data: Mapping[str, int | str | None]


def announce(event: Event, *, key: object, **data: int | str | None) -> int:
    """Announce one thing; return for how many hooks."""
    return announce_all(event, [Happening(str(key), data)])


def announce_all(event: Event, happenings: Iterable[Happening]) -> int:
    """Write one delivery for each thing and hook that listens; return how many. What was announced before is left alone."""
    hooks = [hook for hook in Webhook.objects.filter(active=True) if hook.hears(event)]
    rows = [delivery_of(hook, event, happened) for happened in happenings for hook in hooks]
    if rows:
        Delivery.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        post_after_commit()
    return len(rows)


def delivery_of(hook: Webhook, event: Event, happened: Happening) -> Delivery:
    now, number = timezone.now(), uuid.uuid4()
    told = {"id": str(number), "event": event.value, "at": now.isoformat(timespec="seconds"), "data": dict(happened.data)}
    body = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return Delivery(webhook=hook, number=number, event=event.value, key=f"{event.value}/{happened.key}", body=body, next_at=now)


def post_after_commit() -> None:
    """Ask for the posts. Should the broker be away, what happened stands all the same: beat asks again."""
    from employees.tasks import post_webhooks  # noqa: PLC0415  # tasks import what they start, and that announces

    transaction.on_commit(post_webhooks.delay, robust=True)
