"""Absences of managers: who stands in, from when until when; named and taken back by the manager, or by HR for them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from employees import access
from employees import delegations as verbs
from employees.delegations import DelegationError
from employees.forms import DelegationForm
from employees.models import Delegation, Employee, User
from employees.presenters.delegation_page import delegation_lines, for_others, may_name
from employees.reader import account_of
from pathways.words import day


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    reader, user = access.of(request.user), account_of(request)
    if request.method == "POST" and not may_name(reader):
        raise PermissionDenied
    form = DelegationForm(request.POST if request.method == "POST" else None, reader=reader, for_others=for_others(reader))
    if form.is_valid() and named(request, form, user):
        return redirect("my-delegations")
    context = {"lines": delegation_lines(reader, user), "form": form if may_name(reader) else None}
    return render(request, "employees/delegations.html", context)


def named(request: HttpRequest, form: DelegationForm, by: User) -> bool:
    """Name who stands in, or say at the form why they cannot; return whether it was done."""
    said = form.cleaned_data
    manager = said.get("manager") or form.reader.employee
    assert isinstance(manager, Employee)  # noqa: S101  # the form asks whoever leads nobody for one
    try:
        made = verbs.delegate(manager=manager, colleague=said["colleague"], start=said["start"], end=said["end"], why=said["why"], by=by)
    except DelegationError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        _("%(colleague)s stands in from %(start)s up to %(end)s.")
        % {"colleague": made.colleague, "start": day(made.start), "end": day(made.end) if made.end else ""},
    )
    return True


@require_POST
def end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End it today. Whoever merely stands in cannot."""
    found = get_object_or_404(Delegation.objects.visible_to(request.user).select_related("manager", "colleague"), pk=delegation_id)
    if found.colleague == access.of(request.user).employee:
        raise PermissionDenied
    verbs.end(delegation=found, by=account_of(request))
    messages.success(
        request, _("%(colleague)s no longer stands in for %(manager)s.") % {"colleague": found.colleague, "manager": found.manager}
    )
    return redirect("my-delegations")
