"""Posting to a real server: signed, tried again, given up, stopped after days, sent again. Slow, failing, redirecting, absent ones."""

import datetime as dt
import hashlib
import hmac
import json
import re
import socket
import time
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from employees import tasks
from employees.models import AuditEvent, Delivery, Notice, Webhook
from employees.webhooks import delivering, hooks, posting, signing
from employees.webhooks.hooks import WebhookError
from tests.factories.employees import DeliveryFactory, GrantFactory, UserFactory, WebhookFactory
from tests.shared import ROOT

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
SECRET = "whsec_of-the-tests"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def send() -> list[int]:
    return [delivery.pk for delivery in delivering.send_waiting()]


def state(delivery: Delivery) -> tuple[str, int, int | None]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts, delivery.status


def test_what_waits_is_posted_once_and_signed(receiver, clock):
    delivery = DeliveryFactory(webhook__url=receiver.url)
    assert send() == [delivery.pk]
    assert send() == []
    assert state(delivery) == ("sent", 1, 204)
    [(path, headers, body)] = receiver.requests
    assert (path, body) == ("/hook?of=tests", delivery.body.encode())
    assert headers["Host"] == receiver.url.split("/")[2]
    assert headers["Content-Type"] == "application/json"
    assert (headers["Pathways-Event"], headers["Pathways-Delivery"]) == ("nightly.ended", str(delivery.number))
    at = int(NOON.timestamp())
    expected = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Pathways-Signature"] == f"t={at},v1={expected}"


def test_the_example_in_the_manual_takes_ours_and_refuses_every_other(receiver):
    """The code that receivers copy is run as it stands there."""
    manual = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", manual, re.DOTALL)
    assert example
    names: dict = {}
    exec(example[1], names)  # noqa: S102  # the manual's own text
    delivery = DeliveryFactory(webhook__url=receiver.url)
    send()
    _, headers, body = receiver.requests[0]
    header = headers["Pathways-Signature"]
    assert names["is_from_pathways"](SECRET, header, body)
    assert not names["is_from_pathways"]("whsec_other", header, body)
    assert not names["is_from_pathways"](SECRET, header, body + b" ")
    assert not names["is_from_pathways"](SECRET, header.replace("t=", "t=1"), body)
    assert not names["is_from_pathways"](SECRET, "", body)
    old = int(time.time()) - 3600
    assert not names["is_from_pathways"](SECRET, f"t={old},v1={signing.digest(SECRET, body, old)}", body)
    assert state(delivery)[0] == "sent"


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_what_is_refused_is_tried_again_after_the_pause(receiver, clock, status: int):
    delivery = DeliveryFactory(webhook__url=receiver.url)
    receiver.answers = [status]
    assert send() == [delivery.pk]
    assert state(delivery) == ("waiting", 1, status)
    assert delivery.error == f"It answered {status}. Expected 200 to 299."
    assert send() == []
    clock.shift(delivering.PAUSES[0])
    assert send() == [delivery.pk]
    assert state(delivery) == ("sent", 2, 204)
    assert receiver.bodies == [delivery.body.encode()] * 2
    assert Webhook.objects.get().failing_since is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver, status: int):
    delivery = DeliveryFactory(webhook__url=receiver.url)
    receiver.answers, receiver.headers = [status], {"Location": receiver.url.replace("/hook", "/elsewhere")}
    send()
    assert state(delivery) == ("waiting", 1, status)
    assert [path for path, _, _ in receiver.requests] == ["/hook?of=tests"]
    assert "Redirects are not followed" in delivery.error


@pytest.mark.parametrize("dripping", [False, True], ids=["silent", "dripping"])
def test_a_server_that_does_not_come_to_an_end_is_cut_off(receiver, monkeypatch, dripping: bool):
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    receiver.go_on.clear()
    receiver.dripping = dripping
    delivery = DeliveryFactory(webhook__url=receiver.url)
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 3
    assert state(delivery) == ("waiting", 1, None)
    assert "no answer within" in delivery.error


def test_where_nobody_listens_it_is_tried_again(settings, receiver):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    delivery = DeliveryFactory(webhook__url=f"http://127.0.0.1:{port}/")
    send()
    assert state(delivery) == ("waiting", 1, None)
    assert delivery.error == "The request did not get through: ConnectionRefusedError."


def test_without_the_operators_leave_this_machine_is_not_reached(receiver, settings):
    settings.WEBHOOK_NETWORKS = ()
    delivery = DeliveryFactory(webhook__url=receiver.url)
    send()
    assert receiver.requests == []
    assert "127.0.0.1 is not an address of the public internet" in Delivery.objects.get(pk=delivery.pk).error


def test_a_server_that_speaks_no_tls_is_a_failure(receiver):
    delivery = DeliveryFactory(webhook__url=receiver.url.replace("http:", "https:"))
    send()
    assert state(delivery)[0] == "waiting"
    assert delivery.error == "The request did not get through: SSLError."


def test_a_dead_hook_holds_no_other_up_and_is_tried_once_a_turn(receiver):
    dead = WebhookFactory(url="http://127.0.0.1:1/")
    first, _ = DeliveryFactory(webhook=dead), DeliveryFactory(webhook=dead)
    fine = [DeliveryFactory(webhook__url=receiver.url).pk for _ in range(3)]
    assert send() == [first.pk, *fine]
    assert list(dead.deliveries.order_by("pk").values_list("attempts", flat=True)) == [1, 0]


