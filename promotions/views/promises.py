"""How many promises are kept, for HR partners: counts by part of the company, and nothing of what was promised."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.access import Permission
from employees.models import Promise
from promotions import promise_counts as figures
from promotions.presenters.promise_counts_page import HEADS, file_rows, tables
from promotions.views.audits import reader_who_may
from skills.listing import csv_file


@require_safe
def promise_counts(request: HttpRequest) -> HttpResponse:
    page = figures.promise_counts(access.of(reader_who_may(request, Permission.COUNT_PROMISES)))
    return render(request, "promotions/promises.html", {"page": page, "heads": HEADS, "tables": tables(page)})


@require_safe
def promise_counts_file(request: HttpRequest) -> HttpResponseBase:
    reader = reader_who_may(request, Permission.COUNT_PROMISES)
    rows = file_rows(figures.promise_counts(access.of(reader)))
    trail.exported(Promise, by=reader, name="promises-kept", count=len(rows))
    return csv_file("promises-kept", [_("Side"), *map(str, HEADS)], rows)
