"""Asking for a review: HR auditors of any unit or of all, HR partners of theirs; a worker answers."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from employees import access, trail
from employees.access import Permission
from employees.models import Unit, User
from employees.models.trail import Verb
from promotions.models import Review
from promotions.tasks import run_review

LONGEST = 10 * 366  # days


class ReviewError(ValueError):
    """The question cannot be asked so, or the step not be taken; the message says why and what to do."""


@transaction.atomic
def ask_review(*, kind: str, first_day: dt.date, last_day: dt.date, by: User, unit: Unit | None = None) -> Review:
    """Keep the question and hand it to a worker. Raises PermissionDenied, and ReviewError with a sentence."""
    refuse_out_of_reach(unit, by)
    refuse_days(first_day, last_day, access.of(by).today)
    review = Review.objects.create(kind=kind, unit=unit, first_day=first_day, last_day=last_day, asked_by=by)
    trail.record(Verb.STARTED, of=review, by=by, kind=kind, unit=str(unit or ""), start=first_day, end=last_day)
    transaction.on_commit(partial(run_review.delay, review_id=review.pk))
    return review


@transaction.atomic
def keep_as_baseline(*, review: Review, by: User) -> None:
    """Let later reviews of the same units be measured against this one, in place of the one before. Raises ReviewError."""
    if review.status != Review.Status.DONE:
        raise ReviewError(_("A review without an answer cannot be a baseline. Wait until it is done."))
    list(Review.objects.of_the_same(review).select_for_update().order_by("pk").values_list("pk"))  # of two at once the later one stays
    Review.objects.of_the_same(review).filter(baseline=True).update(baseline=False)
    Review.objects.filter(pk=review.pk).update(baseline=True)
    trail.record(Verb.CHANGED, of=review, by=by, name=str(review), fields=["baseline"])


def refuse_out_of_reach(unit: Unit | None, by: User) -> None:
    reader = access.of(by)
    if not reader.may(Permission.READ_FINDINGS):
        raise PermissionDenied
    if not reader.sees_every_unit and (unit is None or unit.pk not in reader.partner_units):
        raise ReviewError(_("Choose one of the units that you look after: only HR auditors review the whole company."))


def refuse_days(first: dt.date, last: dt.date, today: dt.date) -> None:
    if first > last:
        raise ReviewError(_("The first day comes after the last. Choose a first day that does not."))
    if last > today:
        raise ReviewError(_("The last day is still to come. Choose today or an earlier day."))
    if (last - first).days > LONGEST:
        raise ReviewError(_("A review covers at most ten years. Choose a later first day."))
