"""What a person sees of their own trail: by day and reader, who looked at their record and what was changed in it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Employee, User
from employees.models.trail import READS, Verb
from employees.presenters.trail_cursor import Cursor, page_of
from employees.presenters.trail_words import day_of, details_of, words_of
from employees.trail_names import Names, names_of

ON_A_PAGE = 200  # events, of which a day's looks by one reader become one line


@dataclass(frozen=True)
class Deed:
    """The same thing done by one reader, `times` over, on one day between two moments."""

    words: str
    details: str
    times: int
    first: dt.datetime
    last: dt.datetime
    looks: bool

    @property
    def often(self) -> str:
        return _("%(times)s times") % {"times": self.times} if self.times > 1 else ""


@dataclass
class Reader:
    """`standing_in` is the manager for whom they acted, empty when they did so themselves."""

    name: str
    own: bool
    standing_in: str
    deeds: list[Deed] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    on: dt.date
    readers: Sequence[Reader]


@dataclass(frozen=True)
class RecordPage:
    days: Sequence[Day]
    older: Cursor | None


def record_page(employee: Employee, user: User, before: str) -> RecordPage:
    """Leave out when the person came and went: their own sessions stand on the page about signing in."""
    told = AuditEvent.objects.visible_to(user).about(employee.pk).exclude(verb__in=(Verb.SIGNED_IN, Verb.SIGNED_OUT))
    events, older = page_of(told, before, ON_A_PAGE)
    names, zone = names_of(events), timezone.get_current_timezone()
    days = groupby(events, key=lambda event: day_of(event.at, zone))
    return RecordPage([Day(on, readers_of(list(of_day), names, user)) for on, of_day in days], older)


def readers_of(events: Sequence[AuditEvent], names: Names, user: User) -> list[Reader]:
    """Return a day's readers, whoever did something last first."""
    readers: dict[tuple[int | None, int | None], Reader] = {}
    done: dict[tuple[int | None, int | None], dict[tuple[str, str], list[AuditEvent]]] = {}
    for event in events:
        key = event.who, event.acting_for
        if key not in readers:
            readers[key] = Reader(names.who(event), event.who == user.pk, names.person(event.acting_for))
        done.setdefault(key, {}).setdefault((words_of(event), details_of(event)), []).append(event)
    for key, deeds in done.items():
        readers[key].deeds = [deed_of(words, details, same) for (words, details), same in deeds.items()]
    return list(readers.values())


def deed_of(words: str, details: str, events: Sequence[AuditEvent]) -> Deed:
    return Deed(words, details, len(events), events[-1].at, events[0].at, events[0].verb in READS)
