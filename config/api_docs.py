"""The API's own document, for programs and for people."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.documentation import Group, groups_of, refusals
from config.rest.endpoint import Endpoint
from employees.scopes import WORDS


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:  # Any: JSON
    """Return the OpenAPI document: the same for everybody, and for as long as the process lives."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


@lru_cache(maxsize=1)
def groups() -> list[Group]:
    return groups_of(document())


class Schema(Endpoint):
    """OpenAPI 3.1, as JSON."""

    personal = False

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The same as a page: no inline script and nothing from elsewhere, so it needs no exception from the content security policy."""
    scopes = [(scope.value, words) for scope, words in WORDS.items()]
    return render(request, "api/docs.html", {"groups": groups(), "scopes": scopes, "refusals": refusals()})
