"""Roles: found by name, and the profile of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees import access
from pathways.models import RoleProfile
from pathways.views.role_page import role_page
from pathways.words import search_text

ROLES_A_PAGE = 50


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    text = search_text(request.GET.get("q", ""))
    found = RoleProfile.objects.in_force(timezone.localdate()).matching(text).with_place().defer("summary").by_seniority()
    page = Paginator(found, ROLES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "pathways/roles.html", {"page": page, "q": text})


@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    reader = access.of(request.user)
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)
    return render(request, "pathways/role.html", {"page": role_page(profile, reader)})