def test_after_the_last_try_it_is_given_up_and_can_be_sent_again_with_the_same_id(receiver, clock):
    delivery = DeliveryFactory(webhook__url=receiver.url)
    receiver.answers = [500] * 6
    for pause in delivering.PAUSES:
        send()
        clock.shift(pause)
    assert state(delivery) == ("given-up", 6, 500)
    assert send() == []
    hooks.replay(delivery=delivery, by=UserFactory())
    assert send() == [delivery.pk]
    assert state(delivery) == ("sent", 1, 204)
    assert {headers["Pathways-Delivery"] for _, headers, _ in receiver.requests} == {str(delivery.number)}


def test_what_waits_or_belongs_to_a_paused_hook_is_not_sent_again():
    delivery = DeliveryFactory()
    with pytest.raises(WebhookError, match="waits already"):
        hooks.replay(delivery=delivery, by=UserFactory())
    hooks.pause(hook=delivery.webhook, by=UserFactory())
    with pytest.raises(WebhookError, match="paused"):
        hooks.replay(delivery=Delivery.objects.get(), by=UserFactory())


def test_a_paused_hook_keeps_what_waits_until_it_is_resumed(receiver, clock):
    delivery = DeliveryFactory(webhook__url=receiver.url, next_at=NOON + dt.timedelta(hours=5))
    hooks.pause(hook=delivery.webhook, by=UserFactory())
    clock.shift(dt.timedelta(hours=6))
    assert send() == []
    hooks.resume(hook=delivery.webhook, by=UserFactory())
    assert send() == [delivery.pk]


def test_a_hook_that_takes_nothing_for_days_is_stopped_and_its_managers_are_told_once(receiver, clock):
    administrators = {GrantFactory(duty="administrator").user.pk for _ in range(2)}
    GrantFactory(duty="administrator", user__is_active=False)
    GrantFactory(duty="hr-auditor")
    hook = WebhookFactory(url=receiver.url)
    receiver.answers = [500] * 99
    for _ in range(3):
        DeliveryFactory(webhook=hook, next_at=timezone.now())
        for pause in delivering.PAUSES:
            send()
            clock.shift(pause)
    hook.refresh_from_db()
    assert not hook.active
    assert hook.stopped_at
    told = Notice.objects.filter(kind="webhook")
    assert {notice.to_account_id for notice in told} == administrators
    assert len(told) == 2
    assert "It answered 500." in told[0].text
    assert [notice.pk for notice in Notice.objects.visible_to(told[0].to_account)] == [told[0].pk]
    assert send() == []


def test_one_success_ends_a_hooks_failing(receiver, clock):
    hook = WebhookFactory(url=receiver.url, failing_since=NOON - dt.timedelta(days=9))
    DeliveryFactory(webhook=hook)
    send()
    hook.refresh_from_db()
    assert (hook.active, hook.failing_since) == (True, None)


def test_a_secret_of_another_key_is_a_failure_with_what_to_do(receiver, settings):
    delivery = DeliveryFactory(webhook__url=receiver.url)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 9
    send()
    assert "Make a new one" in Delivery.objects.get(pk=delivery.pk).error
    settings.SECRET_KEY_FALLBACKS = [former]
    assert delivering.attempt(delivery).status == 204


def test_a_task_ends_after_its_turn_and_asks_for_the_next(receiver, monkeypatch):
    for _ in range(2):
        DeliveryFactory(webhook__url=receiver.url)
    asked = []
    monkeypatch.setattr(tasks, "TURN", -1)
    monkeypatch.setattr(tasks.post_webhooks, "delay", lambda: asked.append(1))
    tasks.post_webhooks()
    assert (len(receiver.requests), asked) == (1, [1])


def test_the_log_forgets_what_ended_long_ago_and_keeps_what_waits(clock):
    old = [DeliveryFactory(state=kind).pk for kind in ("sent", "given-up", "waiting")]
    clock.shift(delivering.KEPT_FOR + dt.timedelta(days=1))
    new = DeliveryFactory(state="sent").pk
    tasks.forget_deliveries()
    assert set(Delivery.objects.values_list("pk", flat=True)) == {old[2], new}


def test_the_secret_is_not_in_the_database():
    hook, secret = hooks.create(name="Payroll", url="https://hooks.example.com/", wanted=["nightly.ended"], by=UserFactory())
    assert secret.startswith("whsec_")
    stored = json.dumps(Webhook.objects.values().get(pk=hook.pk), default=str)
    assert secret not in stored
    renewed = hooks.renew_secret(hook=hook, by=UserFactory())
    assert renewed != secret
    assert signing.signature(Webhook.objects.get().secret, b"x", 1) == f"t=1,v1={signing.digest(renewed, b'x', 1)}"


def test_every_verb_leaves_its_event_in_the_trail():
    by, hook = UserFactory(), DeliveryFactory(state="sent").webhook
    hooks.change(hook=hook, name="Payroll", url=hook.url, wanted=["nightly.ended"], by=by)
    for verb in (hooks.pause, hooks.resume, hooks.renew_secret, hooks.test, hooks.remove):
        verb(hook=hook, by=by)
    hooks.create(name="Other", url=hook.url, wanted=["nightly.ended"], by=by)
    events = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert events == ["changed", "ended", "started", "changed", "started", "removed", "added"]
    assert set(AuditEvent.objects.values_list("who", flat=True)) == {by.pk}


def test_there_are_not_more_hooks_than_anybody_minds(monkeypatch):
    monkeypatch.setattr(hooks, "MOST", 0)
    with pytest.raises(WebhookError, match="already"):
        hooks.create(name="One more", url="https://hooks.example.com/", wanted=["nightly.ended"], by=UserFactory())


def test_the_manual_names_every_event():
    manual = Path(ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    for event, _ in Delivery._meta.get_field("event").choices:
        assert f"`{event}`" in manual
