"""A stored review in words: each kind makes the same shape of its numbers, in the language of whoever reads it."""

from collections.abc import Callable, Mapping

from employees.models import Unit
from promotions.models import Review
from promotions.reviews.names import Names
from promotions.reviews.scope import Answer
from promotions.reviews.words import flow, overlooked, paths, replay
from promotions.reviews.words.shape import Signal, Words

WORDS: Mapping[str, Callable[[Answer, Names], Words]] = {
    Review.Kind.REPLAY: replay.words,
    Review.Kind.OVERLOOKED: overlooked.words,
    Review.Kind.FLOW: flow.words,
    Review.Kind.PATHS: paths.words,
}


def unit_of(signal: Signal) -> Unit | None:
    return Unit.objects.filter(pk=signal.unit).first() if signal.unit else None


def finding_key(review: Review, signal: Signal) -> str:
    """Return what a finding is known by: the same thing seen by a later review of the same units is the same finding."""
    return f"{review.unit_id or 'all'}/{signal.key}"
