"""Roles: found by name, as a page or a file, and the profile of one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.access import Access
from pathways.models import Requirement, RoleProfile
from pathways.presenters.files import asked_columns, asked_rows
from pathways.presenters.role_page import RolePage, role_page
from pathways.words import search_text
from skills.listing import Column, Listing, csv_file

ROLES_A_PAGE = 50


COLUMNS = [
    Column(gettext_lazy("Role"), lambda profile: profile.name, order=("name",)),
    Column(gettext_lazy("Family"), lambda profile: profile.family.name, order=("track__family__name", "level__rank")),
    Column(gettext_lazy("Track"), lambda profile: profile.track.name, order=("track__name", "level__rank")),
    Column(gettext_lazy("Level"), lambda profile: profile.level.name if profile.level else "", order=("level__rank", "name")),
]


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "pathways/roles.html", {"listing": listing(request), "q": search_text(request.GET.get("q", ""))})


@require_safe
def roles_file(request: HttpRequest) -> HttpResponseBase:
    found = listing(request)
    trail.exported(RoleProfile, by=request.user, name="roles", count=found.rows.count(), asked=request.GET.dict())
    return found.file("roles")


def listing(request: HttpRequest) -> Listing:
    in_force = RoleProfile.objects.in_force(timezone.localdate())
    found = in_force.matching(search_text(request.GET.get("q", ""))).with_place().defer("summary").by_seniority()
    return Listing(found, COLUMNS, request.GET.dict(), ROLES_A_PAGE)


@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pathways/role.html", {"page": page_at(slug, access.of(request.user))})


@require_safe
def role_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return what the role asks."""
    rows = asked_rows(page_at(slug, access.of(request.user)))
    trail.exported(Requirement, by=request.user, name=f"role-{slug}", count=len(rows))
    return csv_file(f"role-{slug}", asked_columns(), rows)


def page_at(slug: str, reader: Access) -> RolePage:
    return role_page(get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug), reader)
