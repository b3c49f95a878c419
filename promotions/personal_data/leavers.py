"""Who has left for so long that nothing personal is kept any more, and whom a legal hold protects."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from employees.models import Employee, LegalHold


def last_day(on: dt.date) -> dt.date:
    """Return the day of leaving up to which people are erased on that day."""
    year = on.year - int(settings.LEAVER_RETENTION_YEARS)
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February
        return on.replace(year=year, day=28)


def gone_for_long(on: dt.date) -> QuerySet[Employee]:
    """Return those whose time has passed, held or not, and who are not erased yet, in the order of their ids."""
    return Employee.objects.filter(left_on__lte=last_day(on), erasure__isnull=True).order_by("pk")


def due(on: dt.date) -> QuerySet[Employee]:
    """Return those whom a night of that day erases."""
    return gone_for_long(on).exclude(pk__in=held())


def held() -> QuerySet[LegalHold, int]:
    return LegalHold.objects.in_force().values_list("employee_id", flat=True)
