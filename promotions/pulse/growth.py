"""Growth satisfaction as a measure beside those of mobility: who agrees that they can grow here, of the newest pulse that is over."""

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction

from django.db.models import Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from pathways.words import counted
from promotions.metrics.measures import DEFINITIONS, HIDDEN, TOO_FEW, Figure
from promotions.metrics.report import Card
from promotions.metrics.selection import Selection
from promotions.models.pulse import PulseCountQuerySet
from promotions.pulse.questions import EVERYBODY, GROWTH, SATISFIED
from promotions.pulse.settling import FEWEST
from promotions.pulse.shares import Share, beside

NO_PULSE = gettext_noop("no pulse is over yet")
NO_SUCH_AREA = gettext_noop("asked of units alone")


def growth_card(selection: Selection, counts: PulseCountQuerySet) -> Card:
    """Return the share of the areas at and below the chosen unit, that of the pulse before, and that of all areas. One query."""
    definition = DEFINITIONS["growth"]
    if selection.family is not None or selection.level is not None:
        return Card(definition, Figure(None, "", NO_SUCH_AREA))
    by_pulse = _shares(counts)
    if not by_pulse:
        return Card(definition, Figure(None, "", NO_PULSE))
    is_all = selection.unit is None or selection.unit == selection.tree.only_top
    below = None if is_all else set(selection.tree.below(selection.unit)) if selection.unit else set()
    newest, *earlier = sorted(by_pulse, reverse=True)
    figures = [_figure(day, by_pulse[day], below) for day in (newest, *earlier[:1])]
    company = _figure(newest, by_pulse[newest], None) if selection.company_wide and not is_all else None
    return Card(definition, figures[0], figures[1] if earlier else None, company=company)


Shares = dict[int | None, Share]  # by area, None for small ones put together


def _shares(counts: PulseCountQuerySet) -> dict[dt.date, Shares]:
    """Return who agrees in each area of each pulse that the reader may see, by the day it opened. One query."""
    asked = counts.filter(Q(question=EVERYBODY) | Q(question=GROWTH, choice__in=SATISFIED))
    answers = defaultdict[dt.date, defaultdict[int | None, Counter[str]]](lambda: defaultdict(Counter))
    for day, area, question, many in asked.values_list("pulse__opens_on", "area", "question").annotate(Sum("answers")).order_by():
        answers[day][area][question] += many
    return {
        day: {area: Share(said[GROWTH], said[EVERYBODY]) for area, said in areas.items() if said[EVERYBODY]}
        for day, areas in answers.items()
    }


def _figure(day: dt.date, areas: Shares, below: set[int] | None) -> Figure:
    """Return the share of these areas, or of all, in whole hundredths: more would tell how many.

    Of some, it is told where each of them is told as a number: what is told of one more unit then adds nothing. Of all, as on the page
    of the pulse.
    """
    mine = [share for area, share in areas.items() if below is None or area in below]
    sums = Share(sum(one.count for one in mine), sum(one.of for one in mine))
    if sums.of < FEWEST:
        return Figure(None, "", TOO_FEW)
    told = beside(sums, mine) if below is None else sums
    if told.value is None or (below is not None and any(one.of < FEWEST or one.value is None for one in mine)):
        return HIDDEN
    basis = counted(sums.of, "%(count)s answer in %(month)s", "%(count)s answers in %(month)s", month=date_format(day, "F Y"))
    hundredths = round(100 * told.value)
    return Figure(Fraction(hundredths, 100), basis, part=round(sums.of * hundredths / 100), whole=Fraction(sums.of))
