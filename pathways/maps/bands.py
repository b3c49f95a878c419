"""Mastery bands: progress is mastery of skills and needs no seat, so skills are the columns and bands the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pathways.maps.stations import Station


@dataclass(frozen=True)
class BandCell:
    """What a band asks of one skill: `state` is met, part, none, or free when it does not ask it."""

    skill: str
    required: int
    held: int
    state: str

    @property
    def words(self) -> str:
        if self.state == "free":
            return _("%(skill)s: not asked") % {"skill": self.skill}
        return _("%(skill)s: %(held)s of %(required)s") % {"skill": self.skill, "held": self.held, "required": self.required}


@dataclass(frozen=True)
class Band:
    station: Station
    cells: tuple[BandCell, ...]

    @property
    def words(self) -> str:
        return self.station.words

    @property
    def asked(self) -> tuple[BandCell, ...]:
        return tuple(cell for cell in self.cells if cell.required)

    @property
    def met(self) -> int:
        return sum(cell.state == "met" for cell in self.cells)

    @property
    def confirmed(self) -> bool:
        return bool(self.asked) and self.met == len(self.asked)


@dataclass(frozen=True)
class Bands:
    skills: tuple[str, ...]
    bands: tuple[Band, ...]
    left_out: int = 0
    shape: str = "skills"


def draw_bands(
    stations: Sequence[Station],
    asked: Mapping[int, Mapping[int, int]],
    names: Mapping[int, str],
    held: Mapping[int, int] | None,
    *,
    most_skills: int = 12,
) -> Bands:
    """Return bands, highest first. `asked` is role → skill → level; `held` is skill → level, None for a map without a person."""
    usual = sorted(names, key=lambda skill: (-sum(skill in wanted for wanted in asked.values()), names[skill]))
    columns = [skill for skill in usual if any(skill in wanted for wanted in asked.values())]
    shown = columns[:most_skills]
    bands = tuple(
        Band(station, tuple(cell(names[skill], asked.get(station.role, {}).get(skill, 0), held, skill) for skill in shown))
        for station in sorted(stations, key=lambda station: (-station.row, station.name))
    )
    return Bands(tuple(names[skill] for skill in shown), bands, len(columns) - len(shown))


def cell(name: str, required: int, held: Mapping[int, int] | None, skill: int) -> BandCell:
    have = held.get(skill, 0) if held else 0
    if not required:
        return BandCell(name, 0, have, "free")
    state = "asked" if held is None else "met" if have >= required else "part" if have else "none"
    return BandCell(name, required, have, state)
