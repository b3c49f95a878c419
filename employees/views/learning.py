"""The learning catalogue: what closes the reader's gaps, best first, as a page and a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.presenters.learning_page import learning_page
from skills.models import LearningResource


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    return render(request, "employees/learning.html", {"page": learning_page(access.of(request.user), request.GET.dict())})


@require_safe
def learning_file(request: HttpRequest) -> HttpResponseBase:
    listing = learning_page(access.of(request.user), request.GET.dict()).listing
    trail.exported(LearningResource, by=request.user, name="learning", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file("learning")
