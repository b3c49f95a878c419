"""Seats that are open now, counted by role: figures that everybody signed in may read."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count

from promotions.models import Requisition


def open_seats(roles: Collection[int], on: dt.date) -> dict[int, int]:
    """Return role → seats open on that day; a role without one is absent. One query."""
    return dict(Requisition.objects.open(on).filter(role__in=roles).order_by().values_list("role").annotate(seats=Count("pk")))
