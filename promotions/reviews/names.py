"""What units, families, levels and roles are called that a stored review knows by number."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.models import Unit
from pathways.models import JobFamily, Level, RoleProfile
from promotions.reviews.beside import OTHERS


@dataclass(frozen=True)
class Names:
    """Each by id; a number that is gone is called so."""

    units: Mapping[int, str]
    families: Mapping[int, str]
    levels: Mapping[int, str]
    roles: Mapping[int, str]
    parents: Mapping[int, int | None]

    def unit(self, number: int) -> str:
        return self.units.get(number) or (_("Elsewhere, or fewer than ten") if number == OTHERS else _("a unit that is gone"))

    def family(self, number: int) -> str:
        return self.families.get(number) or (_("No family known, or fewer than ten") if number == OTHERS else _("a family that is gone"))

    def level(self, number: int) -> str:
        return self.levels.get(number) or _("no level known")

    def role(self, number: int) -> str:
        return self.roles.get(number) or _("a role that is gone")

    def above(self, unit: int) -> list[int]:
        """Return the units above one, the nearest first."""
        found: list[int] = []
        parent = self.parents.get(unit)
        while parent and parent not in found:
            found.append(parent)
            parent = self.parents.get(parent)
        return found


def read_names() -> Names:
    """Return what everything is called today. Four queries."""
    units = {pk: (name, parent) for pk, name, parent in Unit.objects.values_list("pk", "name", "parent_id")}
    families, levels = (dict(model.objects.values_list("pk", "name")) for model in (JobFamily, Level))
    roles = dict(RoleProfile.objects.order_by("version__effective_from").values_list("role_id", "name"))  # the newest last
    names = {pk: name for pk, (name, _parent) in units.items()}
    return Names(names, families, levels, roles, {pk: parent for pk, (_name, parent) in units.items()})
