"""Writing the digests: one a person a week, on their day of the week or the first night after it. Inside the caller's transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from employees import language, outbox
from employees.models import Employee, Leave, Notice, NoticeLine, NudgeDigest, NudgePreference
from employees.models.nudges import NudgeKind
from employees.nudges.due import Nudge, Span, nudges

LINES = 40  # in a digest; how many more there are is told
AT_A_TIME = 1_000


@dataclass(frozen=True)
class Written:
    people: int
    lines: int


def monday_of(on: dt.date) -> dt.date:
    return on - dt.timedelta(days=on.weekday())


def waiting(on: dt.date) -> QuerySet[Employee]:
    """Return those whose digest of this week may be written: employed and not on leave, their day has come, and no night has written it
    yet. What waits meanwhile stands in the first one after the leave.
    """
    written = NudgeDigest.objects.filter(employee=OuterRef("pk"), week=monday_of(on))
    has_come = Q(nudge_preference__isnull=True) | Q(nudge_preference__weekday__lte=on.weekday())
    on_leave = Leave.objects.on(on).filter(employee=OuterRef("pk"))
    return Employee.objects.employed(on).filter(has_come, ~Exists(written), ~Exists(on_leave)).order_by("pk")


def write_digests(on: dt.date, first: int, last: int) -> Written:
    """Write the digests of a range of employee ids that wait; nothing to somebody for whom nothing waits. A second call writes none."""
    span = Span(first, last)
    found = nudges(on, span)
    people = waiting(on).filter(pk__range=span.ids, pk__in=found).select_related("user", "nudge_preference") if found else ()
    wanted = [(person, lines) for person in people if (lines := wanted_by(person, found[person.pk]))]
    told = Employee.objects.in_bulk({nudge.about for _, lines in wanted for nudge in lines})
    for start in range(0, len(wanted), AT_A_TIME):
        _write(wanted[start : start + AT_A_TIME], told, on)
    return Written(len(wanted), sum(len(lines) for _, lines in wanted))


def wanted_by(person: Employee, lines: Sequence[Nudge]) -> list[Nudge]:
    preference: NudgePreference | None = getattr(person, "nudge_preference", None)
    return [nudge for nudge in lines if preference is None or nudge.kind not in preference.off]


def _write(wanted: Sequence[tuple[Employee, list[Nudge]]], told: dict[int, Employee], on: dt.date) -> None:
    """Write the digests of some people, with as many statements as for one."""
    notices = Notice.objects.bulk_create(_notice(person, lines, on) for person, lines in wanted)
    NoticeLine.objects.bulk_create(
        line for notice, (person, lines) in zip(notices, wanted, strict=True) for line in _lines(notice, person, lines[:LINES], told, on)
    )
    NudgeDigest.objects.bulk_create(
        NudgeDigest(employee=person, week=monday_of(on), on=on, notice=notice)
        for notice, (person, _lines_of_it) in zip(notices, wanted, strict=True)
    )


def _notice(person: Employee, lines: Sequence[Nudge], on: dt.date) -> Notice:
    counts = Counter(nudge.kind for nudge in lines)
    context = {
        "total": len(lines),
        "counts": [(kind, counts[kind]) for kind in NudgeKind if counts[kind]],
        "more": max(0, len(lines) - LINES),
    }
    notice = outbox.compose("nudges", context, to=person, kind=Notice.Kind.NUDGES, on=on)
    preference: NudgePreference | None = getattr(person, "nudge_preference", None)
    if preference is not None and not preference.mail:
        notice.mail, notice.mail_next_at = Notice.Mail.NONE, None
    return notice


def _lines(notice: Notice, person: Employee, lines: Sequence[Nudge], told: dict[int, Employee], on: dt.date) -> list[NoticeLine]:
    """Return what it says, in the person's language."""
    with translation.override(language.of(person)):
        return [_line(notice, nudge, told[nudge.about], on) for nudge in lines]


def _line(notice: Notice, nudge: Nudge, about: Employee, on: dt.date) -> NoticeLine:
    text = render_to_string("employees/notices/nudge_line.txt", {"nudge": nudge, "person": about, "late": nudge.on and nudge.on < on})
    return NoticeLine(notice=notice, about=about, text=text.strip())
