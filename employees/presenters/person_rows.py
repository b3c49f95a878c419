"""One person in a list: the position held today, and what it is called."""

from dataclasses import dataclass

from django.utils import timezone

from employees.models import Employee, Position
from pathways.models import RoleProfile


@dataclass(frozen=True)
class Row:
    """A person and the position held today; None for somebody without one."""

    person: Employee
    position: Position | None

    def role(self, names: dict[int, str]) -> str:
        return names.get(self.position.role_id or 0, self.position.title) if self.position else ""

    @property
    def unit(self) -> str:
        return self.position.unit.name if self.position else ""

    @property
    def since(self) -> str:
        return self.position.start.isoformat() if self.position else ""


def row_of(person: Employee) -> Row:
    positions: list[Position] = person.held_positions  # type: ignore[attr-defined]  # fetched by with_position
    return Row(person, positions[0] if positions else None)


def role_names(roles: set[int] | None = None) -> dict[int, str]:
    """Return what these roles are called today; what all are called when none are named."""
    profiles = RoleProfile.objects.in_force(timezone.localdate())
    return dict((profiles if roles is None else profiles.filter(role__in=roles)).values_list("role", "name"))
