"""What follows in the audit trail from changes that the apps below tell of, in the same transaction: without it they do not happen."""

from typing import Any

from django.dispatch import receiver

from employees import trail
from employees.models import User
from employees.models.trail import Verb
from pathways.models import FrameworkVersion
from pathways.signals import framework_changed


@receiver(framework_changed)
def record_change_of_framework(*, sender: FrameworkVersion, verb: str, by: User | None, **_: Any) -> None:  # Any: what every signal brings
    trail.record(Verb(verb), of=sender, by=by, version=sender.number, effective_from=sender.effective_from)
