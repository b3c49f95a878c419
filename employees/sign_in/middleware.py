"""Rules that hold on every page of somebody signed in: how long it lasts, and what is owed first."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.models import User
from employees.sign_in import sessions
from employees.sign_in.events import Event, record

# What somebody who owes a second factor may open: the pages that set one up, and the way out.
OPEN_TO_DEBTORS = ("second-factor", "second-factor-app", "security-key", "recovery-codes", "confirm", "sign-out", "healthz", "readyz")
FOR_PROGRAMS = ("/api/v1/", "/api/schema/")


class SessionRules:
    """Ends sessions that are over; leads whoever owes a second factor to where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let no browser or proxy keep what does not say that it may be kept: pages are of people, and screens are shared."""
        response = self.answer(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        facts = sessions.facts_of(request)
        if facts is None:
            return self.get_response(request)
        if sessions.is_over(facts):
            return self.ended(request)
        sessions.note_visit(request, facts)
        if facts["owes_second_factor"] and request.path not in {reverse(name) for name in OPEN_TO_DEBTORS}:
            return self.owed(request)
        return self.get_response(request)

    @staticmethod
    def owed(request: HttpRequest) -> HttpResponse:
        """Lead a browser to where a second factor is set up; refuse a program, which would take a page for its answer."""
        if request.path.startswith(FOR_PROGRAMS):
            raise PermissionDenied(_("Your duties ask for a second factor. Set one up at /me/sign-in/second-factor/ first."))
        return redirect("second-factor")

    def ended(self, request: HttpRequest) -> HttpResponse:
        """Sign out; the page asked for goes on to the door, which leads back to it."""
        if isinstance(request.user, User):
            record(Event.SESSION_OVER, account=request.user, by=request.user)
        logout(request)
        messages.info(request, _("You were signed in for a long time, or away for a while, so this browser was signed out. Sign in again."))
        return self.get_response(request)
