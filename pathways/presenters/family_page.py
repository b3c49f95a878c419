"""What the page of a job family shows that is no lattice: its map, marked with the reader's place, and its roles by level."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.access import Access
from pathways.asks import asks_on_map
from pathways.family_map import FamilyMap, Highlight, Holdings, family_map
from pathways.maps import Mark, Move
from pathways.models import JobFamily, RoleProfile
from pathways.presenters.lattice_page import LatticePage, lattice_page, role_of
from pathways.presenters.lattice_question import LatticeQuestion
from pathways.presenters.level_rows import LevelRow, by_level, role_among
from pathways.rulebook import Rulebook, rulebook

Shape = JobFamily.Shape
WIDTH = 1000.0


@dataclass(frozen=True)
class FamilyPage:
    family: JobFamily
    levels: Sequence[LevelRow]
    map: FamilyMap
    own_role: int | None = None

    @property
    def centre(self) -> None:
        """No role of these shapes is in the middle."""

    @property
    def own(self) -> RoleProfile | None:
        """The reader's own role, where it belongs to the family."""
        return role_among(self.levels, self.own_role)

    @property
    def employee(self) -> None:
        """No person stands behind this page's map: bands and tiers show what is asked alone."""


def mapped_family(family: JobFamily, reader: Access, *, around: str = "") -> FamilyPage | LatticePage:
    """Return a family in force of any shape with its map; a lattice is drawn one move round the role of that slug."""
    return lattice_page(family, reader, LatticeQuestion(around)) if family.shape == Shape.LATTICE else family_page(family, reader)


def family_page(family: JobFamily, reader: Access) -> FamilyPage:
    """Return the page of a family in force that is no lattice."""
    book = rulebook(reader.today)
    profiles = [book.profiles[role] for role in book.families[family.pk]]
    own_role = role_of(reader)
    chart = family_map(
        family,
        profiles,
        moves_in(family, book),
        url_of=lambda profile: reverse("role", args=[profile.role.slug]),
        highlights={own_role: Highlight(Mark.HERE, note=_("You are here"))} if own_role else {},
        asks=asks_on_map(family.shape, book.families[family.pk], book.asks),
        holdings=Holdings(),
        width=WIDTH,
    )
    return FamilyPage(family, by_level(profiles), chart, own_role)


def moves_in(family: JobFamily, book: Rulebook) -> list[Move]:
    """Return the moves within the family."""
    return [move for move in book.moves_in(family) if book.profiles[move.target].family == family]
