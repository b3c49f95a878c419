"""The one door through which anything but the person reads demographics: for a purpose, with consent, and on the audit trail."""

from collections.abc import Collection

from django.db import models

from employees import trail
from employees.demographics.answers import column, opened
from employees.demographics.questions import questions
from employees.models import DemographicConsent, Demographics, User
from employees.models.demographics import ATTRIBUTES
from employees.models.trail import Verb

CHUNK = 20_000


def values_by_employee(*, attribute: str, purpose: str, by: User | None, employees: Collection[int] | None = None) -> dict[int, str]:
    """Return employee id → answer for one attribute ("sex", "ethnicity", "disability", "birth_year"), for audits run in a worker.

    Only people whose consent to `purpose` (a `DemographicConsent.Purpose`) is in force stand in it, of `employees` or of all.
    "prefer not to say" (`UNDISCLOSED`) is an answer; whoever is missing is unknown. A year of birth comes as its four digits.
    Nothing of it may leave the process but aggregates that passed suppression; `by` asked for the audit, None is a night.
    Raises ValueError for another attribute or purpose, and SealError when a key is missing. A million rows take seconds.
    """
    if attribute not in ATTRIBUTES or purpose not in DemographicConsent.Purpose.values:
        raise ValueError(f"{attribute!r} for {purpose!r} cannot be read. Expected one of {', '.join(ATTRIBUTES)}, for a known purpose.")
    rows = agreed(purpose).filter(**{f"{column(attribute)}__isnull": False}).values_list("pk", column(attribute))
    wanted = None if employees is None else set(employees)
    chosen = (row for row in rows.iterator(chunk_size=CHUNK) if wanted is None or row[0] in wanted)
    values = dict(opened(attribute, chosen))
    trail.record(Verb.LOOKED, of=Demographics, by=by, fields=[attribute], reason=str(purpose), count=len(values))
    return values


def agreed(purpose: str) -> models.QuerySet[Demographics]:
    """Return the rows of those whose consent to the purpose is in force, under a text that holds."""
    consents = DemographicConsent.objects.in_force().filter(purpose=purpose, text_version__in=questions().holding)
    return Demographics.objects.filter(employee__in=consents.values("employee"))
