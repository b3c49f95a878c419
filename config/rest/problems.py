"""Refusals as RFC 9457 problem details: one shape for every error under /api/, whoever finds it."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"
DOCUMENTED = "/api/docs/#problem-"
API = "/api/"
SENTENCES: dict[int, str] = {
    400: "The request could not be read. Check it against the documentation.",
    403: "You may not do this.",
    404: "There is nothing here that you may see. Check the address.",
    500: "Something went wrong on our side. It has been written down; try again later.",
}
TITLES: dict[int, str] = {
    400: "Not as expected",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not done here",
    406: "Not in this format",
    409: "Not in this state",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not JSON",
    422: "Key used already",
    429: "Too many requests",
    500: "Our fault",
}


class Conflict(exceptions.APIException):
    """The thing is not in a state in which this can be done."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class ChangedMeanwhile(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"
    default_detail = "It has changed since you read it. Read it again, then decide whether you still want this."


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"
    default_detail = "The body is larger than 64 KB. Expected a short JSON object."


class KeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key-reused"
    default_detail = "This Idempotency-Key was used for another request. Use a new key for each new request."


Fault = dict[str, str]  # field, message


def problem(code: int, detail: str = "", errors: list[Fault] | None = None) -> dict[str, Any]:  # Any: JSON
    """Return the body of a refusal."""
    body: dict[str, Any] = {
        "type": f"{DOCUMENTED}{code}",
        "title": TITLES.get(code) or HTTPStatus(code).phrase,
        "status": code,
        "detail": detail or SENTENCES.get(code, ""),
    }
    return body | ({"errors": errors} if errors else {})


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:  # Any: as the framework's own handler
    """Answer what the framework knows as a refusal; None for a fault of ours, which `handler500` answers."""
    answer = exception_handler(error, dict(context))
    if answer is None:
        return None
    code, errors = answer.status_code, None
    if isinstance(error, exceptions.ValidationError):
        errors = list(faults(answer.data))
        detail = "Some of what was sent is not as expected; `errors` says what, field by field."
    else:
        detail = sentence(error, context) or str(answer.data.get("detail", ""))
    answer.data, answer.content_type = problem(code, detail, errors), CONTENT_TYPE
    return answer


def sentence(error: Exception, context: Mapping[str, Any]) -> str:  # Any: as above
    """Return our own words for what the framework says in its own; empty where the refusal brings its words."""
    if isinstance(error, (Http404, exceptions.NotFound)):
        return SENTENCES[404]
    if isinstance(error, exceptions.NotAuthenticated):
        return "Nobody is signed in. Show a token: Authorization: Bearer …; make one at /me/tokens/."
    if isinstance(error, exceptions.MethodNotAllowed):
        return f"{context['request'].method} is not done here. Expected {' or '.join(context['view'].allowed_methods)}."
    if isinstance(error, PermissionDenied):
        return SENTENCES[403]
    if type(error) is exceptions.PermissionDenied:
        return str(error.detail) if str(error.detail).startswith("CSRF") else SENTENCES[403]
    return ""


def refused_by(form: Form) -> exceptions.ValidationError:
    """Return the refusal of what a page's form found wrong, field by field."""
    return exceptions.ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})


def faults(data: Any, field: str = "") -> Iterator[Fault]:  # Any: nested as the serializers are
    """Yield each fault with the field it is of, dots between the levels; empty for the request as a whole."""
    if isinstance(data, Mapping):
        for name, below in data.items():
            inner = "" if name in ("non_field_errors", "__all__") else str(name)
            yield from faults(below, ".".join(filter(None, (field, inner))))
    elif isinstance(data, list):
        for below in data:
            yield from faults(below, field)
    else:
        yield {"field": field, "message": str(data)}


# --- What Django finds before or outside an operation -------------------------------------------


def answered(request: HttpRequest, code: int, detail: str = "") -> JsonResponse | None:
    if not request.path.startswith(API):
        return None
    headers = {"Cache-Control": "private, no-store"}
    return JsonResponse(problem(code, detail), status=code, content_type=CONTENT_TYPE, headers=headers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return answered(request, 400) or defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return answered(request, 403, str(exception)) or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return answered(request, 404) or defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    return answered(request, 500) or defaults.server_error(request)
