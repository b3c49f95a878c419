"""Accounts, for administrators: who may sign in, inviting somebody, closing, and what a lost phone or a new name needs.

No page here names a person: an administrator sees addresses and employee numbers, not records.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, accounts, tasks
from employees.access import Permission
from employees.models import User
from employees.reader import account_of
from employees.sign_in import invitations, second_factor, sessions
from employees.sign_in.forms import DutyForm, InvitationForm, NewAddressForm
from employees.sign_in.recency import recently_authenticated
from pathways.words import search_text

ON_A_PAGE = 50


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    refuse_others(request)
    text = search_text(request.GET.get("q", ""))
    page = Paginator(accounts.listed(account_of(request), text), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "employees/accounts.html", {"page": page, "q": text})


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def invite(request: HttpRequest) -> HttpResponseBase:
    refuse_others(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = invitations.invite(email=form.cleaned_data["email"], number=form.cleaned_data["number"].strip(), by=account_of(request))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            tasks.begin(tasks.mail_invitation, invitation_id=made.pk)
            messages.success(
                request,
                _("An invitation is on its way to %(email)s. Add duties here, if there are to be any.") % {"email": made.account.email},
            )
            return redirect("account", made.account.pk)
    return render(request, "employees/invite.html", {"form": form})


@require_safe
@recently_authenticated
def account(request: HttpRequest, account_id: int) -> HttpResponseBase:
    return page_of(request, loaded(request, account_id))


@require_POST
@recently_authenticated
def account_step(request: HttpRequest, account_id: int, step: str) -> HttpResponseBase:
    """Take one step with an account; what cannot be is said on its page."""
    user = loaded(request, account_id)
    try:
        if step in WITH_FORMS:
            return WITH_FORMS[step](request, user)
        messages.success(request, done(step)(user, request))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("account", user.pk)


def grant(request: HttpRequest, user: User) -> HttpResponse:
    form = DutyForm(request.POST)
    if form.is_valid():
        try:
            accounts.grant_by_code(
                user=user, duty=form.cleaned_data["duty"], code=form.cleaned_data["unit"].strip(), by=account_of(request)
            )
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The duty is entrusted."))
            return redirect("account", user.pk)
    return page_of(request, user, form=form)


def change_address(request: HttpRequest, user: User) -> HttpResponse:
    """Change it, or show what was typed with what is wrong. Raises `ValueError` for one's own, whose page has no such form."""
    accounts.refuse_own(user, account_of(request))
    form = NewAddressForm(request.POST)
    if form.is_valid():
        try:
            accounts.change_address(user=user, email=form.cleaned_data["new_email"], by=account_of(request))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account has its new address, and is signed out everywhere."))
            return redirect("account", user.pk)
    return page_of(request, user, address_form=form)


WITH_FORMS: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {"grant": grant, "address": change_address}


def page_of(request: HttpRequest, user: User, *, form: DutyForm | None = None, address_form: NewAddressForm | None = None) -> HttpResponse:
    context = {
        "account": user,
        "form": form or DutyForm(),
        "address_form": address_form or NewAddressForm(),
        "grants": user.grants.select_related("unit"),
        "open_sessions": sessions.open_sessions(user).count(),
        "second_factor": second_factor.is_on(user),
        "identity": accounts.identity_of(user),
        "invitation": invitations.open_ones(user).first(),
        "is_own": user == request.user,
    }
    return render(request, "employees/account.html", context)


# --- Steps: what each does, and what is said then ------------------------------------------------

Step = Callable[[User, HttpRequest], str]


def done(step: str) -> Step:
    """Return the step of that name. Raises `Http404` for any other."""
    steps: dict[str, Step] = {
        "close": close,
        "open": reopen,
        "invite": invite_again,
        "sign-out": sign_out,
        "second-factor": take_off_second_factor,
        "identity": unlink,
        "prove": prove_address,
        "record": take_off_record,
        "withdraw": withdraw,
    }
    if step not in steps:
        raise Http404
    return steps[step]


def close(user: User, request: HttpRequest) -> str:
    accounts.close_account(user=user, by=account_of(request))
    return _("The account is closed, and signed out everywhere.")


def reopen(user: User, request: HttpRequest) -> str:
    accounts.reopen_account(user=user, by=account_of(request))
    return _("The account is open again.")


def invite_again(user: User, request: HttpRequest) -> str:
    made = invitations.invite_again(account=user, by=account_of(request))
    tasks.begin(tasks.mail_invitation, invitation_id=made.pk)
    return _("A new invitation is on its way to %(email)s. The link of the earlier one works no more.") % {"email": made.account.email}


def sign_out(user: User, request: HttpRequest) -> str:
    accounts.sign_out_everywhere(user=user, by=account_of(request))
    return _("The account is signed out everywhere.")


def take_off_second_factor(user: User, request: HttpRequest) -> str:
    accounts.take_off_second_factor(user=user, by=account_of(request))
    return _("The second factor is off, and the account is signed out everywhere.")


def unlink(user: User, request: HttpRequest) -> str:
    accounts.unlink_identity(user=user, by=account_of(request))
    return _("The link is gone. The next identity with this verified address takes its place.")


def prove_address(user: User, request: HttpRequest) -> str:
    accounts.prove_address(user=user, by=account_of(request))
    return _("The address is taken for the holder's.")


def take_off_record(user: User, request: HttpRequest) -> str:
    accounts.take_off_record(user=user, by=account_of(request))
    return _("The account opens no record any more, and is signed out everywhere.")


def withdraw(user: User, request: HttpRequest) -> str:
    asked = request.POST.get("grant", "")
    granted = get_object_or_404(user.grants.select_related("user", "unit"), pk=asked if asked.isdecimal() and len(asked) < 19 else 0)
    accounts.withdraw(granted=granted, by=account_of(request))
    return _("The duty is taken back.")


# --- Who may ------------------------------------------------------------------------------------


def loaded(request: HttpRequest, account_id: int) -> User:
    """Return the account to an administrator; 403 for others, whether there is one or not."""
    refuse_others(request)
    return get_object_or_404(accounts.manageable_by(account_of(request)).select_related("employee"), pk=account_id)


def refuse_others(request: HttpRequest) -> None:
    if not access.of(request.user).may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
