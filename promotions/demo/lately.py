"""What happened to two personas in the last month, after the night that looks back: judged by their managers; one of them plans."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from employees import services
from employees.models import Employee, Goal
from employees.plans import course, practice
from employees.plans import services as plans
from employees.plans.gaps import gaps_of
from promotions import readiness
from promotions.demo.names import DOMAIN
from promotions.readiness.gates import Line
from promotions.readiness.rules import load as rules_on
from skills.models import Skill


@dataclass(frozen=True)
class Judgement:
    """The manager finds what a role asks: of its unmet skills the one that weighs most, or least."""

    persona: str
    role: str
    ago: int
    weighs_most: bool
    evidence: str


FOCUS, NEXT_FOCUS = "Ask before I answer", "Write the question down, then answer"
WORK = (
    ("stretch", "Lead the handover on two Tuesdays, with Grace beside me", 6, 24),
    ("course", "Simulation day with the resuscitation team", 8, 31),
    ("mentoring", "Watch two night rounds of the outreach nurse, then be watched", 10, 45),
)  # kind, what, hours, days from today
JUDGEMENTS = (
    Judgement(
        "coordinator", "senior-flow-coordinator", 12, True, "Cleared the weekend's discharges when two wards had closed; showed how."
    ),
    Judgement("nurse", "senior-staff-nurse", 9, False, "Took it over for three weeks and it held."),
)


def play(today: dt.date) -> None:
    """Write these judgements, and a plan. In a company so small that a persona holds another role, theirs is left out."""
    for judgement in JUDGEMENTS:
        employee = Employee.objects.get(email=f"{judgement.persona}@{DOMAIN}")
        if line := unmet(employee, judgement, today):
            manager = employee.positions.on(today).select_related("manager__user").get().manager
            services.assess(
                employee=employee,
                skill=Skill.objects.get(pk=line.skill),
                level=line.required,
                source="manager",
                on=today - dt.timedelta(days=judgement.ago),
                by=manager.user if manager else None,
                evidence=judgement.evidence,
            )
    plan(today)


def plan(today: dt.date) -> None:
    """Let the nurse plan towards the next step, practise in a second round with feedback asked, and get a goal proposed by the manager."""
    nurse = Employee.objects.get(email=f"nurse@{DOMAIN}")
    step = nurse.readiness.filter(role__slug="senior-staff-nurse").select_related("role").first()
    position = nurse.positions.on(today).select_related("manager__user").first()
    if step is None or position is None or position.manager is None:  # in a company so small that the persona holds another role
        return
    by, manager = nurse.user, position.manager
    if plans.plan_of(nurse) is None:
        course.set_target(employee=nurse, role=step.role, why="", on=today, by=by)
    missing = gaps_of(nurse, plans.plan_of(nurse), today)
    open_goals = Goal.objects.open().filter(plan__employee=nurse)
    for gap in missing[:2]:
        if not Goal.objects.filter(plan__employee=nurse, skill=gap.skill, reached_on=None, dropped_on=None).exists():
            skill = Skill.objects.get(pk=gap.skill)
            plans.add_goal(employee=nurse, skill=skill, level=gap.wanted, on=today, by=by, due_on=today + dt.timedelta(days=150))
    plans.set_hours(employee=nurse, hours_a_week=Decimal("1.5"), on=today, by=by)
    if goal := open_goals.order_by("pk").first():
        work_on(goal, manager, today)
    propose_to(nurse, manager, today)


def work_on(goal: Goal, manager: Employee, today: dt.date) -> None:
    """Plan three kinds of action, more hours than fit, and close one round of practice before the next."""
    nurse, by = goal.plan.employee, goal.plan.employee.user
    for kind, text, hours, days in WORK:
        plans.add_action(
            employee=nurse, kind=kind, text=text, on=today, by=by, goal=goal, hours=hours, due_on=today + dt.timedelta(days=days)
        )
    plans.add_milestone(goal=goal, text="First time alone, with nobody called", due_on=today + dt.timedelta(days=60), by=by)
    first = practice.begin_cycle(goal=goal, focus=FOCUS, start=today - dt.timedelta(days=35), until=today - dt.timedelta(days=7), by=by)
    practice.reflect(cycle=first, text="On Tuesday I had answered before she had finished. Twice.", by=by)
    practice.close_cycle(cycle=first, learnt="It goes well when I write the question down first.", adjustment=NEXT_FOCUS, on=today, by=by)
    second = practice.begin_cycle(goal=goal, focus=NEXT_FOCUS, start=today, until=today + dt.timedelta(days=28), by=by)
    practice.ask_feedback(cycle=second, asked=manager, question="What do you see in the rounds?", on=today, by=by)


def propose_to(nurse: Employee, manager: Employee, today: dt.date) -> None:
    """Let the manager propose to go one level further in what the nurse holds best known to everybody: talking with people."""
    held = nurse.held_skills.filter(level__range=(1, 4), skill__name="Communication").select_related("skill").first()
    if held and not Goal.objects.filter(plan__employee=nurse, skill=held.skill, reached_on=None, dropped_on=None).exists():
        plans.propose_goal(
            employee=nurse,
            skill=held.skill,
            level=held.level + 1,
            on=today,
            by=manager.user,
            why="You lead the hard talks on the ward already.",
        )


def unmet(employee: Employee, judgement: Judgement, today: dt.date) -> Line | None:
    row = employee.readiness.filter(role__slug=judgement.role).first()
    if row is None:
        return None
    lines = readiness.explain(readiness.facts_of(employee, today), rules_on(today, [row.role_id]), row.role_id).lines
    open_lines = sorted((line for line in lines if not line.met), key=lambda line: (not line.core, -line.weight, line.name))
    return (open_lines[0] if judgement.weighs_most else open_lines[-1]) if open_lines else None
