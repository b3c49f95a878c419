"""Two roles side by side."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access, trail
from pathways.models import Requirement
from pathways.presenters.compare_page import compare_page
from pathways.presenters.files import compared_columns, compared_rows
from skills.listing import csv_file


@require_safe
def compare_roles(request: HttpRequest) -> HttpResponse:
    return render(request, "pathways/compare.html", {"page": compare_page(access.of(request.user), request.GET)})


@require_safe
def compare_file(request: HttpRequest) -> HttpResponseBase:
    """Return what both roles ask, by the same address as the page; its head alone where two roles are not named yet."""
    page = compare_page(access.of(request.user), request.GET)
    rows = compared_rows(page)
    trail.exported(Requirement, by=request.user, name="compared-roles", count=len(rows), asked=request.GET.dict())
    return csv_file("compared-roles", compared_columns(page), rows)
