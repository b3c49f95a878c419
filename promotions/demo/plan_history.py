"""What follows for the plans of the demo company from the skills that people hold: goals reached, and each plan's history."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from employees.models import (
    Action,
    FeedbackRequest,
    Goal,
    HeldSkill,
    Milestone,
    Plan,
    PlanChange,
    PracticeCycle,
    Reflection,
)
from skills import bulk

Kind = PlanChange.Kind
NOON = dt.time(12)
Change = tuple[int, int | None, str, str, str, str, dt.datetime]  # plan, goal, kind, was, now, why, at
EVERY = 3
ROUNDS = (
    ("Ask before I answer", "It goes well when I write the question down first."),
    ("One sentence for the point, then the reasons", "People ask more when I say less."),
    ("Say early what I do not know", "Nobody minded; two offered help."),
)  # focus, what was learnt
NOTICED = ("Too fast again on Tuesday.", "It worked when I had prepared the first sentence.")
ANSWERS = ("Calmer than a month ago; you let others finish.", "Clear. Look up from your notes more often.")
FIELDS = ("plan_id", "goal_id", "kind", "was", "now", "why", "at")


def settle(plans: Sequence[int]) -> None:
    """Reach the goals whose skill was judged since, let go those that were held before, and write down how each plan came about."""
    goals = Goal.objects.filter(plan__in=plans)
    held = HeldSkill.objects.filter(employee__plans=OuterRef("plan_id"), skill=OuterRef("skill_id"))
    there = goals.annotate(held=Subquery(held.values("level")[:1]), judged=Subquery(held.values("on")[:1])).filter(held__gte=F("level"))
    there.filter(judged__lt=F("since")).delete()
    goals.filter(pk__in=there.values("pk")).update(reached_on=Subquery(held.values("on")[:1]))
    short = goals.filter(reached_on=None)
    short.update(from_level=Least(Coalesce(Subquery(held.values("level")[:1]), 0), F("from_level")))
    bulk.insert_rows(PlanChange, FIELDS, changes_of(plans))
    practise(goals)


def practise(goals: "QuerySet[Goal]") -> None:
    """Let every third goal have had a round of practice, with a note and the answer of whoever leads the person."""
    rows = goals.filter(plan__employee__positions__end=None, plan__employee__positions__manager__isnull=False)
    chosen = [row for row in rows.order_by("pk").values_list("pk", "since", "plan__employee__positions__manager") if row[0] % EVERY == 0]
    for number, (goal, since, manager) in enumerate(chosen):
        start, end = since + dt.timedelta(days=2), since + dt.timedelta(days=16)
        focus, learnt = ROUNDS[number % len(ROUNDS)]
        cycle = PracticeCycle.objects.create(goal_id=goal, focus=focus, start=start, until=end, closed_on=end, learnt=learnt)
        Reflection.objects.create(cycle=cycle, text=NOTICED[number % len(NOTICED)])
        answer = {"text": ANSWERS[number % len(ANSWERS)], "answered_at": timezone.now()}
        FeedbackRequest.objects.create(cycle=cycle, asked_id=manager, question="What did you see?", **answer)


def changes_of(plans: Sequence[int]) -> Iterator[Change]:
    """Yield what happened to these plans, each at noon of its day."""
    begun = Plan.objects.filter(pk__in=plans, role__profiles__version=F("version"))
    for plan, start, role in begun.values_list("pk", "start", "role__profiles__name"):
        yield change(plan, None, Kind.BEGUN, "", role, start)
    goals = Goal.objects.filter(plan__in=plans).values_list("pk", "plan", "from_level", "level", "since", "reached_on")
    for goal, plan, was, now, since, reached in goals:
        yield change(plan, goal, Kind.GOAL_ADDED, was, now, since)
        if reached:
            yield change(plan, goal, Kind.GOAL_REACHED, was, now, reached)
    of_plans = Q(goal__plan__in=plans)
    for plan, goal, text, since, done in told(Action.objects.filter(of_plans), "done_on"):
        yield change(plan, goal, Kind.ACTION_ADDED, "", text, since)
        if done:
            yield change(plan, goal, Kind.ACTION_DONE, "", text, done)
    for plan, goal, text, since, reached in told(Milestone.objects.filter(of_plans), "reached_on"):
        yield change(plan, goal, Kind.MILESTONE_ADDED, "", text, since)
        if reached:
            yield change(plan, goal, Kind.MILESTONE_REACHED, "", text, reached)


def told(rows: Any, ended: str) -> Any:  # Any: a queryset, and tuples of it
    return rows.order_by("pk").values_list("goal__plan", "goal", "text", "goal__since", ended)


def change(plan: int, goal: int | None, kind: Kind, was: object, now: object, on: dt.date) -> Change:
    at = dt.datetime.combine(on, NOON, tzinfo=timezone.get_current_timezone())
    return plan, goal, kind.value, str(was), str(now), "", at
