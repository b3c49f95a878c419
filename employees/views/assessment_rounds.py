"""Rounds of assessment: opening one, rating apart, and what both have rated side by side."""

import datetime as dt
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, assessment_rounds, trail
from employees.assessment_rounds import DAYS, RoundError
from employees.models import AssessmentRound, Employee, SkillAssessment
from employees.models.trail import Verb
from employees.presenters.round_page import RATINGS, STEPS, RoundPage, rating_rows, round_page, sheet_form
from employees.presenters.round_steps import Refused, opening, take
from employees.rating_forms import OpeningForm
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from skills.listing import csv_file


@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Ask until when and against which roles to rate, and open the round."""
    reader = access.of(request.user)
    employee = get_object_or_404(Employee.objects.visible_to(request.user).filter(reader.oneself() | reader.rated()), pk=employee_id)
    trail.looked(employee, by=request.user)
    choice = opening(employee, reader)
    data = request.POST if request.method == "POST" else None
    form = OpeningForm(data, steps=choice.steps, today=reader.today, due_on=reader.today + dt.timedelta(days=DAYS))
    if form.is_valid():
        skills, due_on = choice.skills(form.cleaned_data["steps"]), form.cleaned_data["due_on"]
        try:
            opened = assessment_rounds.open_round(employee=employee, skills=skills, due_on=due_on, by=account_of(request))
        except RoundError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The round is open. Neither side sees the other's ratings before both are in."))
            return redirect("assessment-round", opened.pk)
    context = {"form": form, "employee": employee, "own": employee == reader.employee, "choice": choice}
    return render(request, "employees/open_round.html", context)


@require_safe
def assessment_round(request: HttpRequest, round_id: int) -> HttpResponse:
    page = load(request, round_id)
    if "save" in page.may:
        page = replace(page, form=sheet_form(page))
    return shown(request, page)


@require_POST
def round_step(request: HttpRequest, round_id: int, step: str) -> HttpResponse:
    """Save, hand in, take back, close, call off, or agree on a level after both were shown."""
    if step not in STEPS:
        raise Http404
    page = load(request, round_id)
    if step not in page.may:
        raise PermissionDenied
    try:
        messages.success(request, take(step, page, request.POST, account_of(request)))
    except Refused as refused:
        return shown(request, refused.page)
    except RoundError as refusal:
        messages.error(request, str(refusal))
    return redirect("assessment-round", round_id)


@require_safe
@recently_authenticated
def ratings_file(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Return what the round has revealed; a file without rows before."""
    page = round_page(found(request, round_id), access.of(request.user))
    lines = list(rating_rows(page))
    trail.record(Verb.EXPORTED, of=SkillAssessment, by=request.user, about=page.employee, name="ratings", count=len(lines))
    return csv_file("ratings", RATINGS, lines)


def found(request: HttpRequest, round_id: int) -> AssessmentRound:
    visible = AssessmentRound.objects.visible_to(request.user).with_hand_ins().select_related("employee")
    return get_object_or_404(visible, pk=round_id)


def load(request: HttpRequest, round_id: int) -> RoundPage:
    one = found(request, round_id)
    trail.looked(one.employee, by=request.user, of=one)
    return round_page(one, access.of(request.user))


def shown(request: HttpRequest, page: RoundPage) -> HttpResponse:
    return render(request, "employees/assessment_round.html", {"page": page})
