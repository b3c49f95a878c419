"""Who has made the move that a gap is about, and from where others came: counts and typical months, never names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees import moves
from employees.access import Access
from employees.moves import Arrivals, Made
from pathways.maps import Move
from pathways.maps.stations import FEWEST_SHOWN
from pathways.words import duration

MOST_SOURCES = 5


@dataclass(frozen=True)
class MadeMoves:
    """`straight` is in words and from the person's present role; empty when they hold none, or this very one."""

    straight: str
    others: Sequence[tuple[Arrivals, str]]

    @property
    def told(self) -> list["ArrivalsTold"]:
        return [ArrivalsTold(found, words) for found, words in self.others]


@dataclass(frozen=True)
class ArrivalsTold:
    source: Arrivals
    words: str


def made_moves(present: int | None, target: int, reader: Access) -> MadeMoves:
    """Return who moved into the role. One query."""
    arrivals = moves.into(target, reader.today)
    straight = next((found.made for found in arrivals if found.source == present), Made())
    told = [found for found in arrivals if found.made.people >= FEWEST_SHOWN and found.source != present]
    words = in_words(straight) if present and present != target else ""
    return MadeMoves(words, [(found, in_words(found.made)) for found in told[:MOST_SOURCES]])


def in_words(made: Made) -> str:
    """Say how many people made a move and after how long; nothing that could name somebody."""
    how_often = Move(0, 0, "", made.people).how_often
    return (
        how_often
        if made.months is None
        else _("%(how_often)s, typically after %(months)s there") % {"how_often": how_often, "months": duration(made.months)}
    )
