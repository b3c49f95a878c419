"""What may be shown of a pulse: of settled ones, of areas with ten answers or more, shares in whole per cent."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from promotions.models import Pulse
from promotions.models.pulse import PulseCountQuerySet
from promotions.pulse.questions import ASKED, BARRIERS, EVERYBODY, GROWTH, SATISFIED, WAY
from promotions.pulse.settling import FEWEST

Cells = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """Shares of those who answered; None where fewer than ten did."""

    name: str
    answers: int | None
    growth: float | None  # who agrees or agrees fully
    way: float | None
    barriers: Mapping[str, float | None]


def results(counts: PulseCountQuerySet, pulse: Pulse) -> tuple[Result, list[Result]]:
    """Return the whole of what these sums hold of a pulse, and each area by name, the small ones put together last. One query."""
    by_area: dict[str, Cells] = {}
    whole: Cells = Counter()
    for row in counts.filter(pulse=pulse).select_related("area"):
        cells = by_area.setdefault(row.area.name if row.area else "", Counter())
        cells[row.question, row.choice] += row.answers
        whole[row.question, row.choice] += row.answers
    areas = [result(name, cells) for name, cells in by_area.items() if cells[EVERYBODY, EVERYBODY]]
    return result("", whole), sorted(areas, key=lambda one: (not one.name, one.name))


def result(name: str, cells: Cells) -> Result:
    answers = cells[EVERYBODY, EVERYBODY]
    if answers < FEWEST:
        return Result(name, None, None, None, dict.fromkeys(ASKED[BARRIERS][1]))
    agree = {question: sum(cells[question, choice] for choice in SATISFIED) / answers for question in (GROWTH, WAY)}
    return Result(name, answers, agree[GROWTH], agree[WAY], {choice: cells[BARRIERS, choice] / answers for choice in ASKED[BARRIERS][1]})
