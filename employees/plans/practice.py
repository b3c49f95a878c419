"""Practice cycles: begin with a focus, reflect, ask colleagues, close with what was learnt and what changes. One transaction each."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import trail
from employees.models import Employee, FeedbackRequest, Goal, PracticeCycle, Reflection, User
from employees.models.trail import Verb
from employees.plans.errors import PlanError
from employees.plans.history import Kind, note
from employees.plans.services import locked, tell


@transaction.atomic
def begin_cycle(*, goal: Goal, focus: str, start: dt.date, until: dt.date, by: User | None) -> PracticeCycle:
    """Practise one thing for a while. Raises `PlanError` while another cycle of the goal is under way."""
    plan = locked(goal.plan)
    if not Goal.objects.open().filter(pk=goal.pk).exists():
        raise PlanError(_("This goal has been reached or dropped in the meantime. Look at the plan as it is now."))
    if PracticeCycle.objects.open().filter(goal=goal).exists():
        raise PlanError(_("A practice cycle of this goal is under way. Close it before the next one begins."))
    cycle = PracticeCycle.objects.create(goal=goal, focus=focus, start=start, until=until)
    note(Kind.CYCLE_BEGUN, of=cycle, plan=plan, goal=goal, by=by, now=focus)
    return cycle


@transaction.atomic
def reflect(*, cycle: PracticeCycle, text: str, by: User | None) -> Reflection:
    _check_open(cycle)
    written = Reflection.objects.create(cycle=cycle, text=text)
    trail.record(Verb.ADDED, of=written, by=by, about=cycle.goal.plan.employee_id)
    return written


@transaction.atomic
def ask_feedback(*, cycle: PracticeCycle, asked: Employee, question: str, on: dt.date, by: User | None) -> FeedbackRequest:
    """Ask a colleague how the practice goes. They see this request, and nothing else of the plan."""
    owner = locked(cycle.goal.plan).employee
    _check_open(cycle)
    if asked == owner:
        raise PlanError(_("That is yourself. Expected a colleague."))
    if cycle.requests.filter(asked=asked).exists():
        raise PlanError(_("%(name)s has been asked in this cycle already.") % {"name": asked.name})
    request = FeedbackRequest.objects.create(cycle=cycle, asked=asked, question=question)
    trail.record(Verb.SHARED, of=request, by=by, about=owner)
    tell("feedback_asked", {"request": request, "owner": owner}, to=asked, about=None, on=on)
    return request


@transaction.atomic
def take_back_request(*, request: FeedbackRequest, by: User | None) -> None:
    """Ask no longer. What has been answered stays."""
    if not FeedbackRequest.objects.waiting().filter(pk=request.pk).delete()[0]:
        raise PlanError(_("This has been answered in the meantime; the answer stays."))
    trail.record(Verb.REMOVED, of=FeedbackRequest, by=by, about=request.cycle.goal.plan.employee_id)


@transaction.atomic
def answer_request(*, request: FeedbackRequest, text: str, on: dt.date, by: User | None) -> None:
    """Give feedback; without words, decline to."""
    if not FeedbackRequest.objects.waiting().filter(pk=request.pk).update(text=text, answered_at=timezone.now()):
        raise PlanError(_("You have answered this already, and the answer has been read. Talk to them if it has changed."))
    request.refresh_from_db()
    owner = request.cycle.goal.plan.employee
    trail.record(Verb.ANSWERED, of=request, by=by, about=owner, outcome="given" if text else "declined")
    tell("feedback_answered", {"request": request}, to=owner, about=owner, on=on)


@transaction.atomic
def close_cycle(*, cycle: PracticeCycle, learnt: str, adjustment: str, on: dt.date, by: User | None) -> None:
    """End a cycle with what was learnt, and what the next one does otherwise."""
    plan = locked(cycle.goal.plan)
    if not PracticeCycle.objects.open().filter(pk=cycle.pk).update(closed_on=on, learnt=learnt, adjustment=adjustment):
        raise PlanError(_("This practice cycle has been closed in the meantime. Begin the next one."))
    note(Kind.CYCLE_CLOSED, of=cycle, plan=plan, goal=cycle.goal, by=by, was=cycle.focus, now=adjustment, why=learnt)


def _check_open(cycle: PracticeCycle) -> None:
    if not PracticeCycle.objects.open().filter(pk=cycle.pk).exists():
        raise PlanError(_("This practice cycle has been closed in the meantime. Begin the next one."))
