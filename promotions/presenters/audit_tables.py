"""Every table of an audit's page, by name, as rows of text: what a file of it holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from promotions.presenters.audit_page import AuditPage, ShownComparison


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: list[list[str]]


def table_of(page: AuditPage, name: str) -> Table | None:
    """Return a table of the page as this reader sees it; None for a name that is none."""
    make = TABLES.get(name)
    return make(page) if make else None


def _of_all(comparisons: Iterable[ShownComparison], rows: Callable[[ShownComparison], Iterable[tuple[str, list[str]]]]) -> list[list[str]]:
    return [[shown.title, name, *cells] for shown in comparisons for name, cells in rows(shown)]


def _groups(page: AuditPage) -> Table:
    return Table([_("Group"), _("People"), _("Reached it"), _("Rate")], [[name, *cells] for name, cells in page.groups])


def _ratios(page: AuditPage) -> Table:
    rows = [[shown.title, shown.one["verdict"], interval.name, interval.text] for shown in page.comparisons for interval in shown.intervals]
    return Table([_("Comparison"), _("Verdict"), _("Compared"), _("Ratio")], rows)


def _families(page: AuditPage) -> Table:
    columns = [_("Comparison"), _("Family"), _("First group"), _("Rate"), _("Second group"), _("Rate")]
    return Table(columns, _of_all(page.comparisons, lambda shown: shown.families))


def _steps(page: AuditPage) -> Table:
    return Table([_("Step"), *page.funnel_groups], [[row.step, *row.cells] for row in page.funnel])


def _times(page: AuditPage) -> Table:
    columns = [_("Comparison"), _("Months in the level"), _("First group, waiting"), _("Left"), _("Second group, waiting"), _("Left")]
    return Table(columns, _of_all(page.paced, lambda shown: shown.curves.rows if shown.curves else ()))


def _units(page: AuditPage) -> Table:
    counts = [_("First group"), _("Rate"), _("Second group"), _("Rate")]
    columns = [_("Comparison"), _("Unit"), *counts, _("Odds ratio, shrunken"), _("Fewer than an equal share"), _("In the funnel")]
    return Table(columns, _of_all(page.by_unit, lambda shown: shown.funnel.rows if shown.funnel else ()))


def _models(page: AuditPage) -> Table:
    columns = [_("Comparison"), _("Model"), _("Odds ratio"), _("Percentage points"), "p"]
    return Table(columns, _of_all(page.modelled, lambda shown: shown.models))


def _power(page: AuditPage) -> Table:
    columns = [_("Group"), _("Chance to see four-fifths"), _("Ratio usually seen"), _("People it would take")]
    return Table(columns, [[name, *cells] for name, cells in page.power])


def _since(page: AuditPage) -> Table:
    changes = page.since.changes if page.since else []
    rows = [[change.group, change.what, change.then, change.now] for change in changes]
    return Table([_("Group"), _("What"), _("Then"), _("Now")], rows)


TABLES: dict[str, Callable[[AuditPage], Table]] = {
    "groups": _groups,
    "ratios": _ratios,
    "families": _families,
    "steps": _steps,
    "times": _times,
    "units": _units,
    "models": _models,
    "power": _power,
    "earlier": _since,
}
