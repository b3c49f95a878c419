"""What waits for people on a day, as lines of their digests. Facts of the day, never what an earlier night had seen: so a missed night
loses nothing that is still due, and what is done is told no more.

As many queries for 10 people as for 25,000.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from employees.judgements import STALE_AFTER
from employees.models import Action, AssessmentRound, Conversation, Employee, HeldSkill, Leave, Position, Promise, RatingSheet
from employees.models.nudges import NudgeKind

AHEAD = dt.timedelta(days=14)  # two weeks, so that a week without a digest hides nothing that is coming


@dataclass(frozen=True)
class Nudge:
    """One line to `to`: `what` names its sentence, `about` whose record it is of; `text`, `on` and `count` stand in it."""

    kind: NudgeKind
    what: str
    to: int
    about: int
    text: str = ""
    on: dt.date | None = None
    count: int = 0


@dataclass(frozen=True)
class Span:
    """A range of employee ids, both ends with it: those whose digests are written."""

    first: int
    last: int

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.first <= number <= self.last

    @property
    def ids(self) -> tuple[int, int]:
        return self.first, self.last


def nudges(on: dt.date, span: Span) -> dict[int, list[Nudge]]:
    """Return person → what waits for them that day, the most pressing kind first, of everybody in the range whom anything waits for."""
    found: dict[int, list[Nudge]] = defaultdict(list)
    for source in (_overdue_talks, _coming_talks, _promises, _actions, _rounds, _old_ratings):
        for nudge in source(on, span):
            if nudge.to in span:
                found[nudge.to].append(nudge)
    return found


def near(on: dt.date, span: Span) -> QuerySet[Position]:
    """Return the positions that day of the people in the range, and of those who report to them; of people who are employed."""
    held = Position.objects.on(on).filter(employee__in=Employee.objects.employed(on))
    return held.filter(Q(employee__pk__range=span.ids) | Q(manager__pk__range=span.ids)).order_by("employee")


def quiet_since(on: dt.date) -> dt.date:
    """Return the day since which a conversation must have been held."""
    return on - dt.timedelta(days=round(settings.CONVERSATION_MONTHS * 365.25 / 12))


def _overdue_talks(on: dt.date, span: Span) -> Iterator[Nudge]:
    """Yield to both sides that none was held for long and none is planned with today's manager. Nobody hired since is waited for, and
    nobody on leave: both are told once they are back.
    """
    talks = Conversation.objects.filter(employee=OuterRef("employee"))
    last = talks.held().order_by().values("employee").annotate(last=Max("held_on")).values("last")
    rows = near(on, span).filter(~Exists(talks.planned(_morning(on)).led(on)), manager__isnull=False).annotate(talked=Subquery(last))
    present = rows.exclude(Exists(Leave.objects.on(on).filter(employee=OuterRef("employee"))))
    quiet = present.annotate(since=Coalesce(F("talked"), F("employee__hired_on"))).filter(since__lte=quiet_since(on))
    for employee, manager, talked in quiet.values_list("employee", "manager", "talked"):
        yield Nudge(NudgeKind.OVERDUE, "overdue-own", employee, employee, on=talked)
        yield Nudge(NudgeKind.OVERDUE, "overdue-team", manager, employee, on=talked)


def _coming_talks(on: dt.date, span: Span) -> Iterator[Nudge]:
    leads = near(on, span).filter(employee=OuterRef("employee"), manager=OuterRef("manager"))
    coming = Conversation.objects.planned(_morning(on)).filter(Exists(leads), planned_for__lt=_morning(on + AHEAD)).order_by("planned_for")
    for employee, manager, moment in coming.values_list("employee", "manager", "planned_for"):
        day = timezone.localdate(moment)
        yield Nudge(NudgeKind.COMING, "coming-own", employee, employee, on=day)
        yield Nudge(NudgeKind.COMING, "coming-team", manager, employee, on=day)


def _promises(on: dt.date, span: Span) -> Iterator[Nudge]:
    """Yield to whoever promised what is due or overdue, to the other side what is overdue, and to new managers what they have to answer."""
    rows: Iterable[Any] = (
        Promise.objects.open().with_leader(on).filter(employee__in=near(on, span).values("employee")).order_by("due_on", "pk")
    )
    for promise in rows:  # Any: with what is annotated
        leader: int | None = promise.leader
        overdue, soon = promise.due_on < on, promise.due_on <= on + AHEAD
        passed_on = promise.of_manager and leader is not None and leader != promise.bearer
        bearer, other = (leader, promise.employee_id) if promise.of_manager else (promise.employee_id, leader)
        told: dict[str, Any] = {"about": promise.employee_id, "text": promise.text, "on": promise.due_on}
        if bearer and (soon or passed_on):
            what = "promise-passed-on" if passed_on else "promise-overdue" if overdue else "promise-due"
            yield Nudge(NudgeKind.PROMISE, what, bearer, **told)
        if other and overdue:
            yield Nudge(NudgeKind.PROMISE, "promise-awaited", other, **told)


def _actions(on: dt.date, span: Span) -> Iterator[Nudge]:
    whose = Coalesce(F("plan__employee"), F("goal__plan__employee"))
    in_span = Q(plan__employee__pk__range=span.ids) | Q(goal__plan__employee__pk__range=span.ids)
    rows = Action.objects.open().filter(due_on__lt=on, goal__dropped_on__isnull=True, goal__reached_on__isnull=True)
    rows = rows.filter(
        Q(plan__end__isnull=True), Q(goal__isnull=True) | Q(goal__plan__end__isnull=True), Q(goal__isnull=True) | Q(goal__proposed=False)
    )
    own = rows.filter(in_span).order_by("due_on", "pk")
    for employee, text, due_on in own.values_list(whose, "text", "due_on"):
        yield Nudge(NudgeKind.ACTION, "action", employee, employee, text=text, on=due_on)


def _rounds(on: dt.date, span: Span) -> Iterator[Nudge]:
    """Yield to each side that has not handed its ratings in that a round waits for them."""
    leader = Position.objects.on(on).filter(employee=OuterRef("employee")).order_by("pk").values("manager")[:1]
    sheets = RatingSheet.objects.filter(round=OuterRef("pk"), handed_in_at__isnull=False)
    rows = AssessmentRound.objects.open().filter(employee__in=near(on, span).values("employee")).order_by("due_on", "pk")
    both_in = (Exists(sheets.filter(side=side)) for side in ("self", "manager"))
    for employee, manager, due_on, own_in, theirs_in in rows.values_list("employee", Subquery(leader), "due_on", *both_in):
        if not own_in:
            yield Nudge(NudgeKind.ROUND, "round-own", employee, employee, on=due_on)
        if manager and not theirs_in:
            yield Nudge(NudgeKind.ROUND, "round-team", manager, employee, on=due_on)


def _old_ratings(on: dt.date, span: Span) -> Iterator[Nudge]:
    old = HeldSkill.objects.filter(employee__pk__range=span.ids, on__lt=on - STALE_AFTER, level__gt=0).order_by()
    for employee, count in old.values("employee").annotate(count=Count("pk")).values_list("employee", "count"):
        yield Nudge(NudgeKind.RATING, "rating", employee, employee, count=count)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())
