"""Findings: those a reader may look into, and one with its evidence, its history and what can be said to it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from employees import trail
from employees.access import Permission
from employees.models import User
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from promotions.findings import FindingError, hand_over, note, take_step
from promotions.models import Audit, Finding, Review
from promotions.presenters.finding_page import STEPS, FindingPage, bound, finding_list, finding_page, tag_of, with_form
from promotions.views.audits import reader_who_may


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    page = finding_list(reader_who_may(request, Permission.READ_FINDINGS), request.GET.dict())
    rows = [(finding, tag_of(finding.state)) for finding in page.listing.page]
    return render(request, "promotions/findings.html", {"page": page, "rows": rows})


@require_safe
@recently_authenticated
def findings_file(request: HttpRequest) -> HttpResponseBase:
    listing = finding_list(reader_who_may(request, Permission.READ_FINDINGS), request.GET.dict()).listing
    trail.exported(Finding, by=request.user, name="findings", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file("findings")


@require_safe
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    return shown(request, load(request, finding_id))


@require_POST
def finding_step(request: HttpRequest, finding_id: int, step: str) -> HttpResponse:
    """Say where it stands, add a note, or hand it over. What was typed comes back with a refusal."""
    if step not in STEPS:
        raise Http404
    page = load(request, finding_id)
    form = bound(page, step, request.POST.dict())
    if form.is_valid():
        try:
            take(step, page.finding, form.cleaned_data, account_of(request))
            return redirect("hr-finding", finding_id)
        except FindingError as refusal:
            form.add_error(None, str(refusal))
    return shown(request, with_form(page, step, form), status=400)


def take(step: str, finding: Finding, said: dict[str, Any], by: User) -> None:  # Any: cleaned values
    verbs: dict[str, Callable[..., object]] = {"step": take_step, "note": note, "hand": hand_over}
    verbs[step](finding=finding, by=by, **said)


def shown(request: HttpRequest, page: FindingPage, status: int = 200) -> HttpResponse:
    return render(request, "promotions/finding.html", {"page": page, "tag": tag_of(page.state)}, status=status)


def load(request: HttpRequest, finding_id: int) -> FindingPage:
    """Return the finding as this reader may read it. Out of reach is 404, as one that does not exist is."""
    reader = account_of(request)
    found = get_object_or_404(Finding.objects.visible_to(reader).with_state(), pk=finding_id)
    reviews, audits = Review.objects.visible_to(reader), Audit.objects.visible_to(reader)
    source_open = reviews.filter(findings=found).exists() or audits.filter(findings=found).exists()
    return finding_page(found, reader, source_open=source_open)
