"""Roles that fit what somebody is typing: a fragment for the search fields of other pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pathways.role_search import find_roles


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    return render(request, "pathways/role_suggestions.html", {"found": find_roles(request.GET.get("q", ""), timezone.localdate())})
