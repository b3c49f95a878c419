"""Roles: found by name, as a page or a file, and the profile of one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees import access, trail
from pathways.models import RoleProfile
from pathways.presenters.role_page import role_page
from pathways.words import search_text
from skills.listing import Column, Listing

ROLES_A_PAGE = 50


COLUMNS = [
    Column("Role", lambda profile: profile.name, order=("name",)),
    Column("Family", lambda profile: profile.family.name, order=("track__family__name", "level__rank")),
    Column("Track", lambda profile: profile.track.name, order=("track__name", "level__rank")),
    Column("Level", lambda profile: profile.level.name if profile.level else "", order=("level__rank", "name")),
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
    reader = access.of(request.user)
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)
    return render(request, "pathways/role.html", {"page": role_page(profile, reader)})
