"""A review as its reader sees it: words, what became of the baseline, and which of what stands out is a finding already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.models import User
from promotions.models import Review
from promotions.presenters.signals import ShownSignal, shown_signals
from promotions.reviews.names import read_names
from promotions.reviews.words import WORDS
from promotions.reviews.words.figures import decimal, percent
from promotions.reviews.words.shape import Figure, Head, Line, Table, Words

MOST_FIGURES = 4  # on the page; the others are compared with the baseline alone


@dataclass(frozen=True)
class ReviewPage:
    review: Review
    words: Words | None
    signals: Sequence[ShownSignal]
    progress: Table | None
    baseline: Review | None

    @property
    def figures(self) -> list[Figure]:
        return list(self.words.figures[:MOST_FIGURES]) if self.words else []

    @property
    def tables(self) -> list[Table]:
        return [*(self.words.tables if self.words else []), *([self.progress] if self.progress else [])]


def page_of(review: Review, reader: User) -> ReviewPage:
    """Return the page; without words while there is no answer."""
    if review.result is None:
        return ReviewPage(review, None, [], None, None)
    names = read_names()
    words = WORDS[review.kind](review.result, names)
    baseline = _baseline(review, reader)
    progress = _progress(words, WORDS[baseline.kind](baseline.result, names), baseline) if baseline and baseline.result else None
    return ReviewPage(review, words, shown_signals(review, words.signals, reader), progress, baseline)


def _baseline(review: Review, reader: User) -> Review | None:
    found = Review.objects.visible_to(reader).of_the_same(review).filter(baseline=True).exclude(pk=review.pk)
    return found.first()


def _progress(now: Words, then: Words, baseline: Review) -> Table:
    """Return what both have a number for, side by side."""
    before = {figure.key: figure for figure in then.figures if figure.value is not None}
    lines = [_beside(figure, before[figure.key]) for figure in now.figures if figure.value is not None and figure.key in before]
    heads = [Head(_("Figure"), number=False), Head(_("Baseline")), Head(_("Now")), Head(_("Change"))]
    note = _("Beside the baseline of %(days)s. Intervals stand in the tables above: a change within them may be chance.") % {
        "days": baseline.days
    }
    return Table("progress", _("Since the baseline"), note, heads, lines, most=60)


def _beside(now: Figure, then: Figure) -> Line:
    change = (now.value or 0.0) - (then.value or 0.0)
    share = max(abs(now.value or 0.0), abs(then.value or 0.0)) <= 1 and not (now.value or 0.0).is_integer()
    written = _("%(points)s points") % {"points": decimal(100 * change)} if share else decimal(change)
    return Line(
        [now.label, percent(then.value) if share else decimal(then.value), percent(now.value) if share else decimal(now.value), written]
    )
