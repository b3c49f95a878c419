"""The reader's own credentials."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access
from employees.presenters.credentials_page import credential_lines


@require_safe
def my_credentials(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/credentials.html", {"lines": credential_lines(reader.employee, reader)})
