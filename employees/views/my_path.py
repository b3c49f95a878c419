"""My path, and the same page about another person for those who may see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.models import Employee
from employees.presenters.path_page import path_page


@require_safe
def my_path(request: HttpRequest) -> HttpResponse:
    """Where am I, where can I go, what is missing."""
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    page = path_page(reader.employee, reader)
    return render(request, "employees/path.html", {"page": page, "as_list": request.GET.get("view") == "list"})


@require_safe
def person(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=request.user)
    page = path_page(employee, access.of(request.user))
    return render(request, "employees/path.html", {"page": page, "as_list": request.GET.get("view") == "list"})
