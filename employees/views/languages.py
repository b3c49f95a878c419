"""In which language the pages are."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from employees import language
from employees.reader import account_of


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen, and lead back to the page it was chosen on."""
    account = account_of(request)
    try:
        language.choose(account=account, language=request.POST.get("language", "?"), by=account)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    translation.activate(language.asked_for(request))
    messages.success(request, _("The pages are in English now."))
    return redirect(page_before(request))


def page_before(request: HttpRequest) -> str:
    """Return where the form was sent from. No page writes its own address into the form: those that are refused must all be alike.

    Judged twice: of https://here//elsewhere/ the path alone is another site's address.
    """
    before = request.headers.get("Referer", "")
    path = urlsplit(before)._replace(scheme="", netloc="").geturl() if is_ours(before, request) else ""
    return path if path and is_ours(path, request) else "my-sign-in"


def is_ours(address: str, request: HttpRequest) -> bool:
    return url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
