"""The API's own document."""

from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:  # Any: JSON
    """Return the OpenAPI document: the same for everybody, and for as long as the process lives."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


class Schema(Endpoint):
    personal = False

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())
