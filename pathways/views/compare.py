"""Two roles side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access
from pathways.presenters.compare_page import compare_page


@require_safe
def compare_roles(request: HttpRequest) -> HttpResponse:
    return render(request, "pathways/compare.html", {"page": compare_page(access.of(request.user), request.GET)})
