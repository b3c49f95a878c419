"""The mobility report on one selection: a card a measure, its trend, and one table a step further down. Six queries."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pathways.words import number
from promotions.metrics import changes, measures
from promotions.metrics.measures import DEFINITIONS, HIDDEN, OF_SEATS, OF_SHARES, OF_SUMS, SHORT, UNTOLD, Definition, Figure, Kind, Sums
from promotions.metrics.selection import NO_FAMILY, NO_LEVEL, Axis, Nothing, Selection
from promotions.metrics.sums import (
    NO_ROW,
    Durations,
    MonthlySums,
    SeatTimes,
    all_durations,
    by_row,
    durations_by_row,
    over_window,
    ready_by_role,
    seats_between,
)
from promotions.metrics.told import WHOLE_COMPANY, Telling, ToldPlaces
from promotions.metrics.window import Window
from promotions.models import MobilityFact, PositionDuration, PresentStay, Requisition, ToldPart

ROW_MEASURES = ("internal_fill", "internal_first", "promotion", "lateral", "downward", "hire", "retention", "export", "position")
SMALL = {Axis.FAMILY: gettext_lazy("Other families together"), Axis.LEVEL: gettext_lazy("Other levels together")}


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
    before: Figure | None = None  # in the same months a year before; none where history does not go back so far
    points: tuple[Figure, ...] = ()  # the trend, oldest first
    company: Figure | None = None  # of the whole company; none where this is it

    @property
    def value(self) -> str:
        return measures.shown(self.figure, self.definition.kind)

    def cell(self, place: int) -> str:
        """Return a point of the trend as text."""
        return measures.shown(self.points[place], self.definition.kind, short=True)

    @property
    def company_text(self) -> str:
        """Return the company's figure as text; empty when there is nothing to compare."""
        if self.company is None or self.company.value is None or self.figure.value is None:
            return ""
        return measures.shown(self.company, self.definition.kind)

    @property
    def likely(self) -> tuple[float, float] | None:
        """Return between what the change since the year before lies at 95%, in fractions of 1; none where there is none to tell."""
        if self.before is None:
            return None
        key = self.definition.key
        return changes.difference(self.figure, self.before, shares=key in OF_SHARES, falling=key == "retention")

    @property
    def sureness(self) -> str:
        """Return in words whether a change is more than chance."""
        if self.likely is None or not self.change:
            return ""
        low, high = (number(100 * end, 1) for end in self.likely)
        by_chance = self.likely[0] <= 0 <= self.likely[1]
        words = (
            _("chance alone could explain it: the change may be %(low)s to %(high)s points")
            if by_chance
            else _("more than chance: the change is likely %(low)s to %(high)s points")
        )
        return words % {"low": low, "high": high}

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
    hides: bool  # whether anything of it is hidden for the sake of few people

    @property
    def trend_cards(self) -> list[Card]:
        return [self.cards[key] for key in DEFINITIONS if key in self.cards and self.cards[key].points]


@dataclass(frozen=True)
class Part:
    """What a row is counted from, and what of it may be told."""

    label: str
    code: str
    sums: Sums
    durations: Durations
    told: bool
    times: bool


def report_on(selection: Selection, *, facts: QuerySet[MobilityFact], told: QuerySet[ToldPart]) -> Report:
    """Work out the report. The querysets are what the reader may see; the selection narrows them, and never reaches beyond.

    Beside each figure stands that of the whole company, which everybody may read.
    """
    window, field = selection.window, str(selection.axis)
    row_of = selection.tree.row_of_each(selection.unit) if selection.axis is Axis.UNIT else None
    facts, places = facts.filter(selection.cells), ToldPlaces(selection, told)
    times, all_times = durations_by_row(
        PositionDuration.objects.all(), PresentStay.objects.all(), window.until, field, row_of, selection.cells
    )
    added = over_window(window, MobilityFact.objects.all(), selection.cells, field)
    sums = by_row(added, window, row_of)
    everything, here = all_durations(times.values()), places.telling(places.selected)
    monthly = MonthlySums(facts, first_asked(window), window, added.earlier)
    beside = Beside(places.telling(WHOLE_COMPANY), added.company, all_times, here=places.selected == WHOLE_COMPANY or _is_all(selection))
    cards = {key: _card_of_sums(key, monthly, window, here, beside) for key in OF_SUMS}
    cards["position"] = _position_card(everything, here, beside)
    cards["fill"] = _fill_card(selection, beside)
    cards["bench"] = _bench_card(selection, here, beside)
    parts = [
        Part(label, code, sums.get(key, Sums({}, window.days)), times.get(key, {}), places.row(key).of(window), places.row(key).times)
        for key, label, code in _labels(selection)
        if key in sums or (code and selection.axis is Axis.UNIT)
    ]
    total = Part(_("All of these"), "", monthly.over(window), everything, here.of(window), here.times)
    return Report(
        cards=cards,
        trend=window.trend(),
        rows=[_row(part) for part in _with_small_ones_together(parts, total, selection.axis)],
        total=_row(total),
        hides=not all(part.told and part.times for part in (*parts, total)),
    )


