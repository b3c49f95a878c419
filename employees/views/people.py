"""The people a reader may see, found by name or number."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees.models import Employee
from pathways.models import RoleProfile
from pathways.words import search_text

PEOPLE_A_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    today, text = timezone.localdate(), search_text(request.GET.get("q", ""))
    visible = Employee.objects.visible_to(request.user).employed(today).matching(text)
    page = Paginator(visible, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list.with_position(today))
    roles = {position.role_id for person in page.object_list for position in person.held_positions}
    names = dict(RoleProfile.objects.in_force(today).filter(role__in=roles).values_list("role", "name"))
    rows = [row_of(person, names) for person in page.object_list]
    return render(request, "employees/people.html", {"page": page, "rows": rows, "q": text})


def row_of(person: Employee, role_names: dict[int, str]) -> dict[str, object]:
    """Return what the list says of a person: `position` is None for somebody without one today."""
    positions = person.held_positions  # type: ignore[attr-defined]  # fetched by with_position
    position = positions[0] if positions else None
    role = role_names.get(position.role_id or 0, position.title) if position else ""
    return {"person": person, "position": position, "role": role}
