"""Answering one review, and what every kind of them shares."""

from collections.abc import Callable

import structlog
from django.utils import timezone

from employees import trail
from employees.models.trail import Verb
from promotions.models import Review
from promotions.reviews import flow, overlooked, paths, replay
from promotions.reviews.scope import Answer, Scope

log = structlog.get_logger(__name__)

METHOD = "2026-11"  # a new one where an old question would get another answer
COMPUTE: dict[str, Callable[[Scope], Answer]] = {
    Review.Kind.REPLAY: replay.compute,
    Review.Kind.OVERLOOKED: overlooked.compute,
    Review.Kind.FLOW: flow.compute,
    Review.Kind.PATHS: paths.compute,
}


def run(review_id: int) -> None:
    """Answer a waiting review. One that is gone, or in other hands, is left alone; what goes wrong stands in the row."""
    if not Review.objects.filter(pk=review_id, status=Review.Status.WAITING).update(status=Review.Status.RUNNING):
        log.info("review not waiting", review=review_id)
        return
    review = Review.objects.with_scope().get(pk=review_id)
    try:
        review.result, review.method = COMPUTE[review.kind](Scope.of(review)), METHOD
        end(review, Review.Status.DONE)
    except Exception as error:
        log.exception("review failed", review=review_id)
        review.result, review.error = None, type(error).__name__
        end(review, Review.Status.FAILED)


def end(review: Review, status: Review.Status) -> None:
    review.status, review.finished_at = status, timezone.now()
    review.save(update_fields=["status", "error", "finished_at", "method", "result"])
    trail.record(Verb.ENDED, of=review, by=review.asked_by, kind=review.kind, outcome=status.value)
