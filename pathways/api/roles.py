"""Roles: listed, found as one types, read, and two of them side by side."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, SearchFilter, TruthFilter
from employees.scopes import Scope
from pathways.api.shapes import ComparisonShape, RoleDetail, RoleFound, RoleRow
from pathways.models import RoleProfile, Track
from pathways.models.roles import RoleProfileQuerySet
from pathways.presenters.compare_page import compare_page
from pathways.presenters.role_page import role_page
from pathways.role_search import find_roles

NO_LEVEL = Value(32767)  # roles whose seniority nobody has stated come last, as on the page


class RoleFilter(filters.FilterSet):
    q = SearchFilter("Words of the role's name, its family's or its code.")
    family = filters.CharFilter(field_name="track__family__slug", label="The family's slug.", max_length=160)
    track = filters.ChoiceFilter(field_name="track__kind", choices=Track.Kind.choices, label="The kind of its track.")
    rank = filters.NumberFilter(field_name="level__rank", label="Its seniority.", min_value=0, max_value=32766, decimal_places=0)
    critical = TruthFilter(label="Whether the company calls it critical.")
    framework = filters.CharFilter(field_name="version__framework__code", label="The framework's code.", max_length=60)


@extend_schema(summary="List roles")
class Roles(ListEndpoint):
    """The roles that the rules in force today describe."""

    tag = "Framework"
    reads = Scope.READ_FRAMEWORK
    personal = False
    serializer_class = RoleRow
    filterset_class = RoleFilter
    orders = {
        "seniority": ("track__family__order", "track__family__name", Coalesce("level__rank", NO_LEVEL), "track__order", "name", "pk"),
        "name": ("name", "pk"),
        "level": (Coalesce("level__rank", NO_LEVEL), "name", "pk"),
    }

    def get_queryset(self) -> RoleProfileQuerySet:
        return RoleProfile.objects.in_force(self.reader.today).with_place().defer("summary")


class Role(Endpoint):
    tag = "Framework"
    reads = Scope.READ_FRAMEWORK

    @extend_schema(summary="Read a role's profile", responses=RoleDetail)
    def get(self, request: Request, slug: str) -> Response:
        """What it asks, where it leads and from where people come, with your own stored standing."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        profile = get_object_or_404(RoleProfile.objects.in_force(self.reader.today).with_place(), role__slug=self.kwargs["slug"])
        return RoleDetail(role_page(profile, self.reader)).data


class RoleSuggestions(Endpoint):
    tag = "Framework"
    reads = Scope.READ_FRAMEWORK
    personal = False

    @extend_schema(
        summary="Find roles as somebody types",
        parameters=[OpenApiParameter("q", str, description="Words that all must occur in name, family or code.")],
        responses=RoleFound,
    )
    def get(self, request: Request) -> Response:
        """At most twelve, the best fit first: the same search as in every field of the pages that asks for a role."""
        return Response(RoleFound(find_roles(request.query_params.get("q", ""), self.reader.today)).data)


class Comparison(Endpoint):
    tag = "Framework"
    reads = Scope.READ_FRAMEWORK
    may_be_nowhere = True

    @extend_schema(
        summary="Compare two roles",
        parameters=[
            OpenApiParameter("a", str, description="The slug of one role; your own unless told."),
            OpenApiParameter("b", str, description="The slug of the other.", required=True),
        ],
        responses=ComparisonShape,
    )
    def get(self, request: Request) -> Response:
        """What each asks beside what you hold, the moves between them, and where both lead."""
        if not request.query_params.get("b"):
            raise ValidationError({"b": ["Name the other role by its slug."]})
        page = compare_page(self.reader, request.query_params)
        if page.same:
            raise ValidationError({"b": ["Both are the same role. Expected two."]})
        if page.compared is None:
            raise Http404
        return Response(ComparisonShape(page.compared).data)
