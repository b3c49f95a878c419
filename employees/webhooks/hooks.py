"""What may be done with a webhook. Each verb is one transaction and names its actor."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import trail
from employees.models import Delivery, User, Webhook
from employees.models.trail import Verb
from employees.webhooks import events, signing, targets
from employees.webhooks.announcing import Happening, delivery_of, post_after_commit
from employees.webhooks.events import Event

MOST = 20


class WebhookError(ValueError):
    """Why it cannot be done, as a sentence."""


@transaction.atomic
def create(*, name: str, url: str, wanted: Iterable[str], by: User) -> tuple[Webhook, str]:
    """Make a hook; return it with its secret, which is never to be had again. Raises WebhookError."""
    if Webhook.objects.count() >= MOST:
        raise WebhookError(_("There are %(most)s webhooks already. Remove one that nothing uses any more.") % {"most": MOST})
    secret = signing.new_secret()
    hook = Webhook.objects.create(name=name, url=checked(url), events=events.written(wanted), secret=signing.sealed(secret), made_by=by)
    trail.record(Verb.ADDED, of=hook, by=by, name=hook.name)
    return hook, secret


@transaction.atomic
def change(*, hook: Webhook, name: str, url: str, wanted: Iterable[str], by: User) -> None:
    """Let a hook be called otherwise, go elsewhere or hear other events. Raises WebhookError."""
    hook.name, hook.url, hook.events = name, checked(url), events.written(wanted)
    hook.save(update_fields=["name", "url", "events"])
    trail.record(Verb.CHANGED, of=hook, by=by, name=hook.name)


def checked(url: str) -> str:
    try:
        targets.read(url)
    except targets.TargetRefusedError as refusal:
        raise WebhookError(str(refusal)) from None
    return url


@transaction.atomic
def renew_secret(*, hook: Webhook, by: User) -> str:
    """Sign with a new secret from the next request on, and return it."""
    secret = signing.new_secret()
    Webhook.objects.filter(pk=hook.pk).update(secret=signing.sealed(secret))
    trail.record(Verb.CHANGED, of=hook, by=by, name=hook.name, fields=["secret"])
    return secret


@transaction.atomic
def pause(*, hook: Webhook, by: User) -> None:
    """Announce nothing to it any more; what waits stays until it is resumed."""
    Webhook.objects.filter(pk=hook.pk).update(active=False)
    trail.record(Verb.ENDED, of=hook, by=by, name=hook.name, step="paused")


@transaction.atomic
def resume(*, hook: Webhook, by: User) -> None:
    """Announce to it again, and post what waits at once."""
    Webhook.objects.filter(pk=hook.pk).update(active=True, stopped_at=None, failing_since=None)
    hook.deliveries.filter(state=Delivery.State.WAITING).update(next_at=timezone.now())
    trail.record(Verb.STARTED, of=hook, by=by, name=hook.name, step="resumed")
    post_after_commit()


@transaction.atomic
def remove(*, hook: Webhook, by: User) -> None:
    """Remove a hook with its log."""
    trail.record(Verb.REMOVED, of=hook, by=by, name=hook.name)
    hook.delete()


@transaction.atomic
def test(*, hook: Webhook, by: User) -> Delivery:
    """Post an event that means nothing. Raises WebhookError while the hook is paused."""
    refuse_paused(hook)
    delivery = delivery_of(hook, Event.TEST, Happening(f"{timezone.now().timestamp()}", {"webhook": hook.pk}))
    delivery.save()
    trail.record(Verb.STARTED, of=hook, by=by, name=hook.name, step="test")
    post_after_commit()
    return delivery


@transaction.atomic
def replay(*, delivery: Delivery, by: User) -> None:
    """Post a delivery that has come to its end once more, with the same id and body. Raises WebhookError."""
    refuse_paused(delivery.webhook)
    ended = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.WAITING)
    if not ended.update(state=Delivery.State.WAITING, attempts=0, next_at=timezone.now(), error="", status=None):
        raise WebhookError(_("This delivery waits already. It is posted when its time comes."))
    trail.record(Verb.STARTED, of=delivery, by=by, name=delivery.webhook.name, step="sent again")
    post_after_commit()


def refuse_paused(hook: Webhook) -> None:
    if not hook.active:
        raise WebhookError(_("This webhook is paused. Resume it first."))
