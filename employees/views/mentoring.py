"""Mentoring: who helps the reader, whom they help, and the goals that are shared with whoever helps."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employees import access, services, trail
from employees.models import Employee, Goal
from employees.presenters.mentoring_page import mentee_page, mentoring_page
from employees.reader import account_of


@require_safe
def mentoring(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    page = mentoring_page(reader)
    trail.listed(Employee, by=account_of(request), count=len(page.mentees))
    return render(request, "employees/mentoring.html", {"page": page})


@require_safe
def mentee(request: HttpRequest, employee_id: int) -> HttpResponse:
    """The goals that this person shares with the reader, who helps them; nothing else of their record."""
    page = mentee_page(access.of(request.user), employee_id)
    if page is None:
        raise Http404
    trail.looked(page.person, by=account_of(request))
    return render(request, "employees/mentee.html", {"page": page})


@require_POST
def goal_step(request: HttpRequest, goal_id: int, step: str) -> HttpResponse:
    """Share one's own goal with one's mentors, or keep it private again."""
    own = Goal.objects.visible_to(request.user).own(request.user).select_related("plan__employee")
    goal = get_object_or_404(own, pk=goal_id)
    match step:
        case "share":
            services.share_goal(goal=goal, on=access.of(request.user).today, by=account_of(request))
            messages.success(request, _("Shared. Whoever helps you as a mentor now sees this goal with its actions and milestones."))
        case "keep-private":
            services.unshare_goal(goal=goal, by=account_of(request))
            messages.success(request, _("Private again. No page shows it to a mentor; what they have read they know."))
        case _:
            raise Http404
    return redirect("my-mentoring")
