"""Development plans: one's own with everything that may be done to it, and those of others whom the reader may see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, trail
from employees.models import Action, Employee, Goal, Plan, PlanChange
from employees.plans import course
from employees.plans.errors import PlanError
from employees.plans.forms import AimForm, PlanForm
from employees.plans.services import plan_of
from employees.presenters.goal_page import goal_page
from employees.presenters.plan_history import history_of, who_of, words_of
from employees.presenters.plan_page import plan_page
from employees.presenters.plan_steps import STEPS, Taking, form_name, goal_of, own_rows
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from pathways.models import RoleProfile


@require_safe
def my_plan(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/plan.html", {"page": plan_page(reader.employee, reader)})


@require_safe
def person_plan(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user).select_related("line"), pk=employee_id)
    page = plan_page(employee, access.of(request.user))
    trail.looked(employee, by=account_of(request), of=page.plan)
    return render(request, "employees/plan.html", {"page": page})


@require_safe
def goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Show one goal of one's own, or of somebody whose plan one may read; mentors have a page of their own."""
    plans = Plan.objects.visible_to(request.user)
    found = get_object_or_404(Goal.objects.visible_to(request.user).filter(plan__in=plans).with_words(), pk=goal_id)
    trail.looked(found.plan.employee, by=account_of(request), of=found)
    return render(request, "employees/goal.html", {"page": goal_page(found, access.of(request.user))})


# --- Steps of the owner -----------------------------------------------------------------------


@require_POST
def my_plan_step(request: HttpRequest, step: str) -> HttpResponse:
    """Take a step with one's plan as a whole."""
    reader = access.of(request.user)
    if reader.employee is None or step not in STEPS["plan"]:
        raise Http404
    return take(request, "plan", step, reader.employee)


@require_POST
def plan_step(request: HttpRequest, thing: str, row_id: int, step: str) -> HttpResponse:
    """Take a step with one goal, action, milestone, practice cycle or request of one's own."""
    if thing == "plan" or step not in STEPS.get(thing, {}):
        raise Http404
    return take(request, thing, step, get_object_or_404(own_rows(thing, account_of(request)), pk=row_id))


def take(request: HttpRequest, thing: str, name: str, row: Any) -> HttpResponse:  # Any: a row of any kind of thing
    step, reader = STEPS[thing][name], access.of(request.user)
    form = step.form(request.POST, name=form_name(thing, row.pk, name)) if step.form else None
    if form and not form.is_valid() and step.one_click:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("my-plan")
    if form and not form.is_valid():
        return again(request, form_name(thing, row.pk, name), form, row)
    try:
        made = step.act(Taking(row, account_of(request), reader.today), form.cleaned_data if form else {})
        messages.success(request, str(step.said))
    except PlanError as refusal:
        made = None
        messages.error(request, str(refusal))
    about = goal_of(made) if isinstance(made, (Goal, Action)) else goal_of(row)
    if about is None or step.of_plan or request.POST.get("back") == "plan":
        return redirect("my-plan")
    return redirect("goal", about.pk)


def again(request: HttpRequest, name: str, form: PlanForm, row: Any) -> HttpResponse:  # Any: as above
    """Show the page that the form was sent from, with what was written and what is wrong."""
    reader, about = access.of(request.user), goal_of(row)
    if about is None:
        assert reader.employee is not None  # noqa: S101  # the row is the reader's own
        return render(request, "employees/plan.html", {"page": plan_page(reader.employee, reader, {name: form})})
    found = get_object_or_404(Goal.objects.visible_to(request.user).with_words(), pk=about.pk)
    return render(request, "employees/goal.html", {"page": goal_page(found, reader, {name: form})})


@require_http_methods(["GET", "HEAD", "POST"])
def aim(request: HttpRequest, slug: str) -> HttpResponse:
    """Aim one's plan at a role; a change of course says why."""
    reader = access.of(request.user)
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    plan = plan_of(reader.employee)
    present = course.name_of_target(plan, reader.today) if plan else ""
    form = AimForm(request.POST if request.method == "POST" else None, changes=bool(present))
    if form.is_valid():
        why = form.cleaned_data.get("why", "")
        course.set_target(employee=reader.employee, role=profile.role, why=why, on=reader.today, by=account_of(request))
        messages.success(request, _("Your plan aims at %(role)s.") % {"role": profile.name})
        return redirect("my-plan")
    shown = {"profile": profile, "form": form, "present": present, "aimed": bool(plan and plan.role_id == profile.role_id)}
    return render(request, "employees/plan_aim.html", shown)


# --- History ----------------------------------------------------------------------------------


@require_safe
def my_history(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return history(request, reader.employee)


@require_safe
def person_history(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=account_of(request), of=plan_of(employee))
    return history(request, employee)


def history(request: HttpRequest, employee: Employee) -> HttpResponse:
    reader = access.of(request.user)
    listing = history_of(employee, reader, request.GET.dict())
    rows = [(words_of(change), change, who_of(change)) for change in listing.page]
    shown = {"employee": employee, "own": employee == reader.employee, "listing": listing, "rows": rows}
    return render(request, "employees/plan_history.html", shown)


@require_safe
@recently_authenticated
def my_history_file(request: HttpRequest) -> HttpResponseBase:
    reader = access.of(request.user)
    if reader.employee is None:
        raise Http404
    return history_file(request, reader.employee)


@require_safe
@recently_authenticated
def person_history_file(request: HttpRequest, employee_id: int) -> HttpResponseBase:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=account_of(request), of=plan_of(employee))
    return history_file(request, employee)


def history_file(request: HttpRequest, employee: Employee) -> HttpResponseBase:
    listing = history_of(employee, access.of(request.user), request.GET.dict())
    trail.exported(PlanChange, by=request.user, name="plan-history", count=listing.rows.count())
    return listing.file("plan-history")
