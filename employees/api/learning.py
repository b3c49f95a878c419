"""The learning catalogue as the reader needs it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from employees.api.plan_shapes import LearningShape
from employees.presenters.learning_page import Formats, learning_page
from employees.scopes import Scope


class Learning(Endpoint):
    tag = "Plans"
    reads = Scope.READ_ME
    may_be_nowhere = True  # `role` names none in force

    @extend_schema(
        summary="Find learning for my gaps",
        parameters=[
            OpenApiParameter("q", str, description="Words of the name, the provider or a skill."),
            OpenApiParameter("role", str, description="The slug of a role to measure against; your plan, or your next steps, without it."),
            OpenApiParameter("format", str, enum=list(Formats.values), description="Of that format alone."),
            OpenApiParameter("free", str, enum=["yes"], description="Free ones alone."),
            OpenApiParameter("show", str, enum=["all"], description="Also what closes none of your gaps."),
            OpenApiParameter("sort", str, description="A column of the page, such as `-levels-for-100`."),
            OpenApiParameter("page", int, description="The first without it."),
        ],
        responses=LearningShape,
    )
    def get(self, request: Request) -> Response:
        """What closes your gaps, ranked by levels an hour unless sorted otherwise; the arithmetic of each rank with it."""
        page = learning_page(self.reader, request.query_params.dict())
        shown = page.listing.page
        told = {"gaps": page.gaps, "count": shown.paginator.count, "page": shown.number, "pages": shown.paginator.num_pages}
        return Response(LearningShape(told | {"results": page.rows}).data)
