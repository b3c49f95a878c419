"""The people a reader may see, found by name or number."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees.models import Employee, Position
from pathways.models import RoleProfile
from pathways.words import search_text

PEOPLE_A_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    today, text = timezone.localdate(), search_text(request.GET.get("q", ""))
    visible = Employee.objects.visible_to(request.user).employed(today).matching(text)
    page = Paginator(visible.with_position(today), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    held = {person: position_of(person) for person in page}
    roles = {position.role_id for position in held.values() if position}
    names = dict(RoleProfile.objects.in_force(today).filter(role__in=roles).values_list("role", "name"))
    rows = [row_of(person, position, names) for person, position in held.items()]
    return render(request, "employees/people.html", {"page": page, "rows": rows, "q": text})


def position_of(person: Employee) -> Position | None:
    """Return the position that `with_position` fetched; None for somebody without one today."""
    positions: list[Position] = person.held_positions  # type: ignore[attr-defined]  # fetched by with_position
    return positions[0] if positions else None


def row_of(person: Employee, position: Position | None, role_names: dict[int, str]) -> dict[str, object]:
    role = role_names.get(position.role_id or 0, position.title) if position else ""
    return {"person": person, "position": position, "role": role}
