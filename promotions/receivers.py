"""What follows at once from a change that the apps below tell of. Whatever fails here, the change stays and the night catches up."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from employees.models import Employee
from employees.signals import facts_changed, people_imported
from pathways.signals import rules_published
from promotions import tasks
from promotions.models import NightlyRun, Requisition, UncountedPerson, UncountedSeat
from promotions.readiness import immediate

log = structlog.get_logger(__name__)


def after_commit(act: Callable[[], object]) -> None:
    transaction.on_commit(partial(attempt, act))


def attempt(act: Callable[[], object]) -> None:
    """Django's own `robust` callbacks cannot be partial: it asks for their name."""
    try:
        act()
    except Exception:  # what has changed is saved, and the night finds it
        log.exception("a change could not be followed at once")


@receiver(facts_changed)
def work_out_at_once(*, employee: int, **_: Any) -> None:  # Any: what every signal brings besides
    after_commit(partial(work_out, employee))


def work_out(employee: int) -> None:
    """Show the change on the very next page; when a shard has the person in hand, right after it."""
    if not immediate.recompute(employee, wait=False):
        tasks.recompute.delay(employee_id=employee)


@receiver(rules_published)
def begin_a_run_for_new_rules(*, effective_from: dt.date, **_: Any) -> None:  # Any: as above
    """What holds from a later day on is that night's work."""
    if effective_from <= timezone.localdate():
        begin_a_run()


@receiver(people_imported)
def begin_a_run_for_imported_people(**_: Any) -> None:  # Any: as above
    begin_a_run()


def begin_a_run() -> None:
    """Digests of roles and marks of people tell the run whom it is about."""
    after_commit(partial(tasks.catch_up.delay, job=NightlyRun.Job.READINESS.value))


# --- Marks for the figures on mobility; those of people come with their readiness ------------


@receiver([post_save, post_delete], sender=Requisition)
def mark_seat(*, instance: Requisition, **_: Any) -> None:  # Any: as above
    UncountedSeat.objects.create(subject=instance.pk)


@receiver(post_delete, sender=Employee)
def mark_person_who_is_gone(*, instance: Employee, **_: Any) -> None:  # Any: as above
    UncountedPerson.objects.create(subject=instance.pk)
