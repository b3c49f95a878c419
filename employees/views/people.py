"""The people a reader may see, found by name or number: a page at a time, or all of them as a file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees.models import Employee, Position
from pathways.models import RoleProfile
from pathways.words import search_text
from skills.listing import Column, Listing

PEOPLE_A_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = listing(request)
    rows = [row_of(person) for person in found.page]
    names = role_names({row.position.role_id for row in rows if row.position and row.position.role_id})
    context = {"listing": found, "rows": [(row, row.role(names)) for row in rows], "q": search_text(request.GET.get("q", ""))}
    return render(request, "employees/people.html", context)


@require_safe
def people_file(request: HttpRequest) -> HttpResponseBase:
    return listing(request, role_names()).file("people")


def listing(request: HttpRequest, names: dict[int, str] | None = None) -> Listing:
    """Return the people as the address asks; a file needs the names of all roles beforehand, a page reads those of its rows."""
    today, text = timezone.localdate(), search_text(request.GET.get("q", ""))
    visible = Employee.objects.visible_to(request.user).employed(today).matching(text)
    columns = [
        Column("Name", lambda person: person.name, order=("last_name", "first_name")),
        Column("Number", lambda person: person.number, order=("number",)),
        Column("Role", lambda person: row_of(person).role(names or {})),
        Column("Unit", lambda person: row_of(person).unit, order=("present__unit__name",)),
        Column("In it since", lambda person: row_of(person).since, order=("present__start",), number=True),
    ]
    return Listing(visible.with_position(today), columns, request.GET.dict(), PEOPLE_A_PAGE)


def role_names(roles: set[int] | None = None) -> dict[int, str]:
    """Return what these roles are called today; what all are called when none are named."""
    profiles = RoleProfile.objects.in_force(timezone.localdate())
    return dict((profiles if roles is None else profiles.filter(role__in=roles)).values_list("role", "name"))


@dataclass(frozen=True)
class Row:
    """A person and the position held today; None for somebody without one."""

    person: Employee
    position: Position | None

    def role(self, names: dict[int, str]) -> str:
        return names.get(self.position.role_id or 0, self.position.title) if self.position else ""

    @property
    def unit(self) -> str:
        return self.position.unit.name if self.position else ""

    @property
    def since(self) -> str:
        return self.position.start.isoformat() if self.position else ""


def row_of(person: Employee) -> Row:
    positions: list[Position] = person.held_positions  # type: ignore[attr-defined]  # fetched by with_position
    return Row(person, positions[0] if positions else None)
