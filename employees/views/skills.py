"""Skills held, judged and asked: the reader's own, and the same page about another person for those who may see it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.models import Employee, SkillAssessment
from employees.models.trail import Verb
from employees.presenters.skills_page import FILES, SkillsPage, skills_page
from employees.sign_in.recency import recently_authenticated
from skills.listing import csv_file


@require_safe
def my_skills(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/skills.html", {"page": skills_page(reader.employee, reader, request.GET.get("to", ""))})


@require_safe
def person_skills(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=request.user)
    return render(request, "employees/skills.html", {"page": page_of(request, employee)})


@require_safe
def my_skills_file(request: HttpRequest, part: str) -> HttpResponseBase:
    own = get_object_or_404(Employee.objects.visible_to(request.user).filter(access.of(request.user).oneself()))
    return file_of(request, own, part)


@require_safe
@recently_authenticated
def person_skills_file(request: HttpRequest, employee_id: int, part: str) -> HttpResponseBase:
    return file_of(request, get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id), part)


def page_of(request: HttpRequest, employee: Employee) -> SkillsPage:
    return skills_page(employee, access.of(request.user), request.GET.get("to", ""))


def file_of(request: HttpRequest, employee: Employee, part: str) -> HttpResponseBase:
    """Return one of the tables of the page; it is on the trail whose record it is of."""
    if part not in FILES:
        raise Http404
    columns, rows = FILES[part]
    lines = list(rows(page_of(request, employee)))
    trail.record(Verb.EXPORTED, of=SkillAssessment, by=request.user, about=employee, name=part, count=len(lines))
    return csv_file(part, columns, lines)
