"""What may be told of a selection and of its rows: one query of the parts that the nightly run chose."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from pathways.models import JobFamily, Level
from promotions.metrics.protection import COMPANY, NEVER
from promotions.metrics.selection import Axis, Nothing, Selection
from promotions.metrics.window import Window
from promotions.models import ToldPart

Narrowed = tuple[int, int]  # whether it is narrowed to one, and to which; 0 for none known
ALL: Narrowed = (0, 0)


def narrowed(chosen: JobFamily | Level | Nothing | None) -> Narrowed:
    if chosen is None:
        return ALL
    return (1, 0) if isinstance(chosen, Nothing) else (1, chosen.pk)


@dataclass(frozen=True)
class Place:
    """Some units, or the own people of one, narrowed or not. Of several units all must be told of."""

    units: tuple[int, ...]
    own: int = 0
    family: Narrowed = ALL
    level: Narrowed = ALL


WHOLE_COMPANY = Place((COMPANY,))


@dataclass(frozen=True)
class Telling:
    """Since when a place may be told of, and whether its time in position may be."""

    since: int = NEVER
    times: bool = False

    def of(self, window: Window) -> bool:
        return self.since <= window.first

    @property
    def today(self) -> bool:
        """Whether what has no window, as a bench, may be told."""
        return self.since < NEVER


class ToldPlaces:
    """What may be told of a selection, of the rows of its table, and of the company."""

    def __init__(self, selection: Selection, parts: QuerySet[ToldPart]) -> None:
        self.selected = place_of(selection)
        self._selection = selection
        columns = ("unit", "own", "by_family", "family", "by_level", "level", "since", "times")
        self._parts = {
            ((unit or COMPANY), own, (by_family, family or 0), (by_level, level or 0)): Telling(since, bool(times))
            for unit, own, by_family, family, by_level, level, since, times in parts.filter(_asked(selection)).values_list(*columns)
        }

    def telling(self, place: Place) -> Telling:
        found = [self._parts.get((unit, place.own, place.family, place.level), Telling()) for unit in place.units]
        return Telling(max((one.since for one in found), default=NEVER), all(one.times for one in found)) if found else Telling()

    def row(self, key: int) -> Telling:
        """Return what may be told of a row of the table: a unit, the unit's own people, a family, or a level."""
        place, axis = self.selected, self._selection.axis
        if axis is Axis.FAMILY:
            return self.telling(Place(place.units, place.own, (1, key), place.level))
        if axis is Axis.LEVEL:
            return self.telling(Place(place.units, place.own, place.family, (1, key)))
        own = self._selection.unit is not None and self._selection.unit.pk == key
        return self.telling(Place((key,), int(own), place.family, place.level))


def place_of(selection: Selection) -> Place:
    return Place(_units(selection), 0, narrowed(selection.family), narrowed(selection.level))


def _units(selection: Selection) -> tuple[int, ...]:
    if selection.unit is not None:
        return (selection.unit.pk,)
    return (COMPANY,) if selection.company_wide else tuple(unit.pk for unit in selection.tree.rows(None))


def _asked(selection: Selection) -> Q:
    """Filter for the parts of the selected units, of the units below in the same families and levels, and of the whole company."""
    place = place_of(selection)
    units = Q(unit__in=[unit for unit in place.units if unit != COMPANY])
    below = Q(unit__in=[unit.pk for unit in selection.tree.rows(selection.unit)], by_family=place.family[0], by_level=place.level[0])
    return units | Q(unit=None) | below
