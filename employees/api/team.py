"""The team board as JSON: everybody in the reader's line, with what a conversation would begin with."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
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
from employees.presenters.team_board import FILTERS, REACHES, members, team_board
from employees.scopes import Scope
from pathways.api.shapes import Standing

CHOICES = {"show": FILTERS, "reach": REACHES}


class MemberShape(Shape):
    """One person on the board. No wish that somebody keeps private is in it."""

    person = PersonRef()
    role = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    months_in_role = serializers.IntegerField(source="months", allow_null=True, help_text="Full months, less leave.")
    usual_months = serializers.IntegerField(source="usual", allow_null=True)
    best_step = serializers.CharField(source="step", allow_blank=True, help_text="The next step that is nearest, as the last run left it.")
    standing = Standing(allow_null=True, help_text="Where the person stands towards it.")
    last_conversation = serializers.DateField(source="talked", allow_null=True)
    next_conversation = serializers.DateTimeField(source="talks", allow_null=True)
    credential_lapses = serializers.DateField(source="lapses", allow_null=True, help_text="The first that lapses within 90 days, or has.")
    overdue_own = serializers.IntegerField(help_text="Promises of the person that are past their day.")
    overdue_manager = serializers.IntegerField(help_text="Promises made to the person that are past their day.")


class Team(ListEndpoint):
    """The people in your line today: those who report to you, or everybody below. Nobody reports to you: nobody is listed."""

    tag = "People"
    reads = Scope.READ_PEOPLE
    serializer_class = MemberShape
    orders = {
        "name": ("last_name", "first_name", "pk"),
        "unit": (Coalesce(F("present__unit__name"), Value("")), "last_name", "first_name", "pk"),
    }

    @extend_schema(
        summary="List my team",
        parameters=[
            OpenApiParameter("reach", str, enum=[name for name in REACHES if name], description="`line` for everybody below you."),
            OpenApiParameter("show", str, enum=[name for name in FILTERS if name], description="Whom alone to list."),
            OpenApiParameter("q", str, description="Words of the name, or an employee number."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Employee]:
        asked = self.request.query_params.dict()
        for name, choices in CHOICES.items():
            if asked.get(name, "") not in choices:
                raise ValidationError({name: [f"Expected one of {', '.join(filter(None, choices))}."]})
        rows: QuerySet[Employee] = team_board(self.reader, asked).listing.rows
        return rows

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        people = list(super().paginate_queryset(queryset) or [])
        trail.listed(Employee, by=self.account, count=len(people), asked=self.request.query_params.dict())
        return members(people, self.reader.today)
