"""Mobility: how people move through the company, measure by measure, down to one unit, family and level."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.access import Permission
from employees.reader import account_of
from promotions.metrics.selection import Selection
from promotions.models import MobilityFact
from promotions.presenters import mobility_page
from promotions.presenters.mobility_question import asked, report, selection_of
from skills.listing import csv_file


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
    form, tree = asked(account_of(request), request.GET)
    if form is None:
        return render(request, "promotions/mobility_empty.html")
    if not form.is_valid():
        return render(request, "promotions/mobility.html", {"form": form, "unit": request.GET.get("unit", "")}, status=400)
    selection = selection_of(account_of(request), request.GET, form, tree)
    page = mobility_page.page(selection, report(account_of(request), selection))
    return render(request, "promotions/mobility.html", {"form": form, "page": page, "unit": selection.unit and selection.unit.code})


@require_safe
def mobility_table(request: HttpRequest) -> HttpResponseBase:
    """The page's table as CSV: the same rows, the same text in every cell."""
    selection = selection_or_refusal(request)
    if isinstance(selection, HttpResponse):
        return selection
    table = mobility_page.table(selection, report(account_of(request), selection))
    return export(request, "mobility", table.columns, [[row.label, *row.cells] for row in (*table.rows, table.total) if row])


@require_safe
def mobility_trend(request: HttpRequest) -> HttpResponseBase:
    """The page's trend as CSV."""
    selection = selection_or_refusal(request)
    if isinstance(selection, HttpResponse):
        return selection
    trend = mobility_page.trend_table(report(account_of(request), selection))
    return export(request, "mobility-trend", trend.columns, [[row.label, *row.cells] for row in trend.rows])


def export(request: HttpRequest, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponseBase:
    trail.exported(MobilityFact, by=request.user, name=name, count=len(rows), asked=request.GET.dict())
    return csv_file(name, columns, rows)


def selection_or_refusal(request: HttpRequest) -> Selection | HttpResponse:
    """Return what is asked for, or the sentences that say why it cannot be had."""
    form, tree = asked(account_of(request), request.GET)
    if form is None:
        return refusal([_("There are no figures yet: the nightly run has not ended once.")])
    if not form.is_valid():
        return refusal([str(error) for errors in form.errors.values() for error in errors])
    return selection_of(account_of(request), request.GET, form, tree)


def refusal(sentences: Sequence[str]) -> HttpResponse:
    return HttpResponse("\n".join(sentences) + "\n", content_type="text/plain; charset=utf-8", status=400)
