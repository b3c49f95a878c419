"""Disputes of single inputs: the list of those a reader answers, has raised or may read, and one with its history."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from employees import trail
from employees.disputes import DisputeError
from employees.models import Dispute
from employees.presenters.dispute_list import dispute_list, manager_of, state_of
from employees.presenters.dispute_page import STEPS, DisputePage, dispute_page, form_of
from employees.presenters.dispute_steps import take
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    page = dispute_list(account_of(request), request.GET.dict())
    shown = page.listing.page
    count = trail.others(request.user, (dispute.employee_id for dispute in shown))
    trail.listed(Dispute, by=request.user, count=count, asked=request.GET.dict())
    rows = [(dispute, state_of(dispute), manager_of(dispute)) for dispute in shown]
    return render(request, "employees/disputes.html", {"page": page, "rows": rows})


@require_safe
@recently_authenticated
def disputes_file(request: HttpRequest) -> HttpResponseBase:
    listing = dispute_list(account_of(request), request.GET.dict()).listing
    trail.exported(Dispute, by=request.user, name="disputes", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file("disputes")


@require_safe
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    return render(request, "employees/dispute.html", {"page": load(request, dispute_id)})


@require_POST
def dispute_step(request: HttpRequest, dispute_id: int, step: str) -> HttpResponse:
    """Take one step: the answer of whoever leads the person today, or a remark or withdrawal of the person's own."""
    if step not in STEPS:
        raise Http404
    page = load(request, dispute_id)
    if step not in page.may:
        raise PermissionDenied
    form = form_of(page.dispute, step, request.POST.dict())
    if form and not form.is_valid():
        return render(request, "employees/dispute.html", {"page": replace(page, forms={**page.forms, step: form})})
    try:
        take(step, page.dispute, form.cleaned_data if form else {}, account_of(request))
    except DisputeError as refusal:
        messages.error(request, str(refusal))
    return redirect("dispute", dispute_id)


def load(request: HttpRequest, dispute_id: int) -> DisputePage:
    visible = Dispute.objects.visible_to(request.user).with_outcome().select_related("employee", "skill__scale")
    found = get_object_or_404(visible, pk=dispute_id)
    trail.looked(found.employee, by=request.user, of=found)
    return dispute_page(found, account_of(request))
