"""What may be shown of a pulse: of settled ones, of areas with ten answers or more, shares in whole per cent or as bounds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promotions.models import Pulse
from promotions.models.pulse import PulseCountQuerySet
from promotions.pulse.questions import ASKED, BARRIERS, EVERYBODY, GROWTH, SATISFIED, WAY
from promotions.pulse.settling import FEWEST
from promotions.pulse.shares import Share, beside

Cells = Counter[tuple[str, str]]
HINDRANCE_CODES = tuple(ASKED[BARRIERS][1])


@dataclass(frozen=True)
class Result:
    """Shares of those who answered; None where fewer than ten did."""

    name: str
    answers: int | None
    growth: Share | None  # who agrees or agrees fully
    way: Share | None
    barriers: Mapping[str, Share | None]


def results(counts: PulseCountQuerySet, pulse: Pulse) -> tuple[Result, list[Result]]:
    """Return the whole of what these sums hold of a pulse, and each area by name, the small ones put together last. One query."""
    by_area: dict[str, Cells] = {}
    whole: Cells = Counter()
    for row in counts.filter(pulse=pulse).select_related("area"):
        cells = by_area.setdefault(row.area.name if row.area else "", Counter())
        cells[row.question, row.choice] += row.answers
        whole[row.question, row.choice] += row.answers
    areas = [result(name, cells) for name, cells in by_area.items() if cells[EVERYBODY, EVERYBODY]]
    return guarded(result("", whole), areas), sorted(areas, key=lambda one: (not one.name, one.name))


def result(name: str, cells: Cells) -> Result:
    answers = cells[EVERYBODY, EVERYBODY]
    if answers < FEWEST:
        return Result(name, None, None, None, dict.fromkeys(HINDRANCE_CODES))
    agree = {question: Share(sum(cells[question, choice] for choice in SATISFIED), answers) for question in (GROWTH, WAY)}
    return Result(name, answers, agree[GROWTH], agree[WAY], {code: Share(cells[BARRIERS, code], answers) for code in HINDRANCE_CODES})


def guarded(whole: Result, areas: Sequence[Result]) -> Result:
    """Return the whole without the shares that would give those of an area away."""
    if whole.answers is None:
        return whole
    told = [one for one in areas if one.answers is not None]
    return Result(
        whole.name,
        whole.answers,
        _beside(whole.growth, [one.growth for one in told]),
        _beside(whole.way, [one.way for one in told]),
        {code: _beside(share, [one.barriers[code] for one in told]) for code, share in whole.barriers.items()},
    )


def _beside(whole: Share | None, areas: Sequence[Share | None]) -> Share | None:
    return whole and beside(whole, [area for area in areas if area])
