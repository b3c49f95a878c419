"""The legs of a route as they are told: what each asks beyond what is held by then, how long it takes, who has made the move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pathways.asks import RoleAsks
from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from pathways.models import RoleProfile
from pathways.packs import Lacking, Pack
from pathways.role_graph import RoleGraph
from pathways.words import counted, duration


@dataclass(frozen=True)
class Leg:
    """One move of a route. `levels` of skills to gain for it; None when nobody has written what its role asks."""

    source: RoleProfile
    target: RoleProfile
    move: Move
    levels: int | None

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.move.kind])

    @property
    def how_often(self) -> str:
        return _("nobody has made this move yet") if self.move.never else self.move.how_often

    @property
    def learning(self) -> str:
        """What there is to learn, in as few words as a line has room for."""
        if self.levels is None:
            return _("unknown")
        return counted(self.levels, "%(count)s level", "%(count)s levels") if self.levels else _("nothing")


@dataclass(frozen=True)
class LegLine:
    """A move told in full. `time` says how long people usually are in the role before, and what policy asks."""

    leg: Leg
    lacking: Lacking
    time: Sequence[str]
    seats: int


def leg_lines(
    legs: Sequence[Leg], graph: RoleGraph, asks: Mapping[int, RoleAsks], seats: Mapping[int, int], pack: Pack, served: int
) -> Iterator[LegLine]:
    """Yield the moves in full; `pack` is what is held at the start, and is used up; `served` the months already spent there."""
    for number, leg in enumerate(legs):
        asked = asks.get(leg.move.target, RoleAsks())
        yield LegLine(leg, pack.lacks(asked), time_words(leg.move, graph, 0 if number else served), seats.get(leg.move.target, 0))
        pack.take(asked)


def time_words(move: Move, graph: RoleGraph, served: int) -> list[str]:
    usual = graph.usual_months.get(move.source)
    words = [_("usually after %(usual)s") % {"usual": duration(usual)}] if usual else []
    if move.minimum_months:
        words.append(_("policy asks %(minimum_months)s") % {"minimum_months": duration(move.minimum_months)})
    if not words and (counts := graph.stand_in(move.source)):
        words.append(_("no time is written, %(counts)s counted") % {"counts": duration(counts)})
    return [*words, _("you: %(served)s so far") % {"served": duration(served)}] if words and served else words
