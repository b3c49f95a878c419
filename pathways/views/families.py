"""Job families: all of them, and the map of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees import access
from pathways.models import JobFamily
from pathways.presenters.family_page import family_page
from pathways.words import search_text


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    text = search_text(request.GET.get("q", ""))
    found = JobFamily.objects.in_force(timezone.localdate()).matching(text).select_related("group", "framework")
    ordered = found.order_by("framework__name", "group__order", "group__name", "order", "name")
    return render(request, "pathways/families.html", {"families": list(ordered), "q": text})


@require_safe
def family(request: HttpRequest, slug: str) -> HttpResponse:
    reader = access.of(request.user)
    found = get_object_or_404(JobFamily.objects.in_force(reader.today).select_related("group", "framework"), slug=slug)
    page = family_page(found, reader, around=request.GET.get("around", ""))
    return render(request, "pathways/family.html", {"page": page, "as_list": request.GET.get("view") == "list"})
