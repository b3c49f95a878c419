"""Promises between an employee and whoever leads them: the ledger, one promise with its history, and what a new manager finds."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, trail
from employees import promises as verbs
from employees.models import Promise
from employees.presenters.promise_list import passed_on, promise_list, team_of
from employees.presenters.promise_page import ANSWERS, STEPS, PromisePage, introduction, one_visible, promise_page, take
from employees.promise_forms import form_of, promise_form
from employees.promises import PromiseError
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    page = promise_list(access.of(request.user), request.GET.dict())
    rows = page.rows
    count = trail.others(request.user, (row.promise.employee_id for row in rows))
    trail.listed(Promise, by=request.user, count=count, asked=request.GET.dict())
    return render(request, "employees/promises.html", {"page": page, "rows": rows})


@require_safe
@recently_authenticated
def promises_file(request: HttpRequest) -> HttpResponseBase:
    listing = promise_list(access.of(request.user), request.GET.dict()).listing
    trail.exported(Promise, by=request.user, name="promises", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file("promises")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Promise something to one's manager, or as a manager to somebody who reports to one."""
    reader = access.of(request.user)
    if reader.employee is None:
        raise PermissionDenied
    form = promise_form(request.POST if request.method == "POST" else None, reader, team_of(reader))
    if form.is_valid():
        try:
            made = verbs.make_promise(**form.said, by=account_of(request))
        except PromiseError as refusal:
            form.add_error("due_on", str(refusal))
        else:
            messages.success(request, _("Promised. The other side sees it."))
            return redirect("promise", made.pk)
    return render(request, "employees/promise_new.html", {"form": form})


@require_safe
def promise(request: HttpRequest, promise_id: int) -> HttpResponse:
    return render(request, "employees/promise.html", {"page": load(request, promise_id)})


@require_POST
def promise_step(request: HttpRequest, promise_id: int, step: str) -> HttpResponse:
    """Take one step, as the side whose it is."""
    if step not in STEPS:
        raise Http404
    page = load(request, promise_id)
    if step not in page.may:
        raise PermissionDenied
    form = form_of(page.promise, step, request.POST)
    if form and not form.is_valid():
        return render(request, "employees/promise.html", {"page": replace(page, forms={**page.forms, step: form}), "refused": step})
    reader = access.of(request.user)
    try:
        messages.success(request, take(step, page.promise, form.cleaned_data if form else {}, reader, account_of(request)))
    except PromiseError as refusal:
        messages.error(request, str(refusal))
        return redirect("promise", promise_id)
    if step in ANSWERS and passed_on(reader).exists():
        return redirect("promises-introduction")
    return redirect("promise", promise_id)


@require_safe
def promises_introduction(request: HttpRequest) -> HttpResponse:
    """What earlier managers promised to those who report to the reader today."""
    people = introduction(access.of(request.user))
    trail.listed(Promise, by=request.user, count=len(people))
    return render(request, "employees/promises_introduction.html", {"people": people})


def load(request: HttpRequest, promise_id: int) -> PromisePage:
    reader = access.of(request.user)
    found = get_object_or_404(one_visible(reader), pk=promise_id)
    trail.looked(found.employee, by=request.user, of=found)
    return promise_page(found, reader)
