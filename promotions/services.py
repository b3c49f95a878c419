"""What may be done to policies. Each verb is one transaction and names its actor."""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import Max

from employees.models import User
from promotions.models import PolicyRule, PolicyVersion

log = structlog.get_logger(__name__)


@transaction.atomic
def ensure_default_policy(*, on: dt.date, by: User | None) -> PolicyVersion | None:
    """Return None when a policy holds on that day; otherwise put the default thresholds in force and return that new version.

    Readiness names the policy it was decided under, so there is always one that people can look up.
    """
    if PolicyVersion.objects.in_force(on).exists():
        return None
    number = (PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    told = {"name": f"Policy {number}", "effective_from": on, "text": "The default thresholds."}
    version, created = PolicyVersion.objects.get_or_create(number=number, defaults=told)
    if not created:
        return None  # another process was quicker
    PolicyRule.objects.create(version=version)
    log.info("default policy put in force", policy=version.pk, on=str(on), by=by.pk if by else None)
    return version
