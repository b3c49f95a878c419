"""A forgotten password: ask for a mail, then set a new one. No answer tells whether an account exists."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from employees import tasks
from employees.sign_in import passwords
from employees.sign_in.forms import TOO_OFTEN, AddressForm, SetPasswordForm, attempt

SESSION_TOKEN = "password_reset"  # noqa: S105  # the name under which a link's token waits while its page is open
MOVED = "now"  # stands in the address in the token's place


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take an address. A worker looks whether there is an account, so that no answer is quicker than another."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "employees/forgotten.html", {"form": form})
    if attempt(request, action="reset_password", key=form.cleaned_data["email"]) is None:
        form.add_error(None, TOO_OFTEN)
        return render(request, "employees/forgotten.html", {"form": form}, status=429)
    tasks.begin(tasks.mail_password_reset, email=form.cleaned_data["email"])
    return render(request, "employees/forgotten_sent.html", {"email": form.cleaned_data["email"]})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The link of the mail. A token that works moves into the session at once, so that it stays in no address."""
    user = passwords.whose_reset(uid, request.session.get(SESSION_TOKEN, "") if token == MOVED else token)
    if user is None:
        return render(request, "employees/link_over.html", status=404)
    if token != MOVED:
        request.session[SESSION_TOKEN] = token
        return redirect("set-password", uid, MOVED)
    form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        del request.session[SESSION_TOKEN]
        passwords.change(user=user, password=form.cleaned_data["new_password1"])
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("sign-in")
    return render(request, "employees/set_password.html", {"form": form, "email": user.email})
