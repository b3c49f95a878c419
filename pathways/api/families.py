"""Job families, and the map of one as data."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, SearchFilter
from employees.scopes import Scope
from pathways.api.shapes import FamilyDetail, FamilyRow
from pathways.models import JobFamily
from pathways.models.frameworks import JobFamilyQuerySet
from pathways.presenters.family_page import mapped_family


class FamilyFilter(filters.FilterSet):
    q = SearchFilter("Words of the family's name or its group's.")
    shape = filters.ChoiceFilter(choices=JobFamily.Shape.choices, label="How people move through its roles.")
    framework = filters.CharFilter(field_name="framework__code", label="The framework's code.", max_length=60)


@extend_schema(summary="List job families")
class Families(ListEndpoint):
    """The families that have a role in force today."""

    tag = "Framework"
    reads = Scope.READ_FRAMEWORK
    personal = False
    serializer_class = FamilyRow
    filterset_class = FamilyFilter
    orders = {
        "place": ("framework__name", Coalesce("group__order", Value(-1)), Coalesce("group__name", Value("")), "order", "name", "pk"),
        "name": ("name", "pk"),
    }

    def get_queryset(self) -> JobFamilyQuerySet:
        return JobFamily.objects.in_force(self.reader.today).select_related("group", "framework")


class Family(Endpoint):
    tag = "Framework"
    reads = Scope.READ_FRAMEWORK

    @extend_schema(
        summary="Read a job family with its map",
        parameters=[
            OpenApiParameter("around", str, description="The slug of the role that a lattice is drawn around; your own unless told.")
        ],
        responses=FamilyDetail,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Its roles by level, and the data of its map: roles as stations, moves between them, and where you stand."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        found = get_object_or_404(
            JobFamily.objects.in_force(self.reader.today).select_related("group", "framework"), slug=self.kwargs["slug"]
        )
        page = mapped_family(found, self.reader, around=self.request.query_params.get("around", ""))
        return FamilyDetail(page).data
