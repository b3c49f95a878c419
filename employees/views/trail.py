"""The audit trail for those to whom it is entrusted: searched, a page at a time, or as a file. Reading it is not in it, exporting is."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employees import access
from employees import trail as recorder
from employees.access import Permission
from employees.forms import TrailForm
from employees.models import AuditEvent, User
from employees.presenters.trail_page import COLUMNS, MOST_EXPORTED, asked_for, rows_of, too_many, trail_page
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from pathways.words import number
from skills.listing import csv_file


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    form, user = TrailForm(request.GET), auditor(request)
    if not form.is_valid():
        return render(request, "employees/trail.html", {"form": form}, status=400)
    page = trail_page(asked_for(form, user), request.GET.get("before", ""))
    return render(request, "employees/trail.html", {"form": form, "page": page, "searched": any(form.cleaned_data.values())})


@require_safe
@recently_authenticated
def trail_file(request: HttpRequest) -> HttpResponseBase:
    form, user = TrailForm(request.GET), auditor(request)
    if not form.is_valid():
        return refusal(*(str(error) for errors in form.errors.values() for error in errors))
    events = asked_for(form, user)
    if too_many(events):
        return refusal(
            _("These are more than %(most_exported)s events. Choose a shorter period, an account or an employee.")
            % {"most_exported": number(MOST_EXPORTED)}
        )
    recorder.exported(AuditEvent, by=user, name="trail", count=events.order_by().count(), asked=request.GET.dict())
    return csv_file("trail", COLUMNS, rows_of(events))


def auditor(request: HttpRequest) -> User:
    if not access.of(request.user).may(Permission.READ_TRAIL):
        raise PermissionDenied
    return account_of(request)


def refusal(*sentences: str) -> HttpResponse:
    return HttpResponse("\n".join(sentences) + "\n", content_type="text/plain; charset=utf-8", status=400)
