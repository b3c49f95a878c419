"""Who has left for so long that nothing personal is kept any more, and whom a legal hold protects."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from employees import access
from employees.access import Permission
from employees.models import Employee, LegalHold, User


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


def everybody(reader: User | AnonymousUser) -> QuerySet[Employee]:
    """Return everybody to whom erasing is entrusted, nobody to others; each with `held_for`: why their record is held now, if it is."""
    if not access.of(reader).may(Permission.ERASE_PEOPLE):
        return Employee.objects.none()
    reason = LegalHold.objects.in_force().filter(employee=OuterRef("pk")).values("reason")[:1]
    return Employee.objects.annotate(held_for=Coalesce(Subquery(reason), Value(""))).select_related("erasure")


def on_file(reader: User | AnonymousUser, today: dt.date) -> QuerySet[Employee]:
    """Return who has left and whose record is held, the latest leavers first."""
    return everybody(reader).filter(Q(left_on__lte=today) | ~Q(held_for="")).order_by("-left_on", "-pk")


def numbered(reader: User | AnonymousUser, number: str) -> Employee | None:
    return everybody(reader).filter(number=number.strip()).first()


def goes_on(left_on: dt.date) -> dt.date:
    """Return the day from which a night erases somebody who left on that day: the first `d` with `last_day(d)` not before it."""
    year = left_on.year + int(settings.LEAVER_RETENTION_YEARS)
    try:
        return left_on.replace(year=year)
    except ValueError:  # 29 February
        return dt.date(year, 3, 1)


def held() -> QuerySet[LegalHold, int]:
    return LegalHold.objects.in_force().values_list("employee_id", flat=True)
