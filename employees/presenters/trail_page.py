"""What auditors and administrators see of the trail: what was asked for, a page of it, or all of it as rows of a file."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy

from employees.forms import TrailForm
from employees.models import AuditEvent, User
from employees.models.trail import AuditEventQuerySet
from employees.presenters.trail_cursor import Cursor, page_of
from employees.presenters.trail_words import details_of, words_of
from employees.trail_names import names_of

ON_A_PAGE = 50
MOST_EXPORTED = 1_000_000  # rows: what a spreadsheet holds
AT_A_TIME = 2_000
COLUMNS = (
    gettext_lazy("When (UTC)"),
    gettext_lazy("Who"),
    gettext_lazy("Account"),
    gettext_lazy("Account number"),
    gettext_lazy("In place of"),
    gettext_lazy("Did"),
    gettext_lazy("Whom"),
    gettext_lazy("Employee number"),
    gettext_lazy("Object"),
    gettext_lazy("Details"),
    gettext_lazy("Why"),
    gettext_lazy("Address"),
    gettext_lazy("By way of"),
)


@dataclass(frozen=True)
class Line:
    event: AuditEvent
    who: str
    standing_in: str
    words: str
    details: str
    whom: str
    number: str


@dataclass(frozen=True)
class TrailPage:
    lines: Sequence[Line]
    older: Cursor | None


def asked_for(form: TrailForm, user: User) -> AuditEventQuerySet:
    """Return the events that a valid form asks for, of those that the reader may see."""
    events = AuditEvent.objects.visible_to(user)
    said = form.cleaned_data
    for name in ("who", "whom", "verb"):
        if said[name]:
            events = events.filter(**{name: said[name]})
    if said["since"]:
        events = events.filter(at__gte=beginning_of(said["since"]))
    if said["until"]:
        events = events.filter(at__lt=beginning_of(said["until"] + dt.timedelta(days=1)))
    return events


def beginning_of(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def trail_page(events: AuditEventQuerySet, before: Cursor) -> TrailPage:
    found, older = page_of(events, before, ON_A_PAGE)
    return TrailPage(lines_of(found), older)


def lines_of(events: Sequence[AuditEvent]) -> list[Line]:
    names = names_of(events)
    return [
        Line(
            event,
            names.who(event),
            names.person(event.acting_for),
            words_of(event),
            details_of(event),
            names.person(event.whom),
            names.number(event.whom),
        )
        for event in events
    ]


def too_many(events: AuditEventQuerySet) -> bool:
    return events.order_by()[: MOST_EXPORTED + 1].count() > MOST_EXPORTED


def rows_of(events: AuditEventQuerySet) -> Iterator[list[str]]:
    """Yield the cells of each event, newest first, some thousands at a time."""
    remaining = events.newest_first().iterator(chunk_size=AT_A_TIME)
    while part := list(islice(remaining, AT_A_TIME)):
        yield from map(cells, lines_of(part))


def cells(line: Line) -> list[str]:
    event = line.event
    at = f"{event.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
    thing = f"{event.kind} {event.object_id}".strip()
    said = [at, line.who, event.who_name, str(event.who or ""), line.standing_in, line.words, line.whom, line.number, thing, line.details]
    return [*said, event.why, event.address or "", event.channel]
