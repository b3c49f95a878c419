"""Settling what is over: small areas go together, and nobody knows any more who answered."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from promotions.models import Pulse, PulseCount
from promotions.pulse.questions import EVERYBODY

FEWEST = 10  # answers


@transaction.atomic
def settle(on: dt.date) -> int:
    """Put areas with fewer than ten answers together, and forget who answered, of every pulse that is over; return how many these were."""
    over = list(Pulse.objects.select_for_update().over(on).filter(settled=False))
    for pulse in over:
        _put_together(pulse)
        pulse.turns.all().delete()
        pulse.settled = True
        pulse.save(update_fields=["settled"])
    return len(over)


def _put_together(pulse: Pulse) -> None:
    """Add small areas to the rest, and more until the rest has ten answers or none: what is shown never tells of fewer by subtraction."""
    answered = {row.area_id: row.answers for row in pulse.counts.filter(question=EVERYBODY)}
    together, _rest = small_areas({area: number for area, number in answered.items() if area}, answered.get(None, 0))
    if not together:
        return
    sums = Counter[tuple[str, str]]()
    for row in pulse.counts.filter(Q(area__in=together) | Q(area=None)):
        sums[row.question, row.choice] += row.answers
    pulse.counts.filter(area__in=together).delete()
    rows = list(pulse.counts.filter(area=None))
    for row in rows:
        row.answers = sums[row.question, row.choice]
    PulseCount.objects.bulk_update(rows, ["answers"])


def small_areas(answered: Mapping[int, int], rest: int) -> tuple[list[int], int]:
    """Return the areas that go to the rest, and how many answers the rest has then."""
    order = sorted(answered, key=lambda area: (answered[area], area))
    together: list[int] = []
    for area in order:
        if answered[area] >= FEWEST and (rest >= FEWEST or rest == 0):
            break
        together.append(area)
        rest += answered[area]
    return together, rest
