"""Goals that whoever leads a person proposes to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from employees import access, trail
from employees.models import Employee
from employees.plans import services
from employees.plans.errors import PlanError
from employees.plans.forms import ProposalForm
from employees.presenters.proposal_page import proposal_page
from employees.reader import account_of


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Show the form for a goal that one would propose, `?skill=12&level=3`, or lay it before the person."""
    reader = access.of(request.user)
    employee = get_object_or_404(Employee.objects.visible_to(request.user).filter(reader.line()), pk=employee_id)
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=request.GET.dict(), name="propose")
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("skill", "level", "due_on", "why")}
        try:
            services.propose_goal(employee=employee, on=reader.today, by=account_of(request), **told)
            messages.success(request, _("Proposed. %(name)s is told, and decides.") % {"name": employee.name})
            return redirect("person-plan", employee.pk)
        except PlanError as refusal:
            form.add_error(None, str(refusal))
    trail.looked(employee, by=request.user)
    return render(request, "employees/plan_propose.html", {"page": proposal_page(employee, form, request.GET.dict())})
