"""The gap between a person and a role, with its arithmetic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from employees import access
from employees.models import Employee
from employees.views.gap_page import gap_page


@require_safe
def my_gap(request: HttpRequest, slug: str) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/gap.html", {"page": gap_page(reader.employee, slug, reader)})


@require_safe
def person_gap(request: HttpRequest, employee_id: int, slug: str) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    return render(request, "employees/gap.html", {"page": gap_page(employee, slug, access.of(request.user))})
