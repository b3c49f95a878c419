"""What the reader says of themselves. There is no such page about anybody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from employees import access
from employees.demographics import services
from employees.models import DemographicConsent, User
from employees.presenters.demographics_page import demographics_page
from employees.sign_in.recency import recently_authenticated


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def my_demographics(request: HttpRequest) -> HttpResponse:
    employee, user = access.of(request.user).employee, request.user
    if employee is None or not isinstance(user, User):
        return render(request, "employees/no_record.html")
    page = demographics_page(employee, request.POST if request.method == "POST" else None)
    if page.form.is_valid():
        services.answer(employee=employee, answers=page.form.answers, purpose=DemographicConsent.Purpose.EQUALITY_AUDIT, by=user)
        messages.success(request, _("Your answers are saved. You can change or withdraw them at any time."))
        return redirect("my-demographics")
    return render(request, "employees/demographics.html", {"page": page})


@require_POST
@recently_authenticated
def withdraw(request: HttpRequest) -> HttpResponse:
    employee, user = access.of(request.user).employee, request.user
    if employee and isinstance(user, User):  # without a record there is nothing to withdraw, and the page says so
        services.withdraw(employee=employee, by=user)
        messages.success(request, _("Your answers are deleted and your consent has ended."))
    return redirect("my-demographics")
