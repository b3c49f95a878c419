"""What goes into a map: roles as stations, transitions as moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from pathways.words import duration, number

FEWEST_SHOWN = 5  # below this a count of people is not written down: it could name them
NO_RANK = -1  # the row of roles whose seniority nobody has stated: below all others


class Mark(StrEnum):
    """Why a role stands out on this map."""

    NONE = ""
    HERE = "here"
    NEXT = "next"
    AIM = "aim"
    CENTRE = "centre"


@dataclass(frozen=True)
class Station:
    """A role on a map. `column` is what it is sorted under from left to right: a track's or a family's id."""

    role: int
    name: str
    url: str
    rank: int | None
    level: str
    column: int
    column_name: str
    months: int | None = None
    mark: Mark = Mark.NONE
    status: str = ""  # the icon's name: ready, near, developing or unknown
    note: str = ""
    slug: str = ""

    @property
    def usual(self) -> str:
        return _("usually %(months)s") % {"months": duration(self.months)} if self.months else ""

    @property
    def words(self) -> str:
        """Say what stands below the name: what is to be noted of it, or how long people usually stay."""
        return self.note or self.usual

    @property
    def row(self) -> int:
        return NO_RANK if self.rank is None else self.rank


@dataclass(frozen=True)
class Move:
    """A transition. `people` says how many really made it; None when nobody counted."""

    source: int
    target: int
    kind: str
    people: int | None = None
    minimum_months: int | None = None

    @property
    def never(self) -> bool:
        return self.people == 0

    @property
    def told(self) -> int | None:
        """Return how many people made it where that many may be told: nobody, or enough to name none of them."""
        return self.people if self.people is not None and (self.never or self.people >= FEWEST_SHOWN) else None

    @property
    def made_by(self) -> str:
        """Say the same for a column of such figures."""
        if not self.people:
            return self.how_often
        return (
            _("fewer than %(fewest)s people") % {"fewest": FEWEST_SHOWN}
            if self.people < FEWEST_SHOWN
            else _("%(people)s people") % {"people": number(self.people)}
        )

    @property
    def how_often(self) -> str:
        """Say how many people made the move, in words that name nobody."""
        if self.people is None:
            return ""
        if self.people == 0:
            return _("never made so far")
        if self.people < FEWEST_SHOWN:
            return _("made by fewer than %(fewest)s people") % {"fewest": FEWEST_SHOWN}
        return _("made by %(people)s people") % {"people": number(self.people)}

    @property
    def width(self) -> int:
        """Return the line's step of width, 1..4, by how many people made the move."""
        return 1 + sum((self.people or 0) >= limit for limit in (FEWEST_SHOWN, 25, 100))


def rows_of(stations: Iterable[Station]) -> list[int]:
    """Return the ranks that occur, highest first."""
    return sorted({station.row for station in stations}, reverse=True)


def level_names(stations: Iterable[Station]) -> dict[int, str]:
    """Return rank → the level's name."""
    return {station.row: station.level if station.rank is not None else _("No level stated") for station in stations}
