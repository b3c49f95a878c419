"""Parts of a whole set beside the rest, as a table and as what stands out: shared by reviews that count shares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from promotions.reviews.beside import OTHERS
from promotions.reviews.scope import Answer
from promotions.reviews.words.figures import chance, drawn, percent, percent_span, whole
from promotions.reviews.words.shape import Head, Line, Signal, Table


@dataclass(frozen=True)
class Part:
    """Rows as `beside` gives them; `named` says what a key is called, `by_unit` whether keys are units."""

    key: str
    title: str
    head: str
    rows: Sequence[Answer]
    named: Callable[[int], str]
    by_unit: bool = False

    @property
    def marked(self) -> list[Answer]:
        return [row for row in self.rows if row["marked"]]


def table(part: Part, note: str, counts: Sequence[str]) -> Table:
    """Return the part's table; `counts` head all, the first of the further counts, the hits, and the other further counts."""
    top = max((row["high"] or 0.0 for row in part.rows), default=0.0)
    heads = [*counts, _("Share"), _("95%"), _("The rest"), _("Chance")]
    lines = [_line(row, part.named, top) for row in part.rows]
    return Table(part.key, part.title, note, [Head(part.head, number=False), *map(Head, heads)], lines, drawn_label=_("Share, drawn"))


def _line(row: Answer, named: Callable[[int], str], top: float) -> Line:
    first, *others = row["more"]
    share = row["hits"] / row["all"]
    cells = [
        named(row["key"]),
        *map(whole, (row["all"], first, row["hits"], *others)),
        percent(share),
        percent_span(row["low"], row["high"]),
    ]
    cells += [percent(row["rest"]), "–" if row["key"] == OTHERS else chance(row["q"])]
    return Line(cells, _("above the rest") if row["marked"] else "", drawn(row["low"], share, row["high"], row["rest"], top))


def signals(part: Part, title: str, of: str, hits: str) -> list[Signal]:
    """Return what stands out; `title` has a place for the part's name, `of` and `hits` say what was counted."""
    return [_signal(part, row, title, of, hits) for row in part.marked]


def _signal(part: Part, row: Answer, title: str, of: str, hits: str) -> Signal:
    share, rest = percent(row["hits"] / row["all"]), percent(row["rest"])
    sure = _("%(share)s, 95%% interval %(span)s, against %(rest)s elsewhere; chance of such a gap %(chance)s, adjusted.") % {
        "share": share,
        "span": percent_span(row["low"], row["high"]),
        "rest": rest,
        "chance": chance(row["q"]),
    }
    facts = [(of, whole(row["all"])), (hits, whole(row["hits"])), (_("Share"), share), (_("Share of all others"), rest)]
    unit = row["key"] if part.by_unit else None
    return Signal(f"{part.key}-{row['key']}", title % {"part": part.named(row["key"])}, sure, facts, unit)
