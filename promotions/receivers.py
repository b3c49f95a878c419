"""What follows at once from a change that the apps below tell of. Whatever fails here, the change stays and the night catches up."""

from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.dispatch import receiver

from employees.signals import facts_changed
from promotions import tasks
from promotions.readiness import immediate

log = structlog.get_logger(__name__)


@receiver(facts_changed)
def work_out_at_once(*, employee: int, **_: Any) -> None:  # Any: what every signal brings besides
    transaction.on_commit(partial(work_out, employee))


def work_out(employee: int) -> None:
    """Show the change on the very next page; when a shard has the person in hand, right after it."""
    try:
        if not immediate.recompute(employee, wait=False):
            tasks.recompute.delay(employee_id=employee)
    except Exception:  # the change itself is saved, and its mark stays for the next run
        log.exception("readiness could not be worked out at once", employee=employee)
