"""A beat that comes late: asked for before midnight, and begun when the next day's run was there already."""

import datetime as dt

import pytest

from promotions.models import NightlyRun
from promotions.nights import runs
from tests.promotions.readiness.test_truth import Company, run

pytestmark = pytest.mark.django_db
EVE, NEXT_DAY = dt.date(2026, 3, 28), dt.date(2026, 3, 29)


@pytest.mark.parametrize("ended", [True, False])
def test_it_does_not_undo_the_newer_run(ended):
    """The check belongs to the transaction that begins the run: whatever was looked at before it may have changed since."""
    Company().nurse()
    newer = run(NEXT_DAY) if ended else runs.start("readiness", on=NEXT_DAY, full=False, by=None)
    with pytest.raises(runs.RunRefusedError, match="would undo the newer one for 2026-03-29"):
        runs._begin("readiness", EVE, full=False, by=None)
    assert NightlyRun.objects.get() == newer
    newer.refresh_from_db()
    assert newer.status == ("succeeded" if ended else "running")


def test_it_takes_up_a_run_of_its_own_day_that_has_begun_meanwhile():
    Company().nurse()
    first = runs.start("readiness", on=EVE, full=False, by=None)
    assert runs._begin("readiness", EVE, full=False, by=None) == first
    assert NightlyRun.objects.count() == 1
