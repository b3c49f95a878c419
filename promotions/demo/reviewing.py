"""Reviews of the demo company, asked and answered by its auditor, and findings made of what stands out in them."""

import datetime as dt

from django.utils.translation import override

from employees.models import User
from promotions.findings import open_finding, take_step
from promotions.models import FindingStep, Review
from promotions.reviews import runs
from promotions.reviews.names import read_names
from promotions.reviews.words import WORDS

AUDITOR = "auditor@demo.example.org"
A_YEAR, FIVE_YEARS, A_MONTH = (dt.timedelta(days=days) for days in (365, 5 * 365, 30))


def play(today: dt.date) -> None:
    """Let the auditor review the company: a year ago as the baseline of paths, and today; some of it is looked into already."""
    auditor = User.objects.filter(email=AUDITOR).first()
    if auditor is None:
        return
    ask(auditor, Review.Kind.PATHS, today - A_YEAR, baseline=True)
    found = {kind: ask(auditor, kind, today) for kind in Review.Kind}
    with override("en-gb"):  # a finding keeps the words it was made in
        for kind in (Review.Kind.OVERLOOKED, Review.Kind.FLOW, Review.Kind.REPLAY):
            make(found[kind], today + A_MONTH, auditor)


def ask(auditor: User, kind: str, last: dt.date, *, baseline: bool = False) -> Review:
    review = Review.objects.create(kind=kind, first_day=last - FIVE_YEARS, last_day=last, asked_by=auditor)
    runs.run(review.pk)
    review.refresh_from_db()
    if baseline:
        review.baseline = review.status == Review.Status.DONE
        review.save(update_fields=["baseline"])
    return review


def make(review: Review, due_on: dt.date, auditor: User) -> None:
    """Make a finding of the first thing that stands out, and look into the units nobody leaves."""
    signals = WORDS[review.kind](review.result or {}, read_names()).signals
    if signals:
        finding = open_finding(source=review, signal=signals[0], due_on=due_on, by=auditor)
        if review.kind == Review.Kind.FLOW:
            take_step(
                finding=finding,
                kind=FindingStep.Kind.LOOKING,
                text="Asked the HR partner which releases were refused, and on what grounds.",
                by=auditor,
            )
