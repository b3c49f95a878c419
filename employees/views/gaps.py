"""The gap between a person and a role, with its arithmetic, and disputes of single inputs in place."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from employees import access, trail
from employees.disputes import DisputeError
from employees.forms import DisputeForm
from employees.models import Employee
from employees.presenters.dispute_steps import raise_at
from employees.presenters.gap_page import GapPage, gap_page
from employees.presenters.inputs import HINTS, Input, inputs_of, level_names
from employees.reader import account_of


@require_safe
def my_gap(request: HttpRequest, slug: str) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/gap.html", {"page": gap_page(reader.employee, slug, reader)})


@require_safe
def person_gap(request: HttpRequest, employee_id: int, slug: str) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    page = gap_page(employee, slug, access.of(request.user))
    trail.looked(employee, by=account_of(request))
    return render(request, "employees/gap.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def dispute_input(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show the gap with a form open at one input of the reader's own, or raise the dispute that was written there."""
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    page = gap_page(reader.employee, slug, reader)
    disputed = inputs_of(page.explanation).get(key)
    if disputed is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = DisputeForm(sent, names=level_names(disputed, page.requirements), hint=HINTS.get(disputed.kind, ""))
    if form.is_valid():
        return raised(request, page, disputed, form)
    position = reader.employee.positions.on(reader.today).select_related("manager").first()
    manager = position.manager.name if position and position.manager else ""
    return render(request, "employees/gap.html", {"page": replace(page, disputing=key, form=form, answers_to=manager)})


def raised(request: HttpRequest, page: GapPage, disputed: Input, form: DisputeForm) -> HttpResponse:
    try:
        raise_at(page, disputed, form, by=account_of(request))
        messages.success(
            request, _("%(name)s is disputed. The answer will stand here and on the page of the dispute.") % {"name": disputed.name}
        )
    except DisputeError as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("my-gap", args=[page.profile.role.slug]) + f"#{disputed.key}")
