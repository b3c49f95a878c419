"""How managers rate: one's own drift, that of managers in one's line, and for HR partners that of managers in their units."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import trail
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from promotions.models import RatingDrift
from promotions.presenters.calibration_page import calibration_page, file_of


@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    page = calibration_page(account_of(request), request.GET.dict())
    others = trail.others(request.user, (row.drift.pk for row in page.rows))
    trail.listed(RatingDrift, by=request.user, count=others, asked=request.GET.dict())
    return render(request, "promotions/calibration.html", {"page": page})


@require_safe
@recently_authenticated
def calibration_file(request: HttpRequest) -> HttpResponseBase:
    page = calibration_page(account_of(request), request.GET.dict())
    trail.exported(RatingDrift, by=request.user, name="calibration", count=page.listing.rows.count(), asked=request.GET.dict())
    return file_of(page)
