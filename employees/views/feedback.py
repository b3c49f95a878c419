"""Feedback that colleagues ask of the reader: each request on its own, and nothing else of a plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from employees import access, trail
from employees.models import FeedbackRequest
from employees.plans import practice
from employees.plans.errors import PlanError
from employees.plans.forms import AnswerFeedbackForm
from employees.reader import account_of

SHOWN = 50


@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """List what the reader was asked, what waits first."""
    asked = FeedbackRequest.objects.visible_to(request.user).to(request.user).with_who_asks()
    rows = list(asked.order_by("answered_at", "-asked_at")[:SHOWN])
    waiting, answered = [row for row in rows if row.answered_at is None], [row for row in rows if row.answered_at]
    trail.listed(FeedbackRequest, by=request.user, count=trail.others(request.user, (row.owner.pk for row in rows)))
    return render(request, "employees/feedback.html", {"waiting": waiting, "answered": answered})


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one request with a form for the answer, or give it; `decline` gives none."""
    asked = FeedbackRequest.objects.visible_to(request.user).to(request.user).with_who_asks()
    found = get_object_or_404(asked, pk=request_id)
    declines = request.method == "POST" and "decline" in request.POST
    form = AnswerFeedbackForm(request.POST if request.method == "POST" and not declines else None, name="answer")
    if declines or form.is_valid():
        return answered(request, found, "" if declines else form.cleaned_data["text"])
    trail.looked(found.owner, by=request.user, of=found)
    return render(request, "employees/feedback_request.html", {"asked": found, "form": form})


def answered(request: HttpRequest, found: FeedbackRequest, text: str) -> HttpResponse:
    try:
        practice.answer_request(request=found, text=text, on=access.of(request.user).today, by=account_of(request))
        name = {"name": found.owner.name}
        messages.success(request, _("Thank you. %(name)s can read it now.") % name if text else _("%(name)s is told.") % name)
    except PlanError as refusal:
        messages.error(request, str(refusal))
    return redirect("feedback")
