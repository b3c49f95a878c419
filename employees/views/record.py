"""The reader's own trail: who looked at their record, and what was changed in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access
from employees.presenters.record_page import record_page
from employees.reader import account_of


@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    page = record_page(reader.employee, account_of(request), request.GET.get("before", ""))
    return render(request, "employees/record.html", {"page": page, "paged": "before" in request.GET})
