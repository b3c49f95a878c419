"""Where a change or a look comes from: address, kind of sign-in and number of the request, bound once by one middleware.

Services take `by=`; the place is the same for all that one request does, so it is not handed through every call. Nothing but
`employees.trail` reads it. Commands and workers bind nothing: what they do comes from the machine itself.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Channel(StrEnum):
    SESSION = "session"
    TOKEN = "token"  # noqa: S105  # a kind of sign-in, no secret
    MACHINE = "machine"


@dataclass(frozen=True)
class Origin:
    """`address` is None for a command or a worker; `token` is the public part of the token that was shown."""

    channel: Channel = Channel.MACHINE
    address: str | None = None
    request: uuid.UUID | None = None
    token: str = ""


MACHINE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=MACHINE)


def current() -> Origin:
    return _current.get()


def use_token(public_id: str) -> None:
    """Note that the request at hand was let in by a token, not by a session; `public_id` names the token and opens nothing."""
    _current.set(replace(_current.get(), channel=Channel.TOKEN, token=public_id))


@contextmanager
def withheld() -> Iterator[None]:
    """Say of nothing within the block where it comes from: for what people may do without being known by it."""
    before = _current.set(MACHINE)
    try:
        yield
    finally:
        _current.reset(before)


def bind(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: bind the request's origin while it is answered, and its number to every line of the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4()
        before = _current.set(Origin(Channel.SESSION, address_of(request), number))
        try:
            with structlog.contextvars.bound_contextvars(request=str(number)):
                return get_response(request)
        finally:
            _current.reset(before)

    return middleware


def address_of(request: HttpRequest) -> str | None:
    """Return the visitor's address; None when it is none.

    Each of the `TRUSTED_PROXIES` in front adds at the right of X-Forwarded-For whom it talked to; what stands further left
    a visitor may have written. A request with fewer hops than that came by another way: then only who connected is believed.
    """
    connected, trusted = request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    told = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    try:
        return str(ip_address(told[-trusted] if 0 < trusted <= len(told) else connected))
    except ValueError:
        return None
