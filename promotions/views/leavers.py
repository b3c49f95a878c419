"""Records of people who have left, for administrators: when each goes, holding one, letting it go, erasing one before its time.

No page here names a person: an administrator sees employee numbers, not records.
"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employees import access, trail
from employees.access import Permission
from employees.models import Employee, User
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from pathways.words import search_text
from promotions.personal_data import leavers as kept
from promotions.personal_data.erasing import ErasureRefusedError, erase_one, hold, lift
from promotions.presenters.leavers_page import FORMS, leaver_list, leaver_page


@require_safe
@recently_authenticated
def leavers(request: HttpRequest) -> HttpResponseBase:
    """List who has left; a number leads to that record, also of somebody who works here."""
    reader = administrator_of(request)
    number = search_text(request.GET.get("q", ""))
    if number and (found := kept.numbered(reader, number)):
        return redirect("leaver", found.pk)
    listing = leaver_list(reader, access.of(reader).today, request.GET.dict())
    rows = [(person.pk, [column.cell(person) for column in listing.columns]) for person in listing.page]
    trail.listed(Employee, by=reader, count=len(rows), asked={"page": "leavers"})
    return render(request, "promotions/leavers.html", {"listing": listing, "rows": rows, "number": number})


@require_safe
@recently_authenticated
def leaver(request: HttpRequest, employee_id: int) -> HttpResponseBase:
    person = loaded(request, employee_id)
    trail.looked(person, by=request.user)
    return shown(request, person)


@require_POST
@recently_authenticated
def leaver_step(request: HttpRequest, employee_id: int, step: str) -> HttpResponseBase:
    """Hold, let go or erase, with a reason. What was typed comes back with a refusal."""
    person = loaded(request, employee_id)
    if step not in FORMS:
        raise Http404
    form = FORMS[step](request.POST, employee=person)
    if form.is_valid():
        try:
            messages.success(request, STEPS[step](person, form.cleaned_data["reason"], account_of(request)))
        except ErasureRefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("leaver", person.pk)
    return render(request, "promotions/leaver.html", {"page": leaver_page(person, access.of(request.user).today, (step, form))}, status=400)


def shown(request: HttpRequest, person: Employee) -> HttpResponse:
    return render(request, "promotions/leaver.html", {"page": leaver_page(person, access.of(request.user).today)})


# --- Steps: what each does, and what is said then ------------------------------------------------


def held(person: Employee, reason: str, by: User) -> str:
    hold(employee=person, reason=reason, by=by)
    return _("The record is held: nothing of it is erased until somebody lets it go.")


def let_go(person: Employee, reason: str, by: User) -> str:
    if not lift(employee=person, by=by, reason=reason):
        raise ErasureRefusedError(_("This has changed meanwhile. Look again."))
    return _("The record is held no more. It goes when its time comes.")


def erased(person: Employee, reason: str, by: User) -> str:
    erase_one(employee=person, reason=reason, by=by)
    return _("Everything personal is erased. Figures stay as they were.")


STEPS: Mapping[str, Callable[[Employee, str, User], str]] = {"hold": held, "lift": let_go, "erase": erased}


# --- Who may ------------------------------------------------------------------------------------


def administrator_of(request: HttpRequest) -> User:
    reader = account_of(request)
    if not access.of(reader).may(Permission.ERASE_PEOPLE):
        raise PermissionDenied
    return reader


def loaded(request: HttpRequest, employee_id: int) -> Employee:
    """Return the person to an administrator; 403 for others, whether there is one or not."""
    return get_object_or_404(kept.everybody(administrator_of(request)), pk=employee_id)
