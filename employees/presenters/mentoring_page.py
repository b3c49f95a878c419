"""Who helps whom: the reader's mentors and what these see, whom the reader helps, and the goals that one of them shares."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from employees.access import Access
from employees.models import Employee, Goal, Mentorship


@dataclass(frozen=True)
class Mentee:
    mentorship: Mentorship
    shared: int


@dataclass(frozen=True)
class MentoringPage:
    """`mentors` help the reader, who helps the `mentees`; `goals` are the reader's own of today's plan, those due soonest first."""

    mentors: Sequence[Mentorship] = ()
    mentees: Sequence[Mentee] = ()
    goals: Sequence[Goal] = ()


@dataclass
class MenteePage:
    """The one person and what they share; `kinds` says what the reader is to them."""

    person: Employee
    kinds: str
    goals: Sequence[Goal] = field(default_factory=list)


def mentoring_page(reader: Access) -> MentoringPage:
    """Return both sides of today. Three queries, whatever is shared."""
    if reader.employee is None:
        return MentoringPage()
    pairs = mentorships_of(reader)
    shared = [goal.plan.employee_id for goal in Goal.objects.visible_to(reader.user).shared_with(reader.user).select_related("plan")]
    return MentoringPage(
        [pair for pair in pairs if pair.mentee_id == reader.employee.pk and pair.mentor.employed(reader.today)],
        [Mentee(pair, shared.count(pair.mentee_id)) for pair in helped_by(reader, pairs)],
        own_goals(reader),
    )


def mentorships_of(reader: Access) -> Sequence[Mentorship]:
    of_today = Mentorship.objects.visible_to(reader.user).on(reader.today)
    return list(of_today.select_related("mentor", "mentee").order_by("mentee__last_name", "mentee__first_name", "pk"))


def helped_by(reader: Access, pairs: Sequence[Mentorship]) -> Sequence[Mentorship]:
    """Return those in which the reader is the one who helps, and the other is still employed."""
    own = reader.employee
    return [pair for pair in pairs if own and pair.mentor_id == own.pk and pair.mentee.employed(reader.today)]


def own_goals(reader: Access) -> Sequence[Goal]:
    own = Goal.objects.visible_to(reader.user).own(reader.user)
    return list(own.in_plans_on(reader.today).kept().select_related("skill").order_by("due_on", "pk"))


def mentee_page(reader: Access, employee_id: int) -> MenteePage | None:
    """Return what that person shares with the reader; None for somebody whom the reader does not help today."""
    pairs = [pair for pair in helped_by(reader, mentorships_of(reader)) if pair.mentee_id == employee_id]
    if not pairs:
        return None
    shared = Goal.objects.visible_to(reader.user).shared_with(reader.user).filter(plan__employee=employee_id)
    goals = shared.select_related("skill").with_what_is_done().order_by("due_on", "pk")
    return MenteePage(pairs[0].mentee, ", ".join(str(pair.get_kind_display()) for pair in pairs), list(goals))
