"""What happened to two personas in the last month, after the night that looks back: judged by their managers, with what follows from it."""

import datetime as dt
from dataclasses import dataclass

from employees import services
from employees.models import Employee
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


JUDGEMENTS = (
    Judgement(
        "coordinator", "senior-flow-coordinator", 12, True, "Cleared the weekend's discharges when two wards had closed; showed how."
    ),
    Judgement("nurse", "senior-staff-nurse", 9, False, "Took it over for three weeks and it held."),
)


def play(today: dt.date) -> None:
    """Write these judgements. In a company so small that a persona holds another role, theirs is left out."""
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


def unmet(employee: Employee, judgement: Judgement, today: dt.date) -> Line | None:
    row = employee.readiness.filter(role__slug=judgement.role).first()
    if row is None:
        return None
    lines = readiness.explain(readiness.facts_of(employee, today), rules_on(today, [row.role_id]), row.role_id).lines
    open_lines = sorted((line for line in lines if not line.met), key=lambda line: (not line.core, -line.weight, line.name))
    return (open_lines[0] if judgement.weighs_most else open_lines[-1]) if open_lines else None
