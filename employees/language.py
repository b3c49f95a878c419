"""The language somebody reads in: their own choice, else what their browser asks for, else the installation's.

Programs, and the admin pages of framework and policy, are answered in English, in which the sources are written: see DECISIONS.md.
"""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

from employees import trail
from employees.models import Employee, User
from employees.models.trail import Verb

NOT_TRANSLATED = ("/api/", "/scim/", "/admin/", "/healthz", "/readyz")


def bind(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer in the reader's language.

    It stays chosen after the answer is made, because a file is written while it is sent; the next request chooses its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NOT_TRANSLATED):
            translation.activate(settings.LANGUAGE_CODE)
            return get_response(request)
        translation.activate(asked_for(request))
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def asked_for(request: HttpRequest) -> str:
    return chosen(request.user) or of_browser(request.headers.get("Accept-Language", ""))


def of_browser(accepted: str) -> str:
    """Return the language that a browser likes best of those offered, the installation's when it likes none of them."""
    for code, _ in trans_real.parse_accept_lang_header(accepted.lower()):
        with suppress(LookupError):
            return str(trans_real.get_supported_language_variant(code))
    return settings.DEFAULT_LANGUAGE


def chosen(user: User | AnonymousUser | None) -> str:
    """Return what this account has chosen; empty for none, and for a language that is not offered any more."""
    language = user.language if isinstance(user, User) else ""
    return language if language in dict(settings.LANGUAGES) else ""


def of(recipient: Employee | User | None) -> str:
    """Return the language in which to write to somebody."""
    return chosen(recipient.user if isinstance(recipient, Employee) else recipient) or settings.DEFAULT_LANGUAGE


def choose(*, account: User, language: str, by: User) -> None:
    """Keep in which language the account reads; empty for the one that its browser asks for."""
    if account != by:
        raise ValueError("Only the holder of an account chooses its language.")
    if language and language not in dict(settings.LANGUAGES):
        raise ValueError(f"There is no language {language!r} here. Expected one of {', '.join(dict(settings.LANGUAGES))}, or nothing.")
    if account.language != language:
        account.language = language
        account.save(update_fields=["language"])
        trail.record(Verb.CHANGED, of=account, by=by, fields=["language"])
