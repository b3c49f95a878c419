"""All that is kept about the reader, as a file."""

from collections.abc import Mapping
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from config.rest.endpoint import Endpoint
from employees import trail
from employees.models import User
from employees.scopes import Scope
from promotions.personal_data.archive import archive
from promotions.personal_data.rows import Person

ZIP = "application/zip"


class ZipRenderer(JSONRenderer):
    """Lets a client ask for a ZIP file; what is refused is JSON all the same."""

    media_type = ZIP
    format = "zip"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        return JSONRenderer().render(data)  # Any above: JSON


class MyData(Endpoint):
    """Takes the scope `export:me` and no other; in a browser's session a proof of the last minutes."""

    tag = "Me"
    reads = Scope.EXPORT_ME
    proven = True
    renderer_classes = [JSONRenderer, ZipRenderer]

    @extend_schema(summary="Download everything kept about me", responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request) -> StreamingHttpResponse:
        """A ZIP of every row about you, as pages, spreadsheets and JSON: put together while it downloads, kept nowhere."""
        user = self.account
        trail.exported(User, by=user, name="my-data.zip", count=1)
        headers = {"Content-Disposition": f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.zip"'}
        packed = archive(Person(user, getattr(user, "employee", None)))
        return StreamingHttpResponse(packed, content_type=ZIP, headers=headers)
