"""A nurse, the manager, and two skills that the nurse's role asks for: the least that ratings need."""

from dataclasses import dataclass

from django.utils import timezone

from employees import reporting_line
from employees.models import Employee, User
from pathways.models import RoleProfile
from skills.models import Skill
from tests.factories.employees import EmployeeFactory, PositionFactory
from tests.factories.pathways import RequirementFactory, RoleProfileFactory


@dataclass(frozen=True)
class Ward:
    nurse: Employee
    manager: Employee
    matron: Employee
    profile: RoleProfile
    care: Skill
    hygiene: Skill

    @property
    def own(self) -> User:
        assert self.nurse.user is not None
        return User.objects.get(pk=self.nurse.user.pk)  # access is remembered on the object

    @property
    def lead(self) -> User:
        assert self.manager.user is not None
        return User.objects.get(pk=self.manager.user.pk)


def open_ward() -> Ward:
    profile = RoleProfileFactory(name="Nurse")
    asked = [RequirementFactory(profile=profile, level=level, skill__name=name) for name, level in (("Care", 3), ("Hygiene", 2))]
    matron, manager, nurse = (EmployeeFactory(with_user=True, last_name=name) for name in ("Matron", "Manager", "Nurse"))
    PositionFactory(employee=matron, role=None)
    PositionFactory(employee=manager, manager=matron, role=None)
    PositionFactory(employee=nurse, manager=manager, role=profile.role)
    reporting_line.rebuild(timezone.localdate())
    return Ward(nurse, manager, matron, profile, asked[0].skill, asked[1].skill)
