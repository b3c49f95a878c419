"""Mobility: how people move through the company, measure by measure, down to one unit, family and level."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from employees import access
from employees.access import Permission
from employees.models import Unit, User
from promotions.forms import MobilityForm
from promotions.metrics.report import Report, report_on
from promotions.metrics.selection import Axis, Choices, Selection
from promotions.metrics.units import UnitTree, readable_units
from promotions.metrics.window import default_window
from promotions.models import BenchFact, MobilityFact, PositionDuration
from promotions.run_history import last_day_of_figures
from promotions.views import mobility_page, tables


@require_safe
def hr(request: HttpRequest) -> HttpResponse:
    """Lead HR to the figures, and administrators, who read none, to the nightly run."""
    reader = access.of(request.user)
    if reader.may(Permission.READ_MOBILITY):
        return redirect("hr-mobility")
    if reader.may(Permission.READ_NIGHTLY):
        return redirect("hr-nightly")
    raise PermissionDenied


@require_safe
def mobility(request: HttpRequest) -> HttpResponse:
    form, tree = asked(request)
    if form is None:
        return render(request, "promotions/mobility_empty.html")
    if not form.is_valid():
        return render(request, "promotions/mobility.html", {"form": form, "unit": request.GET.get("unit", "")}, status=400)
    selection = selection_of(request, form, tree)
    page = mobility_page.page(selection, report(request, selection))
    return render(request, "promotions/mobility.html", {"form": form, "page": page, "unit": selection.unit and selection.unit.code})


@require_safe
def mobility_table(request: HttpRequest) -> HttpResponse:
    """The page's table as CSV: the same rows, the same text in every cell."""
    selection = selection_or_refusal(request)
    if isinstance(selection, HttpResponse):
        return selection
    table = mobility_page.table(selection, report(request, selection))
    return tables.csv("mobility", table.columns, [[row.label, *row.cells] for row in (*table.rows, table.total) if row])


@require_safe
def mobility_trend(request: HttpRequest) -> HttpResponse:
    """The page's trend as CSV."""
    selection = selection_or_refusal(request)
    if isinstance(selection, HttpResponse):
        return selection
    trend = mobility_page.trend_table(report(request, selection))
    return tables.csv("mobility-trend", trend.columns, [[row.label, *row.cells] for row in trend.rows])


def selection_or_refusal(request: HttpRequest) -> Selection | HttpResponse:
    """Return what is asked for, or the sentences that say why it cannot be had."""
    form, tree = asked(request)
    if form is None:
        return tables.refusal(["There are no figures yet: the nightly run has not ended once."])
    if not form.is_valid():
        return tables.refusal([str(error) for errors in form.errors.values() for error in errors])
    return selection_of(request, form, tree)


def asked(request: HttpRequest) -> tuple[MobilityForm | None, UnitTree]:
    """Return the filters as asked and the units in reach; no form before the first nightly run. Others than HR are refused."""
    if not access.of(request.user).may(Permission.READ_MOBILITY):
        raise PermissionDenied
    tree, until = readable_units(request.user), last_day_of_figures()
    return (MobilityForm(request.GET, choices=Choices(), window=default_window(until)) if until else None), tree


def selection_of(request: HttpRequest, form: MobilityForm, tree: UnitTree) -> Selection:
    cleaned = form.cleaned_data
    return Selection(
        tree=tree,
        choices=form.choices,
        window=cleaned["window"],
        axis=Axis(cleaned["by"] or Axis.UNIT),
        unit=chosen_unit(request.GET.get("unit", ""), tree),
        family=form.families[cleaned["family"]],
        level=form.levels[cleaned["level"]],
        company_wide=not access.of(request.user).units(),  # an empty filter: every unit
    )


def chosen_unit(code: str, tree: UnitTree) -> Unit | None:
    """Return the unit of that code; without a code the one above all others, if there is one. Out of reach is 404, as unknown is."""
    unit = tree.coded(code) if code else tree.only_top
    if code and unit is None:
        raise Http404
    return unit


def report(request: HttpRequest, selection: Selection) -> Report:
    user: User = request.user  # type: ignore[assignment]  # signed in, or `asked` had refused
    return report_on(
        selection,
        facts=MobilityFact.objects.visible_to(user),
        durations=PositionDuration.objects.visible_to(user),
        benches=BenchFact.objects.visible_to(user),
    )
