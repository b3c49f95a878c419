"""What the page shows on which a goal is proposed: the person, the skill, and its levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from employees.models import Employee
from employees.plans.forms import ProposalForm
from employees.plans.gaps import SkillChoice, skill_choice


@dataclass(frozen=True)
class ProposalPage:
    """`choice` is None while no skill is named, or none that is known."""

    employee: Employee
    form: ProposalForm
    choice: SkillChoice | None


def proposal_page(employee: Employee, form: ProposalForm, asked: Mapping[str, str]) -> ProposalPage:
    named = form.data.get("skill") if form.is_bound else asked.get("skill", "")
    return ProposalPage(employee, form, skill_choice(employee, named or ""))
