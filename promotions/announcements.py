"""What the company's other systems are told of decisions, openings, frameworks and nights. See `employees.webhooks`.

Decisions and openings are announced by the row itself: whichever service writes one, its transaction holds the announcement. Rows
written in bulk announce nothing: those are a past brought in, not events of today.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from employees.webhooks.announcing import announce
from employees.webhooks.events import Event
from pathways.models import FrameworkVersion
from pathways.signals import rules_published
from promotions.models import Decision, NightlyRun, Requisition


@receiver(post_save, sender=Decision)
def announce_decision(*, instance: Decision, raw: bool, **_: Any) -> None:  # Any: what every signal brings besides
    if not raw:
        announce(Event.PROMOTION_DECIDED, key=instance.case_id, case=instance.case_id, decision=instance.pk)


@receiver(post_save, sender=Requisition)
def announce_opening(*, instance: Requisition, raw: bool, created: bool, **_: Any) -> None:  # Any: as above
    if raw:
        return
    if created:
        announce(Event.OPENING_OPENED, key=instance.pk, requisition=instance.pk, role=instance.role_id, unit=instance.unit_id)
    if instance.filled_on:
        day = instance.filled_on.isoformat()
        announce(Event.OPENING_FILLED, key=f"{instance.pk}/{day}", requisition=instance.pk, role=instance.role_id, on=day)


@receiver(rules_published, sender=FrameworkVersion)
def announce_framework(*, version: int, **_: Any) -> None:  # Any: as above
    published = FrameworkVersion.objects.get(pk=version)
    day = published.effective_from.isoformat() if published.effective_from else None
    announce(Event.FRAMEWORK_PUBLISHED, key=version, framework=published.framework_id, version=version, effective_from=day)


def announce_end(run: NightlyRun) -> None:
    announce(Event.NIGHTLY_ENDED, key=run.pk, run=run.pk, job=run.job, on=run.on.isoformat(), status=run.status)
