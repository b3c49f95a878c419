"""The pages of webhooks: administrators alone, the secret once, every step and what it says."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employees.models import Delivery, Webhook
from tests.factories.employees import DeliveryFactory, GrantFactory, WebhookFactory

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Payroll", "url": "https://hooks.example.com/pathways", "events": ["nightly.ended", "opening.opened"]}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(GrantFactory(duty="administrator").user)
    return client


def text(response) -> str:
    return response.content.decode()


def step(client: Client, hook: Webhook, name: str):
    return client.post(reverse("hr-webhook-step", args=[hook.pk, name]), follow=True)


def test_a_new_hook_shows_its_secret_once(admin: Client):
    response = admin.post(reverse("hr-webhook-new"), GIVEN)
    hook = Webhook.objects.get()
    assert (hook.name, hook.url, hook.events) == ("Payroll", GIVEN["url"], "opening.opened nightly.ended")
    assert "whsec_" in text(response)
    assert "no-store" in response.headers["Cache-Control"]
    for name in ("hr-webhook", "hr-webhook-change"):
        assert "whsec_" not in text(admin.get(reverse(name, args=[hook.pk])))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "No name is written here."),
        ({"url": ""}, "No address is written here."),
        ({"events": []}, "No event is chosen."),
        ({"events": ["salary.changed"]}, "not one of the available choices"),
        ({"url": "https://127.0.0.1/"}, "127.0.0.1 is not an address of the public internet."),
        ({"url": "https://[::ffff:169.254.169.254]/"}, "is not an address of the public internet."),
        ({"url": "http://8.8.8.8/"}, "Expected https://"),
        ({"url": "ftp://hooks.example.com/"}, "begins with https://"),
        ({"url": "https://a:b@hooks.example.com/"}, "without a user"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(admin: Client, wrong: dict, sentence: str):
    assert sentence in text(admin.post(reverse("hr-webhook-new"), GIVEN | wrong))
    assert not Webhook.objects.exists()
    hook = WebhookFactory(url="https://stays.example.com/")
    assert sentence in text(admin.post(reverse("hr-webhook-change", args=[hook.pk]), GIVEN | wrong))
    assert Webhook.objects.get().url == "https://stays.example.com/"


def test_a_hook_is_changed(admin: Client):
    hook = WebhookFactory()
    page = text(admin.get(reverse("hr-webhook-change", args=[hook.pk])))
    assert hook.url in page
    assert page.count(" checked") == len(hook.events.split())
    admin.post(reverse("hr-webhook-change", args=[hook.pk]), GIVEN)
    hook.refresh_from_db()
    assert (hook.name, hook.events) == ("Payroll", "opening.opened nightly.ended")


def test_the_steps(admin: Client):
    hook = WebhookFactory()
    waits = DeliveryFactory(webhook=hook)
    assert "paused" in text(step(admin, hook, "pause"))
    assert "when resumed" in text(admin.get(reverse("hr-webhook", args=[hook.pk])))
    assert "Resume it first." in text(step(admin, hook, "test"))
    assert "told of events again" in text(step(admin, hook, "resume"))
    assert Webhook.objects.get().active
    assert "is on its way" in text(step(admin, hook, "test"))  # nothing is posted before a test's transaction ends
    assert Delivery.objects.filter(event="webhook.test").count() == 1
    before = Webhook.objects.get().secret
    assert "whsec_" in text(step(admin, hook, "secret"))
    assert Webhook.objects.get().secret != before
    assert step(admin, hook, "dance").status_code == 404
    assert Delivery.objects.filter(pk=waits.pk).exists()
    assert "is gone" in text(step(admin, hook, "remove"))
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("status", "sentence"), [(204, "The test was taken: 204."), (500, "The test was not taken. It answered 500.")])
def test_a_test_says_what_became_of_it(admin: Client, receiver, status: int, sentence: str):
    receiver.answers = [status]
    assert sentence in text(step(admin, WebhookFactory(url=receiver.url), "test"))
    assert len(receiver.requests) == 1


def test_a_delivery_is_sent_again(admin: Client):
    delivery = DeliveryFactory(state="given-up", attempts=6, error="It answered 500.")
    path = reverse("hr-delivery-again", args=[delivery.webhook_id, delivery.pk])
    assert "posted again" in text(admin.post(path, follow=True))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("waiting", 0, "")
    assert "waits already" in text(admin.post(path, follow=True))
    assert admin.post(reverse("hr-delivery-again", args=[WebhookFactory().pk, delivery.pk])).status_code == 404


@pytest.mark.parametrize("duty", ["hr-auditor", "framework-editor"])
def test_others_do_nothing_here(client: Client, duty: str):
    client.force_login(GrantFactory(duty=duty).user)
    delivery = DeliveryFactory(state="sent")
    hook = delivery.webhook
    for path in (
        reverse("hr-webhook-step", args=[hook.pk, "remove"]),
        reverse("hr-webhook-new"),
        reverse("hr-delivery-again", args=[hook.pk, delivery.pk]),
    ):
        assert client.post(path, GIVEN).status_code == 403
    assert client.post(reverse("hr-webhook-step", args=[987654, "remove"])).status_code == 403
    delivery.refresh_from_db()
    assert (Webhook.objects.count(), delivery.state) == (1, "sent")


def test_the_log_is_filtered_and_paged(admin: Client):
    hook = WebhookFactory()
    for kind in ("sent", "given-up"):
        DeliveryFactory(webhook=hook, state=kind, error="" if kind == "sent" else "It answered 418.")
    path = reverse("hr-webhook", args=[hook.pk])
    assert "It answered 418." in text(admin.get(path))
    assert "It answered 418." not in text(admin.get(path, {"show": "sent"}))
    assert "It answered 418." in text(admin.get(path, {"show": "nonsense"}))


def test_the_same_queries_for_one_and_for_thirty(admin: Client):
    hook = DeliveryFactory(state="sent").webhook
    paths = [reverse("hr-webhooks"), reverse("hr-webhook", args=[hook.pk])]

    def counts() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert admin.get(path).status_code == 200
            found.append(len(queries))
        return found

    one = counts()
    for _ in range(29):
        DeliveryFactory(webhook=hook, state="sent")
        DeliveryFactory()
    assert counts() == one
    assert max(one) <= 15
