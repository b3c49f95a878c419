"""Project tiers: progress is led initiatives of rising complexity, so each tier is a row of slots that projects fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pathways.maps.stations import Station

Wanted = tuple[int, int, bool]  # complexity at least, how many, as lead


@dataclass(frozen=True)
class Done:
    """A finished project of somebody: its name, complexity 1..5, and whether they led it."""

    name: str
    complexity: int
    as_lead: bool


@dataclass(frozen=True)
class Slot:
    """Room for one project in a tier; `project` is empty while it waits."""

    complexity: int
    as_lead: bool
    project: str = ""

    @property
    def words(self) -> str:
        led, taken_part = (
            _("A project led, complexity %(complexity)s or more"),
            _("A project taken part in, complexity %(complexity)s or more"),
        )
        return (led if self.as_lead else taken_part) % {"complexity": self.complexity}


@dataclass(frozen=True)
class Tier:
    station: Station
    slots: tuple[Slot, ...]

    @property
    def words(self) -> str:
        return self.station.words

    @property
    def filled(self) -> int:
        return sum(bool(slot.project) for slot in self.slots)


@dataclass(frozen=True)
class Tiers:
    tiers: tuple[Tier, ...]
    shape: str = "projects"


def draw_tiers(stations: Sequence[Station], wanted: Mapping[int, Sequence[Wanted]], done: Sequence[Done] = ()) -> Tiers:
    """Return tiers, highest first. Each requirement is filled on its own: one project may serve several, as in the gate."""
    ordered = sorted(stations, key=lambda station: (-station.row, station.name))
    return Tiers(tuple(Tier(station, slots_of(wanted.get(station.role, ()), done)) for station in ordered))


def slots_of(wanted: Sequence[Wanted], done: Sequence[Done]) -> tuple[Slot, ...]:
    return tuple(slot for complexity, count, as_lead in sorted(wanted, reverse=True) for slot in fill(complexity, count, as_lead, done))


def fill(complexity: int, count: int, as_lead: bool, done: Sequence[Done]) -> list[Slot]:
    serving = [project.name for project in done if project.complexity >= complexity and (project.as_lead or not as_lead)]
    names = [*sorted(serving), *[""] * count][:count]
    return [Slot(complexity, as_lead, name) for name in names]
