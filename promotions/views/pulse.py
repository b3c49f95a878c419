"""The growth pulse: answered by everybody employed, opened and read by HR."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from employees import access, trail
from employees.access import Permission
from employees.models import Employee
from promotions.models import Pulse
from promotions.presenters.pulse_page import COLUMNS, pulse_page, rows_of
from promotions.pulse.answering import PulseError, answer
from promotions.pulse.forms import OpenForm, PulseForm
from promotions.pulse.opening import open_pulse
from promotions.pulse.turns import open_for
from promotions.views.audits import reader_who_may
from skills.listing import csv_file


@require_http_methods(["GET", "HEAD", "POST"])
def my_pulse(request: HttpRequest) -> HttpResponse:
    """Ask, or take the answer. What was said is added to sums, and shown to nobody again, not even here."""
    employee = employee_of(request)
    pulse = open_for(employee, access.of(request.user).today)
    form = PulseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and pulse is None:
        return redirect("my-pulse")
    if pulse and form.is_valid():
        taken(request, pulse, form, employee)
        return redirect("my-pulse")
    return render(request, "promotions/my_pulse.html", {"pulse": pulse, "form": form}, status=400 if form.errors else 200)


def taken(request: HttpRequest, pulse: Pulse, form: PulseForm, employee: Employee) -> None:
    try:
        answer(pulse=pulse, by=employee, **form.cleaned_data)
        messages.success(request, _("Thank you. Your answer is part of the sums now; nobody can tell which it was."))
    except PulseError as refusal:
        messages.error(request, str(refusal))


def employee_of(request: HttpRequest) -> Employee:
    employee = access.of(request.user).employee
    if employee is None:
        raise PermissionDenied
    return employee


@require_http_methods(["GET", "HEAD", "POST"])
def pulse_results(request: HttpRequest) -> HttpResponse:
    """What the settled pulses say; auditors open the next one here."""
    reader = reader_who_may(request, Permission.READ_FINDINGS)
    may_open = access.of(reader).sees_every_unit
    if request.method == "POST" and not may_open:
        raise PermissionDenied
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            open_pulse(opens_on=access.of(reader).today, closes_on=form.cleaned_data["closes_on"], by=reader)
            messages.success(request, _("The pulse is open, and everybody employed today is invited."))
            return redirect("hr-pulse")
        except PulseError as refusal:
            form.add_error(None, str(refusal))
    page = pulse_page(reader, request.GET.get("pulse", ""))
    context = {"page": page, "form": form if may_open else None, "columns": COLUMNS, "before_text": page.before_text, "said": page.said}
    return render(request, "promotions/pulse.html", context, status=400 if form.errors else 200)


@require_safe
def pulse_file(request: HttpRequest) -> HttpResponseBase:
    reader = reader_who_may(request, Permission.READ_FINDINGS)
    rows = rows_of(pulse_page(reader, request.GET.get("pulse", "")))
    trail.exported(Pulse, by=reader, name="growth-pulse", count=len(rows), asked=request.GET.dict())
    return csv_file("growth-pulse", [str(label) for label in COLUMNS], rows)
