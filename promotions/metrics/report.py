"""The mobility report on one selection: a card a measure, its trend, and one table a step further down. Six queries."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pathways.words import number
from promotions.metrics import measures
from promotions.metrics.measures import DEFINITIONS, OF_SUMS, Definition, Figure, Kind, Sums
from promotions.metrics.selection import NO_FAMILY, NO_LEVEL, Axis, Nothing, Selection
from promotions.metrics.sums import (
    NO_ROW,
    Durations,
    MonthlySums,
    SeatTimes,
    all_durations,
    by_row,
    durations_by_row,
    earlier_than,
    ready_by_role,
)
from promotions.metrics.window import Window
from promotions.models import BenchFact, MobilityFact, PositionDuration, PresentStay, Requisition

ROW_MEASURES = ("internal_fill", "internal_first", "promotion", "lateral", "downward", "hire", "retention", "export", "position")


def size_of(difference: Fraction, kind: Kind) -> str:
    """Return how large a difference is, without its sign."""
    figure = {"count": number(float(abs(difference)), 1)}
    if kind is Kind.PERCENT:
        return _("%(count)s points") % figure
    return (_("%(count)s months") if kind is Kind.MONTHS else _("%(count)s days")) % figure


@dataclass(frozen=True)
class Card:
    definition: Definition
    figure: Figure
    before: Figure | None = None  # in the window of the same length before; none where history does not go back so far
    points: tuple[Figure, ...] = ()  # the trend, oldest first

    @property
    def value(self) -> str:
        return measures.shown(self.figure, self.definition.kind)

    def cell(self, place: int) -> str:
        """Return a point of the trend as text."""
        return measures.shown(self.points[place], self.definition.kind, short=True)

    @property
    def change(self) -> str:
        """Return the comparison as a phrase, such as "up 2.1 points from 36.3%"; empty when there is none."""
        if self.before is None or self.before.value is None or self.figure.value is None:
            return ""
        percent = self.definition.kind is Kind.PERCENT
        difference = Fraction(round((self.figure.value - self.before.value) * (1000 if percent else 10)), 10)
        before = measures.shown(self.before, self.definition.kind)
        if not difference:
            return _("as before: %(before)s") % {"before": before}
        size = size_of(difference, self.definition.kind)
        words = _("up %(size)s from %(before)s") if difference > 0 else _("down %(size)s from %(before)s")
        return words % {"size": size, "before": before}


@dataclass(frozen=True)
class Row:
    """One line of the table. `code` is what an address calls it; empty for people of the unit itself, where nothing lies below."""

    label: str
    code: str
    headcount: str
    figures: tuple[Figure, ...]

    @property
    def cells(self) -> list[str]:
        """The row as text, as page and export both show it."""
        kinds = (DEFINITIONS[key].kind for key in ROW_MEASURES)
        return [self.headcount, *(measures.shown(figure, kind, short=True) for figure, kind in zip(self.figures, kinds, strict=True))]


@dataclass(frozen=True)
class Report:
    cards: dict[str, Card]
    trend: list[Window]
    rows: list[Row]
    total: Row

    @property
    def trend_cards(self) -> list[Card]:
        return [self.cards[key] for key in DEFINITIONS if self.cards[key].points]


def report_on(
    selection: Selection,
    *,
    facts: QuerySet[MobilityFact],
    durations: QuerySet[PositionDuration],
    present: QuerySet[PresentStay],
    benches: QuerySet[BenchFact],
) -> Report:
    """Work out the report. The querysets are what the reader may see; the selection narrows them."""
    window, field = selection.window, str(selection.axis)
    row_of = selection.tree.row_of_each(selection.unit) if selection.axis is Axis.UNIT else None
    facts = facts.filter(selection.cells)
    times = durations_by_row(durations.filter(selection.cells), present.filter(selection.cells), window.until, field, row_of)
    earlier = earlier_than(window, facts, field)
    sums = by_row(facts, field, window, earlier, row_of)
    everything = all_durations(times.values())
    monthly = MonthlySums(facts, first_asked(window), window, earlier)
    cards = {key: _card_of_sums(key, monthly, window) for key in OF_SUMS}
    cards |= {"position": _position_card(everything), "fill": _fill_card(selection), "bench": _bench_card(benches.filter(selection.cells))}
    rows = [
        _row(label, code, sums.get(key, Sums({}, window.days)), times.get(key, {}))
        for key, label, code in _labels(selection)
        if key in sums or (code and selection.axis is Axis.UNIT)
    ]
    return Report(cards, window.trend(), rows, _row(_("All of these"), "", monthly.over(window), everything))


def first_asked(window: Window) -> int:
    """Return the first month of any window that the report shows."""
    return min(window.trend()[0].first, window.before.first)


def _card_of_sums(key: str, monthly: MonthlySums, window: Window) -> Card:
    def measured(of: Window) -> Figure:
        return OF_SUMS[key](monthly.over(of)) if monthly.reach_back_to(of) else Figure(None, "", _("no figures"))

    before = measured(window.before) if monthly.reach_back_to(window.before) else None
    return Card(DEFINITIONS[key], OF_SUMS[key](monthly.over(window)), before, tuple(map(measured, window.trend())))


def _position_card(durations: Durations) -> Card:
    return Card(DEFINITIONS["position"], measures.time_in_position(durations))


def _fill_card(selection: Selection) -> Card:
    window = selection.window
    seats = Requisition.objects.filter(selection.units, selection.roles)
    days = SeatTimes(seats, first_asked(window), window)
    figure = measures.time_to_fill(days.over(window), *days.still_open())
    points = tuple(measures.time_to_fill(days.over(of)) for of in window.trend())
    return Card(DEFINITIONS["fill"], figure, measures.time_to_fill(days.over(window.before)), points)


def _bench_card(benches: QuerySet[BenchFact]) -> Card:
    return Card(DEFINITIONS["bench"], measures.bench_coverage(ready_by_role(benches)))


def _row(label: str, code: str, sums: Sums, durations: Durations) -> Row:
    figures = [measures.time_in_position(durations) if key == "position" else OF_SUMS[key](sums) for key in ROW_MEASURES]
    return Row(label, code, measures.headcount_text(sums), tuple(figures))


def _labels(selection: Selection) -> list[tuple[int, str, str]]:
    """Return (key, label, code) of every row the table may have, in its order."""
    if selection.axis is Axis.UNIT:
        below = [(unit.pk, unit.name, unit.code) for unit in selection.tree.rows(selection.unit)]
        own = [(selection.unit.pk, _("%(name)s itself") % {"name": selection.unit.name}, "")] if selection.unit else []
        return below + own
    choices = selection.choices
    if selection.axis is Axis.FAMILY:
        return [*((family.pk, choices.label(family), family.slug) for family in choices.families), (NO_ROW, str(NO_FAMILY), Nothing.NONE)]
    return [*((level.pk, choices.label(level), str(level.pk)) for level in choices.levels), (NO_ROW, str(NO_LEVEL), Nothing.NONE)]
