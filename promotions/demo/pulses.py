"""Two growth pulses that are over, answered from a seed, so that their results and growth satisfaction have something to show."""

import datetime as dt
from collections import Counter, defaultdict

import numpy as np
from django.utils import timezone

from employees.models import Employee, Position, Unit
from promotions.metrics.units import UnitTree
from promotions.models import Pulse, PulseCount
from promotions.pulse.inviting import areas
from promotions.pulse.questions import BARRIERS, CELLS, EVERYBODY, GROWTH, HINDRANCES, SCALE, WAY
from promotions.pulse.settling import settle

AGO = (235, 52)  # days since each was opened
OPEN_FOR = dt.timedelta(days=21)
ANSWERED = 0.62
AGREEMENT = (0.14, 0.34, 0.24, 0.18, 0.10)  # from "agree fully" down
HINDERED = (0.24, 0.37, 0.18, 0.22, 0.15, 0.07)


def play(today: dt.date, seed: int) -> None:
    """Let most people answer each pulse. Sums are drawn at once for each area: there is no answer of a person to draw."""
    random = np.random.default_rng([seed, 7])
    for days in AGO:
        opened = today - dt.timedelta(days=days)
        held = Position.objects.on(opened).filter(employee__in=Employee.objects.employed(opened))
        area_of = areas(UnitTree(Unit.objects.all()), people := Counter(held.values_list("unit_id", flat=True)))
        asked: dict[int | None, int] = defaultdict(int)
        for unit, number in people.items():
            asked[area_of.get(unit)] += number
        pulse = Pulse.objects.create(opens_on=opened, closes_on=opened + OPEN_FOR, invited=sum(asked.values()))
        for area, number in asked.items():
            _answer(pulse, area, int(random.binomial(number, ANSWERED)), random)
    settle(timezone.localdate())


def _answer(pulse: Pulse, area: int | None, answers: int, random: np.random.Generator) -> None:
    sums = {(EVERYBODY, EVERYBODY): answers}
    for question in (GROWTH, WAY):
        sums |= {(question, choice): int(number) for choice, number in zip(SCALE, random.multinomial(answers, AGREEMENT), strict=True)}
    sums |= {(BARRIERS, choice): int(random.binomial(answers, share)) for choice, share in zip(HINDRANCES, HINDERED, strict=True)}
    PulseCount.objects.bulk_create(
        PulseCount(pulse=pulse, area_id=area, question=question, choice=choice, answers=sums[question, choice])
        for question, choice in CELLS
    )
