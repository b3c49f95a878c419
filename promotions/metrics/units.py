"""The units a reader may see, as a tree in memory: paths up, units below, and sums carried upwards."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from employees import access
from employees.models import Unit, User


def readable_units(user: User | AnonymousUser) -> "UnitTree":
    """Return the units whose figures this reader may see. One query."""
    return UnitTree(Unit.objects.filter(access.of(user).units()))


class UnitTree:
    """Built of the readable units alone: a unit whose parent is out of reach is at the top."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.pk: unit for unit in units}
        self.children: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self.children[self._parent(unit)].append(unit)

    def _parent(self, unit: Unit) -> int | None:
        return unit.parent_id if unit.parent_id in self.units else None

    def coded(self, code: str) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.code == code), None)

    @property
    def only_top(self) -> Unit | None:
        """The one unit above all others; none when the reader sees several trees."""
        tops = self.children[None]
        return tops[0] if len(tops) == 1 else None

    def rows(self, unit: Unit | None) -> list[Unit]:
        """Return the units one step below, by name."""
        return sorted(self.children[unit.pk if unit else None], key=lambda child: (child.name, child.pk))

    def path(self, unit: Unit | None) -> list[Unit]:
        """Return the units from the top down to and with this one."""
        path: list[Unit] = []
        while unit:
            path.insert(0, unit)
            unit = self.units.get(unit.parent_id or 0)
        return path

    def row_of_each(self, unit: Unit | None) -> dict[int, int]:
        """Return {unit id: id of the row it belongs to} for all units in reach at or below `unit`; it is its own row for its own people."""
        rows = {unit.pk: unit.pk} if unit else {}
        for child in self.rows(unit):
            rows |= dict.fromkeys(self.below(child), child.pk)
        return rows

    def below(self, unit: Unit) -> list[int]:
        """Return the ids of the unit and of all units below it."""
        found, waiting = [unit.pk], [unit.pk]
        while waiting:
            children = [child.pk for child in self.children.get(waiting.pop(), [])]
            found += children
            waiting += children
        return found
