"""A stored review in words: each kind makes the same shape of its numbers, in the language of whoever reads it."""

from collections.abc import Callable, Mapping

from promotions.models import Review
from promotions.reviews.names import Names
from promotions.reviews.scope import Answer
from promotions.reviews.words import flow, overlooked, paths, replay
from promotions.reviews.words.shape import Words

WORDS: Mapping[str, Callable[[Answer, Names], Words]] = {
    Review.Kind.REPLAY: replay.words,
    Review.Kind.OVERLOOKED: overlooked.words,
    Review.Kind.FLOW: flow.words,
    Review.Kind.PATHS: paths.words,
}
