"""The people a reader may see: found, read, measured. Out of reach is 404, exactly as nobody is."""

from functools import cached_property
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, SearchFilter
from employees import trail
from employees.api.shapes import GapShape, PathShape, PersonRef, PositionShape
from employees.models import Employee
from employees.models.people import EmployeeQuerySet
from employees.presenters.gap_page import gap_page
from employees.presenters.path_page import path_page
from employees.presenters.person_rows import role_names, row_of
from employees.scopes import Scope


class PersonRow(PersonRef):
    position = PositionShape(allow_null=True, help_text="What they hold today.")
    role = serializers.CharField(allow_blank=True, help_text="What the rules in force call it.")
    role_slug = serializers.CharField(allow_null=True)


class PersonFilter(filters.FilterSet):
    q = SearchFilter("Words of the name, or an employee number.")
    unit = filters.CharFilter(field_name="present__unit__code", label="The code of the unit they work in today.", max_length=120)


@extend_schema(summary="List the people I may see")
class People(ListEndpoint):
    """Your own record, your reporting line at any depth, and the units you are HR partner of. Nobody else is named or counted."""

    tag = "People"
    reads = Scope.READ_PEOPLE
    serializer_class = PersonRow
    filterset_class = PersonFilter
    orders = {
        "name": ("last_name", "first_name", "number", "pk"),
        "number": ("number", "pk"),
        "unit": (Coalesce(F("present__unit__name"), Value("")), "last_name", "first_name", "pk"),
    }

    def get_queryset(self) -> EmployeeQuerySet:
        today = self.reader.today
        return Employee.objects.visible_to(self.request.user).employed(today).with_position(today)

    def paginate_queryset(self, queryset: Any) -> list[Any]:  # Any: as the framework's own
        people = [row_of(person) for person in super().paginate_queryset(queryset) or []]
        others = sum(row.person != self.reader.employee for row in people)
        trail.listed(Employee, by=self.account, count=others, asked=self.request.query_params.dict())
        names = role_names({row.position.role_id for row in people if row.position and row.position.role_id})
        return [told(row.person, row.position, row.role(names)) for row in people]


def told(person: Employee, position: Any, role: str) -> dict[str, Any]:  # Any: JSON
    slug = position.role.slug if position and position.role else None
    named = {"id": person.pk, "number": person.number, "name": person.name}
    return named | {"position": position, "role": role, "role_slug": slug}


class PersonEndpoint(Endpoint):
    """An operation on the record of somebody whom the reader may see."""

    tag = "People"
    reads = Scope.READ_PEOPLE

    @cached_property
    def employee(self) -> Employee:
        return get_object_or_404(Employee.objects.visible_to(self.request.user), pk=self.kwargs["employee_id"])


class Person(PersonEndpoint):
    @extend_schema(summary="Read a person's path", responses=PathShape)
    def get(self, request: Request, employee_id: int) -> Response:
        """The path of somebody whose record you may open; wishes and applications only as far as you may know of them."""
        told = self.shown()
        trail.looked(self.employee, by=self.account)
        return Response(told)

    def shown(self) -> Any:  # Any: JSON
        return PathShape(path_page(self.employee, self.reader)).data


class PersonGap(PersonEndpoint):
    @extend_schema(summary="Measure a person against a role", responses=GapShape)
    def get(self, request: Request, employee_id: int, slug: str) -> Response:
        """The same arithmetic as on the page, worked out now."""
        told = self.shown()
        trail.looked(self.employee, by=self.account)
        return Response(told)

    def shown(self) -> Any:  # Any: JSON
        return GapShape(gap_page(self.employee, self.kwargs["slug"], self.reader)).data
