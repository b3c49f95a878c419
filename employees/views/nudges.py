"""The weekly digest: what it holds and when, and the link in its mails that ends them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from employees import access, outbox
from employees.nudges import preferences
from employees.nudges.forms import NudgeForm
from employees.nudges.links import employee_of
from employees.reader import account_of


@require_http_methods(["GET", "HEAD", "POST"])
def my_nudges(request: HttpRequest) -> HttpResponse:
    """Choose what the digest holds, on which day it comes, and whether by mail, too. Nothing ticked is nothing wanted."""
    own = access.of(request.user).employee
    if own is None:
        raise Http404
    form = NudgeForm(request.POST if request.method == "POST" else None, preference=preferences.preference_of(own))
    if form.is_valid():
        preferences.prefer(employee=own, by=account_of(request), **form.said)
        messages.success(request, _("Kept. It holds from the next digest on."))
        return redirect("my-nudges")
    return render(request, "employees/nudges.html", {"form": form, "mailed": outbox.mail_is_on()})


@csrf_exempt  # a mail program posts it (RFC 8058), with no cookie and no page of ours before; the signed link is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails of whoever the link was written to. Opening it changes nothing: programs open links to look at them."""
    employee = employee_of(token)
    if employee is None:
        raise Http404
    if request.method == "POST":
        preferences.unsubscribe(employee=employee, by=None)
    return render(request, "employees/nudges_unsubscribe.html", {"done": request.method == "POST"})
