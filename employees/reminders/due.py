"""Which reminders are due on a day. A window, never an equal date: a night that was missed is caught up by the next.

A threshold of so many days is due from that many days before the expiry until the next tighter one is; the lapse for a month
from the expiry on. So after missed nights the tightest one alone is told, and the first night of an installation tells nobody
of certificates that ended years ago. Whatever was told once is in `CredentialReminder` and is not due again.
"""

import datetime as dt

from django.db.models import Case, Exists, OuterRef, PositiveSmallIntegerField, Q, QuerySet, Value, When

from employees.models import CredentialReminder, Employee, HeldCredential

Threshold = CredentialReminder.Threshold

THRESHOLDS = sorted(Threshold)  # the tightest first
LAPSED_FOR = dt.timedelta(days=30)


def due(on: dt.date) -> QuerySet[HeldCredential]:
    """Return what people employed that day hold and must be told about, each with its `threshold`; nothing that was renewed."""
    within = HeldCredential.objects.filter(expires_on__gt=on - LAPSED_FOR, expires_on__lte=on + days(THRESHOLDS[-1]), issued_on__lte=on)
    told = CredentialReminder.objects.filter(held=OuterRef("pk"), threshold=OuterRef("threshold"))
    return (
        within.filter(employee__in=Employee.objects.employed(on))
        .annotate(threshold=_tightest(on))
        .filter(~Exists(renewals()), ~Exists(told))
        .order_by()
    )


def people_due(on: dt.date) -> list[int]:
    """Return the ids of the people with a reminder due, ascending."""
    return list(due(on).values_list("employee_id", flat=True).distinct().order_by("employee_id"))


def renewals() -> QuerySet[HeldCredential]:
    """Return the later ones of the same credential and person, for an outer query: they end later, or as late and are issued later."""
    same = HeldCredential.objects.filter(employee=OuterRef("employee"), credential=OuterRef("credential"))
    return same.filter(
        Q(expires_on__isnull=True)
        | Q(expires_on__gt=OuterRef("expires_on"))
        | Q(expires_on=OuterRef("expires_on"), issued_on__gt=OuterRef("issued_on"))
    )


def days(threshold: int) -> dt.timedelta:
    return dt.timedelta(days=threshold)


def _tightest(on: dt.date) -> Case:
    whens = [When(expires_on__lte=on + days(threshold), then=Value(+threshold)) for threshold in THRESHOLDS]
    return Case(*whens, output_field=PositiveSmallIntegerField())
