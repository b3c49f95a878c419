"""Before what hurts most when a stranger sits at an open screen, one proves again who one is."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from employees.sign_in import sessions

View = Callable[..., HttpResponseBase]


def recently_authenticated(view: View) -> View:
    """Let in who proved who they are within the last `SIGN_IN_RECENT_MINUTES`; send others to do so, and then back here.

    For demographics, and for exports that name people. What was sent by a form is not kept: put it before the page that has
    the form, too, so that this happens to nobody but who waited long.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own arguments
        if sessions.is_recent(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('confirm')}?{urlencode({'next': _back(request)})}")

    return guarded


def _back(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or for what a form sent, the page that has the form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return urlsplit(request.headers.get("Referer", "")).path or "/"
