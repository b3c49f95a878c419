"""How the mobility page presents a report: crumbs, cards with their charts, the tables and where their rows lead."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pathways.models import JobFamily, Level
from pathways.words import written
from promotions import charts
from promotions.metrics.measures import DEFINITIONS, GROUPS, Definition, Kind
from promotions.metrics.months import first_of
from promotions.metrics.report import ROW_MEASURES, Card, Report, Row
from promotions.metrics.selection import NO_FAMILY, NO_LEVEL, Axis, Nothing, Selection
from promotions.metrics.window import Window, month_code, month_name
from skills.words import Text

BY = {Axis.UNIT: gettext_lazy("By unit"), Axis.FAMILY: gettext_lazy("By family"), Axis.LEVEL: gettext_lazy("By level")}


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class ShownCard:
    card: Card
    chart: charts.Trend | None
    top: str = ""
    bottom: str = ""


@dataclass(frozen=True)
class ShownRow:
    label: str
    cells: list[str]
    url: str = ""


@dataclass(frozen=True)
class ShownTable:
    columns: list[str]
    rows: list[ShownRow]
    total: ShownRow | None = None


@dataclass(frozen=True)
class Page:
    heading: str
    lead: str
    crumbs: list[Crumb]
    groups: dict[str, list[ShownCard]]
    first_point: str
    last_point: str
    trend: ShownTable
    tabs: list[tuple[Text, str, bool]]
    table: ShownTable
    table_url: str
    trend_url: str
    hides: bool
    choose_family: bool  # levels are told of within families where too few of some level are in some family


def page(selection: Selection, report: Report) -> Page:
    window, points = selection.window, report.trend
    crumbs = crumbs_of(selection)
    return Page(
        lead=lead(window),
        heading=" · ".join(crumb.label for crumb in crumbs[-places_chosen(selection) :]),
        crumbs=[Crumb(_("Mobility"), address(selection, unit="", family="", level="")), *crumbs[:-1], Crumb(crumbs[-1].label)],
        groups={_(name): [shown_card(report.cards[which.key]) for which in group] for name, group in GROUPS.items()},
        first_point=month_name(points[0].last),
        last_point=month_name(points[-1].last),
        trend=trend_table(report),
        tabs=[(BY[axis], address(selection, by=axis), axis is selection.axis) for axis in Axis],
        table=table(selection, report),
        table_url=address(selection, name="hr-mobility-table"),
        trend_url=address(selection, name="hr-mobility-trend"),
        hides=report.hides,
        choose_family=selection.axis is Axis.LEVEL and selection.family is None and not any(row.code for row in report.rows),
    )


def lead(window: Window) -> str:
    """Return which days the figures cover, and what they are compared with."""
    whole = window.stop == first_of(window.last + 1) - dt.timedelta(days=1)
    cut = "" if whole else _(", up to %(day)s") % {"day": written(window.stop, "MONTH_DAY_FORMAT")}
    return _(
        "%(window)s%(cut)s. Compared with %(before)s and with the whole company; each point of a trend is a window of the same length."
    ) % {
        "window": window,
        "cut": cut,
        "before": window.before,
    }


# --- Addresses --------------------------------------------------------------------------------


def address(selection: Selection, *, name: str = "hr-mobility", **changes: str) -> str:
    """Return the page's address for this selection with some parts changed; what is empty is left out."""
    asked = {
        "unit": selection.unit.code if selection.unit else "",
        "family": code(selection.family),
        "level": code(selection.level),
        "from": month_code(selection.window.first),
        "to": month_code(selection.window.last),
        "by": str(selection.axis),
    }
    return f"{reverse(name)}?{urlencode({key: value for key, value in (asked | changes).items() if value})}"


def code(chosen: JobFamily | Level | Nothing | None) -> str:
    if isinstance(chosen, JobFamily):
        return chosen.slug
    return str(chosen.pk) if isinstance(chosen, Level) else str(chosen or "")


def crumbs_of(selection: Selection) -> list[Crumb]:
    """Return the way down to what is chosen: units from the top, then the family, then the level; each leads back up."""
    path = selection.tree.path(selection.unit)
    crumbs = [Crumb(unit.name, address(selection, unit=unit.code, family="", level="")) for unit in path]
    crumbs = crumbs or [Crumb(_("All units in your reach"), address(selection, family="", level=""))]
    if selection.family:
        crumbs.append(Crumb(named(selection, selection.family, NO_FAMILY), address(selection, level="")))
    if selection.level:
        crumbs.append(Crumb(named(selection, selection.level, NO_LEVEL)))
    return crumbs


def named(selection: Selection, chosen: JobFamily | Level | Nothing, nothing: Text) -> str:
    return str(nothing) if isinstance(chosen, Nothing) else selection.choices.label(chosen)


def places_chosen(selection: Selection) -> int:
    return 1 + bool(selection.family) + bool(selection.level)


def way_down(selection: Selection, row: Row) -> str:
    """Return where a row leads: a unit to the units below it, a family to its levels, a level to the units that have it."""
    if not row.code:
        return ""
    if selection.axis is Axis.UNIT:
        deeper = any(unit.code == row.code and selection.tree.rows(unit) for unit in selection.tree.rows(selection.unit))
        return address(selection, unit=row.code, by=Axis.UNIT if deeper else Axis.FAMILY)
    if selection.axis is Axis.FAMILY:
        return address(selection, family=row.code, by=Axis.UNIT if selection.level else Axis.LEVEL)
    return address(selection, level=row.code, by=Axis.UNIT if selection.family else Axis.FAMILY)


# --- Tables and cards -------------------------------------------------------------------------


def table(selection: Selection, report: Report) -> ShownTable:
    heads = [_("Average headcount"), *(column(DEFINITIONS[key]) for key in ROW_MEASURES)]
    rows = [ShownRow(row.label, row.cells, way_down(selection, row)) for row in report.rows]
    return ShownTable([_(selection.axis.title()), *heads], rows, ShownRow(report.total.label, report.total.cells))


def trend_table(report: Report) -> ShownTable:
    """Return the points of every chart: one row a window, newest first."""
    cards = report.trend_cards
    heads = [column(card.definition) for card in cards]
    rows = [ShownRow(str(window), [card.cell(place) for card in cards]) for place, window in enumerate(report.trend)]
    return ShownTable([_("Window"), *heads], rows[::-1])


def column(definition: Definition) -> str:
    """Return the head of a column: the unit stands there when the cells leave it out."""
    return str(definition.name) if definition.kind is Kind.PERCENT else f"{definition.name} ({_(definition.kind)})"


def shown_card(card: Card) -> ShownCard:
    values = [None if figure.value is None else float(figure.value) for figure in card.points]
    drawn = charts.trend(values)
    return ShownCard(card, drawn, axis_label(drawn.top, card), axis_label(drawn.bottom, card)) if drawn else ShownCard(card, None)


def axis_label(value: float, card: Card) -> str:
    return _("%(number)s%%") % {"number": plain(value * 100)} if card.definition.kind is Kind.PERCENT else plain(value)


def plain(value: float) -> str:
    return f"{value:g}".replace(".", get_format("DECIMAL_SEPARATOR"))
