"""Choosing the role to measure a person against: any in force, found by what is typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.models import Employee
from pathways.models import RoleProfile
from pathways.role_search import RoleField, find_roles


@require_safe
def find_my_gap(request: HttpRequest) -> HttpResponse:
    employee = access.of(request.user).employee
    if employee is None:
        return render(request, "employees/no_record.html")
    return find_gap(request, employee, lambda slug: redirect("my-gap", slug=slug))


@require_safe
def find_person_gap(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=request.user)
    return find_gap(request, employee, lambda slug: redirect("person-gap", employee_id=employee_id, slug=slug))


def find_gap(request: HttpRequest, employee: Employee, gap_to: Callable[[str], HttpResponse]) -> HttpResponse:
    """Lead to the gap when the text means one role: by its address, or beyond doubt. Else show what fits."""
    reader, typed = access.of(request.user), request.GET.get("role", "").replace("\x00", "")  # no database takes a NUL
    if RoleProfile.objects.in_force(reader.today).filter(role__slug=typed).exists():
        return gap_to(typed)
    found = find_roles(typed, reader.today)
    if found.only:
        return gap_to(found.only.role.slug)
    field = RoleField("role", _("Role"), request.GET, found=found)
    return render(request, "employees/find_gap.html", {"field": field, "employee": employee, "own": employee == reader.employee})