def first_asked(window: Window) -> int:
    """Return the first month of any window that the report shows."""
    return min(window.trend()[0].first, window.before.first)


@dataclass(frozen=True)
class Beside:
    """The whole company, to compare with; nothing where it is what is looked at."""

    telling: Telling
    sums: Sums
    durations: Durations
    here: bool

    def figure(self, told: bool, make: Callable[[], Figure]) -> Figure | None:
        if self.here:
            return None
        return make() if told else HIDDEN


def _is_all(selection: Selection) -> bool:
    """Whether the selection is the one unit above all others, and nothing narrower."""
    narrowed = selection.family is not None or selection.level is not None
    return selection.company_wide and selection.unit == selection.tree.only_top and not narrowed


def _card_of_sums(key: str, monthly: MonthlySums, window: Window, here: Telling, beside: Beside) -> Card:
    open_to_all = key in OF_SEATS

    def measured(of: Window) -> Figure:
        if not monthly.reach_back_to(of):
            return Figure(None, "", _("no figures"))
        return OF_SUMS[key](monthly.over(of)) if here.of(of) or open_to_all else HIDDEN

    before = measured(window.before) if monthly.reach_back_to(window.before) else None
    figure = OF_SUMS[key](monthly.over(window)) if here.of(window) or open_to_all else HIDDEN
    company = beside.figure(beside.telling.of(window) or open_to_all, lambda: OF_SUMS[key](beside.sums))
    return Card(DEFINITIONS[key], figure, before, tuple(map(measured, window.trend())), company)


def _position_card(durations: Durations, here: Telling, beside: Beside) -> Card:
    company = beside.figure(beside.telling.times, lambda: measures.time_in_position(beside.durations))
    return Card(DEFINITIONS["position"], measures.time_in_position(durations) if here.times else HIDDEN, company=company)


def _fill_card(selection: Selection, beside: Beside) -> Card:
    window = selection.window
    seats = seats_between(Requisition.objects.all(), selection.units & selection.roles, first_asked(window), window)
    days, everywhere = SeatTimes(seats[seats[:, -1] == 1, :-1], window), SeatTimes(seats[:, :-1], window)
    figure = measures.time_to_fill(days.over(window), *days.still_open())
    points = tuple(measures.time_to_fill(days.over(of)) for of in window.trend())
    company = beside.figure(True, lambda: measures.time_to_fill(everywhere.over(window)))  # seats are no secret
    return Card(DEFINITIONS["fill"], figure, measures.time_to_fill(days.over(window.before)), points, company)


def _bench_card(selection: Selection, here: Telling, beside: Beside) -> Card:
    ready, everywhere = ready_by_role(selection.cells)
    company = beside.figure(beside.telling.today, lambda: measures.bench_coverage(everywhere))
    return Card(DEFINITIONS["bench"], measures.bench_coverage(ready) if here.today else HIDDEN, company=company)


def _with_small_ones_together(parts: Sequence[Part], total: Part, axis: Axis) -> list[Part]:
    """Return families or levels with those of which nothing may be told as one: what is left of the total can be told of like it.

    Units stay rows of their own, as their seats are told of and lead further down.
    """
    small = [part for part in parts if not part.told]
    if axis is Axis.UNIT or not small:
        return list(parts)
    sums = Sums(dict(sum((Counter(part.sums.counts) for part in small), Counter())), total.sums.days)
    same_times = all(part.times == part.told for part in parts)
    together = Part(str(SMALL[axis]), "", sums, all_durations(part.durations for part in small), total.told, total.times and same_times)
    return [*(part for part in parts if part.told), together]


def _row(part: Part) -> Row:
    figures = tuple(_figure(key, part) for key in ROW_MEASURES)
    return Row(part.label, part.code, measures.headcount_text(part.sums) if part.told else _(SHORT[UNTOLD]), figures)


def _figure(key: str, part: Part) -> Figure:
    if key == "position":
        return measures.time_in_position(part.durations) if part.times else HIDDEN
    return OF_SUMS[key](part.sums) if part.told or key in OF_SEATS else HIDDEN


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
