"""What all operations share: scopes, keys, tags and what may be kept of an answer."""

from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.rest import keys, tags
from config.rest.permissions import MayAsk, OutOfScope
from config.rest.problems import ChangedMeanwhile, TooLarge
from config.rest.reading import MOST_BYTES
from config.rest.throttles import AccountThrottle, StrangerThrottle
from employees import access
from employees.access import Access, Permission
from employees.models import ApiToken, User
from employees.scopes import READING, Scope

PERSONAL = "private, no-store"
SHARED = "private, no-cache"  # kept, and asked about again by its tag


class Endpoint(APIView):
    """One address of the API.

    `reads` and `writes` are the scopes that a token needs for each, `needs` and `needs_to_write` the duty's permission. A token that may
    write and not read is answered that it is done, and nothing of the record (`told_with`). What is not
    `personal` may be kept by the client that asked, and is asked about again by its tag. What is `proven` asks a browser's session to
    have proved lately who it is, as the page does; a token was made right after such a proof, for its scope alone. What is `sealed`
    lies nowhere in clear, so nothing of its answers is kept under a key.
    """

    http_method_names = ["get", "head", "post", "patch", "delete"]
    permission_classes = [MayAsk]
    throttle_classes = [AccountThrottle]
    reads: ClassVar[Scope | None] = None
    writes: ClassVar[Scope | None] = None
    needs: ClassVar[Permission | None] = None
    needs_to_write: ClassVar[Permission | None] = None
    personal: ClassVar[bool] = True
    proven: ClassVar[bool] = False
    sealed: ClassVar[bool] = False

    @property
    def scope(self) -> Scope | None:
        return self.reads if self.request.method in (*SAFE_METHODS, None) else self.writes

    @classmethod
    def told_with(cls) -> Scope | None:
        """Return the scope without which a token is not told what its write is answered with; None where writing is reading."""
        found = cls.reads or (READING.get(cls.writes) if cls.writes else None)
        return found if found != cls.writes else None

    @property
    def duty(self) -> Permission | None:
        return self.needs if self.request.method in (*SAFE_METHODS, None) else self.needs_to_write or self.needs

    @property
    def account(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101  # `MayAsk` let nobody else in
        return self.request.user

    @property
    def reader(self) -> Access:
        return access.of(self.request.user)

    def shown(self) -> Any:  # Any: JSON
        """Return the thing at this address as GET shows it: what an If-Match is compared with. None where there is no such thing."""
        return None

    # --- From request to answer -----------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: as Django's own
        """Answer as the framework does, a write once for each of its keys, with tags and what may be kept."""
        body = self.body_of(request)
        self.args, self.kwargs = args, kwargs
        self.request = asked = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        answer: HttpResponseBase
        try:
            if body is None:
                raise TooLarge
            self.initial(asked, *args, **kwargs)
            answer = self.answer(asked, body)
        except Exception as error:  # noqa: BLE001  # the framework's handler answers what it knows and raises the rest
            answer = self.handle_exception(error)
        self.response = self.finalize_response(asked, answer, *args, **kwargs)  # type: ignore[arg-type]  # it takes plain answers too
        return self.with_terms(asked, self.response)

    @staticmethod
    def body_of(request: HttpRequest) -> bytes | None:
        """Return the body; None for one that is too large to be read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        return request.body if length.isdecimal() and int(length) <= MOST_BYTES else None

    def answer(self, request: Request, body: bytes) -> HttpResponseBase:
        handler = getattr(self, (request.method or "").lower(), self.http_method_not_allowed)
        if request.method in SAFE_METHODS or handler == self.http_method_not_allowed:
            return handler(request, *self.args, **self.kwargs)
        done = keys.once(request, self.account, body, partial(self.write, handler, request), anew=self.shown if self.sealed else None)
        return done if self.may_be_told(request) else untold(done)

    def may_be_told(self, request: Request) -> bool:
        """Whether the answer to a write may hold what is there. Asked on the way out: two tokens of an account may use one key."""
        scope = self.told_with()
        return scope is None or not isinstance(request.auth, ApiToken) or request.auth.allows(scope)

    def write(self, handler: Any, request: Request) -> Response:  # Any: whichever method was asked for
        wanted = request.headers.get("If-Match")
        if wanted is not None and not self.may_be_told(request):
            raise OutOfScope(str(self.told_with()))  # whoever may not read has no tag: one that fits would tell what is there
        if wanted is not None and (now := self.shown()) is not None and not tags.matches(wanted, tags.tag_of(now)):
            raise ChangedMeanwhile
        answer: Response = handler(request, *self.args, **self.kwargs)
        return answer

    def perform_authentication(self, request: Request) -> None:
        """Let strangers ask only so often, whether they show no token or a wrong one: the account's own limit comes later."""
        try:
            super().perform_authentication(request)
            known = request.user.is_authenticated
        except APIException:
            self.throttle_stranger(request)
            raise
        if not known:
            self.throttle_stranger(request)

    def throttle_stranger(self, request: Request) -> None:
        throttle = StrangerThrottle()
        if throttle.allow_request(request, self):
            return
        self.throttled(request, throttle.wait() or 0)

    def with_terms(self, request: Request, answer: HttpResponse) -> HttpResponse:
        """Add the tag and say what may be kept of the answer; a client that holds this very one already gets no body."""
        answer.headers["Cache-Control"] = PERSONAL if self.personal or answer.status_code >= 400 else SHARED
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        if isinstance(answer, Response):
            answer.render()
        if request.method not in ("GET", "HEAD") or answer.status_code != 200 or answer.streaming:
            return answer
        tag = tags.tag_of_bytes(answer.content)
        held = request.headers.get("If-None-Match")
        if held is not None and tags.matches(held, tag):
            kept = {name: answer.headers[name] for name in ("Cache-Control", "Vary")}
            return HttpResponse(status=304, headers=kept | {"ETag": tag})
        answer.headers["ETag"] = tag
        return answer


def untold(done: HttpResponseBase) -> HttpResponseBase:
    """Return that it is done and where it is, without a word of what is there. Refusals stay: they say what to do."""
    if done.status_code >= 400:
        return done
    kept = {name: done.headers[name] for name in ("Location", "Idempotency-Replayed") if name in done.headers}
    return Response(status=204, headers=kept)
