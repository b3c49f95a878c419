"""Taking an answer: one statement adds to sums, one notes that somebody has answered. No row, number or time of an answer is kept."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from employees.models import Employee
from promotions.models import Pulse, PulseCount, PulseTurn
from promotions.pulse.questions import BARRIERS, EVERYBODY, GROWTH, WAY


class PulseError(ValueError):
    """It cannot be opened or answered so; the message says why and what to do."""


@transaction.atomic
def answer(*, pulse: Pulse, growth: str, way: str, barriers: Collection[str], by: Employee) -> None:
    """Add an answer to the sums. Raises PulseError when it is over, or answered already."""
    turn = PulseTurn.objects.filter(pulse=pulse, employee=by, answered=False)
    area = turn.values_list("area_id", flat=True).first()
    open_still = Pulse.objects.open(timezone.localdate()).filter(pk=pulse.pk)
    if not open_still.exists() or not turn.update(answered=True):
        raise PulseError(_("This pulse takes no answer from you: it is over, or you have answered. Nobody can look up what you said."))
    given = {(EVERYBODY, EVERYBODY), (GROWTH, growth), (WAY, way), *((BARRIERS, one) for one in barriers)}
    chosen = Q(pk__in=[])
    for question, choice in given:
        chosen |= Q(question=question, choice=choice)
    more = Case(When(chosen, then=Value(1)), default=Value(0))
    PulseCount.objects.filter(pulse=pulse, area=area).update(answers=F("answers") + more)
