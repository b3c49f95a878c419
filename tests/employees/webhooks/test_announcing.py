"""Exactly one row an event and hook, in the transaction of the event, with ids and kinds alone."""

import datetime as dt
import json

import pytest
from django.db import transaction

from employees import reminders
from employees.models import Delivery
from employees.webhooks.announcing import announce
from employees.webhooks.events import WORDS, Event, written
from pathways.services.frameworks import publish
from promotions.models import Decision, NightlyRun, Requisition
from promotions.nights import runs
from tests.factories.employees import EmployeeFactory, HeldCredentialFactory, UserFactory, WebhookFactory
from tests.factories.pathways import FrameworkVersionFactory
from tests.factories.promotions import CaseFactory, RequisitionFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


def told(event: Event) -> list[dict]:
    return [json.loads(body)["data"] for body in Delivery.objects.filter(event=event).order_by("pk").values_list("body", flat=True)]


def test_whoever_listens_is_told_once_and_nobody_else():
    hears, _, _ = WebhookFactory(events="nightly.ended"), WebhookFactory(events="opening.opened"), WebhookFactory(active=False)
    for _ in range(2):
        announce(Event.NIGHTLY_ENDED, key=7, run=7)
    [delivery] = Delivery.objects.all()
    assert (delivery.webhook, delivery.state) == (hears, "waiting")
    body = json.loads(delivery.body)
    assert body == {"id": str(delivery.number), "event": "nightly.ended", "at": body["at"], "data": {"run": 7}}
    assert dt.datetime.fromisoformat(body["at"]).tzinfo


def test_what_is_undone_was_never_announced():
    WebhookFactory()
    with transaction.atomic():
        announce(Event.NIGHTLY_ENDED, key=7, run=7)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_it_is_posted_after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("employees.tasks.post_webhooks.delay", lambda: asked.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        announce(Event.NIGHTLY_ENDED, key=7, run=7)
    assert asked == []
    WebhookFactory()
    with django_capture_on_commit_callbacks(execute=True):
        announce(Event.NIGHTLY_ENDED, key=7, run=7)
        assert asked == []
    assert asked == [1]


def test_a_decision_is_announced_without_its_outcome_and_reason():
    WebhookFactory()
    decision = Decision.objects.create(case=CaseFactory(), outcome="refused", on=DAY)
    decision.reason = "Private."
    decision.save()
    assert told(Event.PROMOTION_DECIDED) == [{"case": decision.case_id, "decision": decision.pk}]


def test_an_opening_is_announced_when_it_opens_and_when_it_is_filled():
    WebhookFactory()
    opening = RequisitionFactory(opened_on=DAY)
    assert told(Event.OPENING_OPENED) == [{"requisition": opening.pk, "role": opening.role_id, "unit": opening.unit_id}]
    assert told(Event.OPENING_FILLED) == []
    opening.filled_on, opening.filled_inside = DAY, True
    for _ in range(2):
        opening.save()
    assert told(Event.OPENING_FILLED) == [{"requisition": opening.pk, "role": opening.role_id, "on": "2026-06-01"}]
    assert len(told(Event.OPENING_OPENED)) == 1


def test_a_past_that_is_brought_in_announces_nothing():
    WebhookFactory()
    made = RequisitionFactory.build(role=RequisitionFactory().role, unit=RequisitionFactory().unit)
    before = Delivery.objects.count()
    Requisition.objects.bulk_create([made])
    assert Delivery.objects.count() == before


def test_a_lapsing_credential_is_announced_with_its_reminder():
    WebhookFactory()
    held = HeldCredentialFactory(employee=EmployeeFactory(first_name="Ada"), expires_on=DAY + dt.timedelta(days=30))
    for _ in range(2):
        reminders.tell(DAY, 0, 10**9)
    expected = {"employee": held.employee_id, "credential": held.credential_id, "held_credential": held.pk, "on": "2026-06-01"}
    assert told(Event.CREDENTIAL_LAPSING) == [expected]
    assert "Ada" not in Delivery.objects.get().body


def test_a_published_framework_is_announced():
    WebhookFactory()
    version = FrameworkVersionFactory(draft=True)
    publish(version=version, effective_from=DAY, by=UserFactory())
    assert told(Event.FRAMEWORK_PUBLISHED) == [{"framework": version.framework_id, "version": version.pk, "effective_from": "2026-06-01"}]


@pytest.mark.parametrize("status", ["succeeded", "cancelled"])
def test_the_end_of_a_night_is_announced_once(status: str):
    WebhookFactory()
    run = runs.start("reminders", on=DAY, full=False, by=None)
    if status == "cancelled":
        runs.cancel(run.pk, by=UserFactory())
    for _ in range(2):
        runs.finish(run.pk)
    assert told(Event.NIGHTLY_ENDED) == [{"run": run.pk, "job": "reminders", "on": "2026-06-01", "status": status}]


def test_a_night_that_is_overtaken_and_one_that_cannot_begin_are_announced(monkeypatch):
    WebhookFactory()
    overtaken = runs.start("reminders", on=DAY, full=False, by=None)
    NightlyRun.objects.filter(pk=overtaken.pk).update(status="running", finished_at=None)
    runs.start("reminders", on=DAY + dt.timedelta(days=1), full=False, by=None)
    assert [one["status"] for one in told(Event.NIGHTLY_ENDED) if one["run"] == overtaken.pk] == ["cancelled"]
    monkeypatch.setattr("promotions.reminders.plan", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runs.start("reminders", on=DAY + dt.timedelta(days=2), full=False, by=None)
    assert told(Event.NIGHTLY_ENDED)[-1]["status"] == "failed"


def test_events_are_kept_in_the_order_of_the_list():
    assert written(reversed(list(WORDS))) == " ".join(WORDS)
    with pytest.raises(ValueError, match=r"salary\.changed"):
        written(["salary.changed"])
