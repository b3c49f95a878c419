"""The route finder as JSON."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.problems import refused_by
from config.rest.shapes import Shape
from employees.presenters.route_page import RoutePage, route_page
from employees.presenters.route_question import Question, asked_by
from employees.scopes import Scope
from pathways.api.shapes import MoveTold, RoleRef
from pathways.forms import YEARS
from pathways.routes import Order


class LegShape(Shape):
    source = RoleRef()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    target = RoleRef()
    move = MoveTold()
    levels = serializers.IntegerField(allow_null=True, help_text="Skill levels to gain for it; null where nobody wrote what the role asks.")


class RouteShape(Shape):
    """One route, and what it takes in all, each skill level counted once."""

    number = serializers.IntegerField()
    levels = serializers.IntegerField(source="route.cost.levels")
    credentials = serializers.IntegerField(source="route.cost.credentials")
    months = serializers.IntegerField(source="route.cost.months")
    unwritten = serializers.IntegerField(source="route.cost.unwritten", help_text="Roles on it of which nobody wrote what they ask.")
    legs = LegShape(many=True)


class SkillLacking(Shape):
    skill = serializers.CharField(source="asked.name")
    required = serializers.IntegerField(source="asked.level")  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    held = serializers.IntegerField()


class LegInFull(Shape):
    """What a move asks beyond what is held by then."""

    role = RoleRef(source="leg.target")
    skills = SkillLacking(source="lacking.gaps", many=True)
    credentials = serializers.ListField(child=serializers.CharField(), source="lacking.credentials")
    projects = serializers.ListField(child=serializers.CharField(), source="lacking.projects")
    time = serializers.ListField(child=serializers.CharField())
    open_seats = serializers.IntegerField(source="seats")


class NearRole(Shape):
    role = RoleRef(source="profile")
    words = serializers.CharField()


class DeadEnd(Shape):
    """Why there is no route, what would open one, and what is near."""

    reason = serializers.CharField()
    remedy = serializers.CharField()
    within_reach = NearRole(many=True)
    doors = NearRole(many=True, help_text="Roles from which a written move leads to the target.")


class RoutesShape(Shape):
    start = RoleRef()
    target = RoleRef()
    own = serializers.BooleanField(source="question.own", help_text="Whether they set out from your present role.")
    order = serializers.ChoiceField(source="question.order", choices=[order.value for order in Order])
    routes = RouteShape(source="cards", many=True)
    route = serializers.IntegerField(source="shown.number", allow_null=True, help_text="The route that is told in full.")
    in_full = LegInFull(source="lines", many=True)
    dead_end = DeadEnd(allow_null=True)


class Routes(Endpoint):
    tag = "Framework"
    reads = Scope.READ_FRAMEWORK
    may_be_nowhere = True

    @extend_schema(
        summary="Find routes between two roles",
        parameters=[
            OpenApiParameter("from", str, description="The slug of the role to set out from; your own unless told."),
            OpenApiParameter("to", str, description="The slug of the role to reach.", required=True),
            OpenApiParameter("order", str, enum=[order.value for order in Order], description="What makes a route better."),
            OpenApiParameter("years", int, enum=YEARS, description="The longest it may take."),
            OpenApiParameter("managers", bool, description="True for no manager roles on the way."),
            OpenApiParameter("down", bool, description="True for no steps down."),
            OpenApiParameter("route", int, description="The number of the route to tell in full; the first unless told."),
        ],
        responses=RoutesShape,
    )
    def get(self, request: Request) -> Response:
        """The best routes and really different ones beside them, measured by what you hold; or why there is none and what is near."""
        question = asked_by(self.reader, request.query_params)
        refuse(question)
        return Response(RoutesShape(found(question)).data)


def refuse(question: Question) -> None:
    """Refuse limits that are none, and a question without two ends."""
    if not question.form.is_valid():
        raise refused_by(question.form)
    if question.start.role is None and not question.query.get("from"):
        raise ValidationError({"from": ["You hold no role today. Name the one to set out from by its slug."]})
    if not question.query.get("to"):
        raise ValidationError({"to": ["Name the role to reach by its slug."]})


def found(question: Question) -> RoutePage:
    page = route_page(question)
    if page.start is None or page.target is None:
        raise Http404
    if page.stays:
        raise ValidationError({"to": ["Both ends are the same role. Expected two."]})
    return page
