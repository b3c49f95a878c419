"""The link of an invitation: whoever it was mailed to sets a password and may then sign in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from employees.sign_in import invitations
from employees.sign_in.forms import SetPasswordForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitations.find(token)
    if found is None:
        return render(request, "employees/link_over.html", {"invitation": True}, status=404)
    form = SetPasswordForm(found.account, request.POST if request.method == "POST" else None)
    if form.is_valid() and invitations.take_up(invitation=found, password=form.cleaned_data["new_password1"]):
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("sign-in")
    return render(request, "employees/set_password.html", {"form": form, "email": found.account.email, "invitation": True})
