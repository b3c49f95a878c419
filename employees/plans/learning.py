"""The learning catalogue as one person needs it: found, filtered, and ranked by what closes their gaps per hour and per cost."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.utils.translation import gettext as _

from employees.models import Action, Employee, Goal, User
from employees.plans.closing import Closing, Gap, closing
from employees.plans.errors import PlanError
from employees.plans.services import add_action, add_goal, begin
from skills.models import LearningOutcome, LearningResource

Formats = LearningResource.Format
KINDS: Mapping[str, str] = {Formats.ON_THE_JOB: Action.Kind.PRACTICE}  # the others are courses


def catalogue(gaps: Sequence[Gap], *, text: str = "", form: str = "", free: bool = False, useful: bool = True) -> "QuerySet[Any]":
    """Return the resources, best first: `levels` closed, then `per_hour` and `per_cost` as numbers to sort by.

    `useful` leaves out what closes none of these gaps; `text` is looked for in name, provider and skills.
    """
    rows = LearningResource.objects.annotate(levels=levels_closed(gaps))
    # A float orders these ratios right: two that differ do so by far more than its last digit, for hours and costs as people write them.
    as_number = Cast("levels", FloatField())
    rows = rows.annotate(
        per_hour=Case(When(hours__gt=0, then=as_number / Cast("hours", FloatField())), output_field=FloatField()),
        per_cost=Case(When(cost__gt=0, then=as_number / Cast("cost", FloatField())), output_field=FloatField()),
        priced=Case(When(cost=0, then=0), When(cost__isnull=False, then=1), default=2, output_field=IntegerField()),
    )
    if useful:
        rows = rows.filter(levels__gt=0)
    if form:
        rows = rows.filter(format=form)
    if free:
        rows = rows.filter(cost=0)
    for word in text.split():
        brings = LearningOutcome.objects.filter(resource=OuterRef("pk"), skill__name__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Q(provider__icontains=word) | Exists(brings))
    return rows.prefetch_related("outcomes__skill").order_by(F("per_hour").desc(nulls_last=True), F("levels").desc(), "name", "pk")


def levels_closed(gaps: Iterable[Gap]) -> Any:  # Any: an expression
    """Return SQL for what `closing` counts: the sum over the gaps of min(level brought, wanted) − held, where that is above 0."""
    cases = [
        When(outcomes__skill=gap.skill, then=Greatest(Least(F("outcomes__level"), Value(gap.wanted)) - Value(gap.held), Value(0)))
        for gap in gaps
    ]
    if not cases:
        return Value(0, IntegerField())
    return Coalesce(Sum(Case(*cases, default=0, output_field=IntegerField())), 0)


def closing_of(resource: LearningResource, gaps: Iterable[Gap]) -> Closing:
    """Return the arithmetic behind the resource's rank; its outcomes are fetched."""
    brings = {outcome.skill_id: outcome.level for outcome in resource.outcomes.all()}
    return closing(brings, gaps, resource.hours, resource.cost)


@transaction.atomic
def take_up(*, employee: Employee, resource: LearningResource, gaps: Sequence[Gap], on: dt.date, by: User | None) -> Action:
    """Put a resource into the plan, for the goal that it helps most; where that skill is no goal yet, it becomes one.

    What closes none of the gaps is put into the plan as a whole. Raises `PlanError` for what is planned already.
    """
    plan = begin(employee=employee, on=on, by=by)
    if Action.objects.of_plan(plan).open().filter(resource=resource).exists():
        raise PlanError(_("%(name)s is in the plan already.") % {"name": resource.name})
    goal = _goal_for(employee, closing_of(resource, gaps), on, by)
    kind = KINDS.get(resource.format, Action.Kind.COURSE)
    return add_action(employee=employee, kind=kind, text=resource.name, on=on, by=by, goal=goal, resource=resource, hours=resource.hours)


def _goal_for(employee: Employee, found: Closing, on: dt.date, by: User | None) -> Goal | None:
    helped = {part.gap.skill: part for part in found.parts}
    goals = Goal.objects.open().filter(plan__employee=employee, plan__end=None, skill__in=helped)
    best = sorted(goals, key=lambda goal: (-helped[goal.skill_id].levels, goal.pk))
    if best:
        return best[0]
    for part in found.parts[:1]:
        outcome = LearningOutcome.objects.filter(skill=part.gap.skill).select_related("skill__scale").first()
        if outcome:
            return add_goal(employee=employee, skill=outcome.skill, level=part.gap.wanted, on=on, by=by)
    return None
