"""Paging through the trail by where the last page ended: the thousandth page costs what the first one does."""

import datetime as dt
from collections.abc import Sequence

from employees.models import AuditEvent
from employees.models.trail import AuditEventQuerySet

Cursor = str


def page_of(events: AuditEventQuerySet, before: Cursor, size: int) -> tuple[Sequence[AuditEvent], Cursor | None]:
    """Return the newest events behind a cursor, and the cursor of the page after them; None when there is none.

    An empty cursor, or one that nobody wrote, is the newest page.
    """
    place = place_of(before)
    behind = events.before(*place) if place else events
    found = list(behind.newest_first()[: size + 1])
    return found[:size], cursor_of(found[size - 1]) if len(found) > size else None


def cursor_of(event: AuditEvent) -> Cursor:
    return f"{event.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{event.pk}"


def place_of(cursor: Cursor) -> tuple[dt.datetime, int] | None:
    at, _, number = cursor.partition("-")
    try:
        return dt.datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), int(number)
    except ValueError:
        return None
