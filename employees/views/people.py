"""The people a reader may see, found by name or number: a page at a time, or all of them as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employees import trail
from employees.models import Employee
from employees.presenters.person_rows import role_names, row_of
from employees.sign_in.recency import recently_authenticated
from pathways.words import search_text
from skills.listing import Column, Listing

PEOPLE_A_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = listing(request)
    rows = [row_of(person) for person in found.page]
    count = trail.others(request.user, (row.person.pk for row in rows))
    trail.listed(Employee, by=request.user, count=count, asked=request.GET.dict())
    names = role_names({row.position.role_id for row in rows if row.position and row.position.role_id})
    context = {"listing": found, "rows": [(row, row.role(names)) for row in rows], "q": search_text(request.GET.get("q", ""))}
    return render(request, "employees/people.html", context)


@require_safe
@recently_authenticated
def people_file(request: HttpRequest) -> HttpResponseBase:
    found = listing(request, role_names())
    trail.exported(Employee, by=request.user, name="people", count=found.rows.count(), asked=request.GET.dict())
    return found.file("people")


def listing(request: HttpRequest, names: dict[int, str] | None = None) -> Listing:
    """Return the people as the address asks; a file needs the names of all roles beforehand, a page reads those of its rows."""
    today, text = timezone.localdate(), search_text(request.GET.get("q", ""))
    visible = Employee.objects.visible_to(request.user).employed(today).matching(text)
    columns = [
        Column(_("Name"), lambda person: person.name, order=("last_name", "first_name")),
        Column(_("Number"), lambda person: person.number, order=("number",)),
        Column(_("Role"), lambda person: row_of(person).role(names or {})),
        Column(_("Unit"), lambda person: row_of(person).unit, order=("present__unit__name",)),
        Column(_("In it since"), lambda person: row_of(person).since, order=("present__start",), number=True),
    ]
    return Listing(visible.with_position(today), columns, request.GET.dict(), PEOPLE_A_PAGE)
