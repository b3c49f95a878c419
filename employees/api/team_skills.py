"""The team's skills as JSON: person by person what is held of what is asked, and what nobody else holds so."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.lists import ListEndpoint
from config.rest.shapes import Shape
from employees import trail
from employees.api.shapes import PersonRef
from employees.models import Employee
from employees.presenters.team_board import REACHES
from employees.presenters.team_map import TeamMap, team_map
from employees.scopes import Scope


class TeamSkillShape(Shape):
    id = serializers.IntegerField(source="skill.number")
    skill = serializers.CharField(source="skill.name")
    held = serializers.IntegerField()
    asked = serializers.IntegerField(allow_null=True, help_text="Null where nothing is asked of the person.")
    only = serializers.BooleanField(help_text="Whether nobody else of the team holds it as asked.")


class PersonSkillsShape(Shape):
    person = PersonRef()
    role = serializers.CharField(allow_blank=True)
    skills = TeamSkillShape(source="cells", many=True)


class TeamSkills(ListEndpoint):
    """Held against asked, of everybody in your line today: who reports to you, or everybody below."""

    tag = "People"
    reads = Scope.READ_PEOPLE
    serializer_class = PersonSkillsShape
    orders = {"name": ("last_name", "first_name", "pk")}

    @extend_schema(
        summary="List my team's skills",
        parameters=[
            OpenApiParameter("reach", str, enum=[name for name in REACHES if name], description="`line` for everybody below you."),
            OpenApiParameter("q", str, description="Words of the name, or an employee number."),
            OpenApiParameter("to", str, description="The slug of a role to measure everybody against, instead of their own."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        if request.query_params.get("reach", "") not in REACHES:
            raise ValidationError({"reach": [f"Expected {', '.join(filter(None, REACHES))}, or nothing."]})
        return super().get(request, *args, **kwargs)

    @cached_property
    def page(self) -> TeamMap:
        return team_map(self.reader, self.request.query_params.dict())

    def get_queryset(self) -> QuerySet[Employee]:
        if getattr(self, "swagger_fake_view", False):  # the document is made of nobody's team
            return Employee.objects.visible_to(self.request.user).none()
        rows: QuerySet[Employee] = self.page.listing.rows
        return rows

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        people = list(super().paginate_queryset(queryset) or [])
        trail.listed(Employee, by=self.account, count=len(people), asked=self.request.query_params.dict())
        return self.page.rows_of(people)
