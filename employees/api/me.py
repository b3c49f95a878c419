"""The reader: who they are, their own path and gaps."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.shapes import Shape
from employees.access import Permission
from employees.api.shapes import GapShape, PathShape, PersonRef
from employees.models import ApiToken, Employee
from employees.presenters.gap_page import gap_page
from employees.presenters.path_page import path_page
from employees.scopes import Scope


class TokenShape(Shape):
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class MeShape(Shape):
    """Who asks, and what that account may do."""

    email = serializers.EmailField()
    person = PersonRef(allow_null=True, help_text="Your own record; null without one, or once you have left.")
    leads = serializers.BooleanField(help_text="Whether anybody reports to you today.")
    permissions = serializers.ListField(child=serializers.CharField(), help_text="What your duties let you do.")
    token = TokenShape(allow_null=True, help_text="The token you asked with; null in a browser's session.")


class OwnEndpoint(Endpoint):
    """An operation on the reader's own record; 404 for an account without one."""

    tag = "Me"
    reads = Scope.READ_ME
    may_be_nowhere = True

    @property
    def employee(self) -> Employee:
        if self.reader.employee is None:
            raise Http404
        return self.reader.employee


class Me(Endpoint):
    tag = "Me"

    @extend_schema(summary="Who am I", responses=MeShape)
    def get(self, request: Request) -> Response:
        """The account, its record and duties, and the scopes of the token that asks. It takes no scope: try a token here first."""
        token = request.auth if isinstance(request.auth, ApiToken) else None
        told = {
            "email": self.account.email,
            "person": self.reader.employee,
            "leads": self.reader.leads,
            "permissions": [permission.value for permission in Permission if self.reader.may(permission)],
            "token": token and {"name": token.name, "scopes": token.scopes.split(), "expires_at": token.expires_at},
        }
        return Response(MeShape(told).data)


class MyPath(OwnEndpoint):
    @extend_schema(summary="Read my path", responses=PathShape)
    def get(self, request: Request) -> Response:
        """Where I am, where I can go, what is missing: all that the page My path shows, with the data of its map."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return PathShape(path_page(self.employee, self.reader)).data


class MyGap(OwnEndpoint):
    @extend_schema(summary="Measure me against a role", responses=GapShape)
    def get(self, request: Request, slug: str) -> Response:
        """Each requirement beside what is held, the gates, and the sum, worked out now with every step shown."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return GapShape(gap_page(self.employee, self.kwargs["slug"], self.reader)).data
