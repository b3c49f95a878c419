"""What a reader asks of a lattice: around which role, how far, and which moves. All of it stands in the address."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from skills.words import Text


class Zoom(StrEnum):
    ONE = "one"
    TWO = "two"
    ALL = "all"


class Made(StrEnum):
    ANY = ""
    YES = "yes"
    NEVER = "never"


ZOOM_WORDS = {Zoom.ONE: gettext_lazy("One move"), Zoom.TWO: gettext_lazy("Two moves"), Zoom.ALL: gettext_lazy("The whole lattice")}
MADE_WORDS = {Made.ANY: gettext_lazy("Made or not"), Made.YES: gettext_lazy("Really made"), Made.NEVER: gettext_lazy("Never made so far")}


@dataclass(frozen=True)
class Choice:
    """A link that changes one thing that was asked. `count` is the moves that it would leave, None where that says nothing."""

    words: Text
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class LatticeQuestion:
    """`around` is a role's address, empty for the reader's own; `kind` a kind of move, empty for all."""

    around: str = ""
    zoom: Zoom = Zoom.ONE
    kind: str = ""
    made: Made = Made.ANY

    @property
    def url(self) -> str:
        """Return the address that asks this, from the page itself; what is usual is left out."""
        asked = {"around": self.around, "zoom": "" if self.zoom == Zoom.ONE else self.zoom, "kind": self.kind, "made": self.made}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def admits(self, move: Move) -> bool:
        return (not self.kind or move.kind == self.kind) and (self.made == Made.ANY or move.never == (self.made == Made.NEVER))

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.made)

    def zooms(self) -> list[Choice]:
        return [Choice(words, replace(self, zoom=zoom).url, zoom == self.zoom) for zoom, words in ZOOM_WORDS.items()]

    def kinds(self, moves: Sequence[Move]) -> list[Choice]:
        """Return every kind that occurs, with how many moves of it the rest of the question leaves."""
        every = replace(self, kind="")
        counts = Counter(move.kind for move in moves if every.admits(move))
        occurring = {move.kind for move in moves} | {self.kind}
        found = [self._of_kind(kind, words, counts[kind]) for kind, words in KIND_WORDS.items() if kind in occurring]
        return [Choice(_("Every kind"), every.url, not self.kind, counts.total()), *found]

    def _of_kind(self, kind: str, words: Text, count: int) -> Choice:
        return Choice(capfirst(str(words)), replace(self, kind=kind).url, kind == self.kind, count)

    def mades(self, moves: Sequence[Move]) -> list[Choice]:
        asked = [(replace(self, made=made), words) for made, words in MADE_WORDS.items()]
        return [Choice(words, other.url, other.made == self.made, sum(map(other.admits, moves))) for other, words in asked]


def asked_of_lattice(query: Mapping[str, str]) -> LatticeQuestion:
    """Return the question of an address; what it does not know is as if nobody had asked it."""
    zoom, kind, made = query.get("zoom", ""), query.get("kind", ""), query.get("made", "")
    return LatticeQuestion(
        query.get("around", "").replace("\x00", ""),
        Zoom(zoom) if zoom in set(Zoom) else Zoom.ONE,
        kind if kind in KIND_WORDS else "",
        Made(made) if made in set(Made) else Made.ANY,
    )
