"""The groups that the company's directory has sent, for administrators: who is in them, and which duties they entrust."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access
from employees.access import Permission
from employees.accounts import LastAdministratorError
from employees.models import DirectoryGroup, GroupDuty
from employees.reader import account_of
from employees.scim import duties
from employees.scim.duties import DutyError
from employees.sign_in.forms import DutyForm
from employees.sign_in.recency import recently_authenticated
from pathways.words import search_text

ON_A_PAGE = 50


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    refuse_others(request)
    text = search_text(request.GET.get("q", ""))
    groups = DirectoryGroup.objects.visible_to(request.user).filter(display_name__icontains=text)
    rows = groups.annotate(people=Count("memberships")).prefetch_related("duties__unit").order_by("display_name", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    address = request.build_absolute_uri(reverse("scim-nowhere", args=["x"])).removesuffix("/x")
    return render(request, "employees/directory.html", {"page": page, "q": text, "address": address})


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def directory_group(request: HttpRequest, group_id: int) -> HttpResponseBase:
    """Show what one group entrusts, or let it entrust one duty more."""
    refuse_others(request)
    group = get_object_or_404(DirectoryGroup.objects.visible_to(request.user).prefetch_related("duties__unit"), pk=group_id)
    form = DutyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            duties.entrust(group=group, duty=given["duty"], code=given["unit"].strip(), by=account_of(request))
        except DutyError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Whoever is in %(group)s holds the duty from now on.") % {"group": group})
            return redirect("hr-directory-group", group.pk)
    return render(request, "employees/directory_group.html", {"group": group, "form": form, "people": group.memberships.count()})


@require_POST
@recently_authenticated
def stop_entrusting(request: HttpRequest, group_id: int, duty_id: int) -> HttpResponseBase:
    refuse_others(request)
    entrusted = get_object_or_404(GroupDuty.objects.visible_to(request.user).select_related("group", "unit"), pk=duty_id, group=group_id)
    try:
        duties.stop_entrusting(entrusted=entrusted, by=account_of(request))
    except LastAdministratorError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The group entrusts it no more. Whoever has the duty otherwise keeps it."))
    return redirect("hr-directory-group", group_id)


def refuse_others(request: HttpRequest) -> None:
    if not access.of(request.user).may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
