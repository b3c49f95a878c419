"""The reader's own credentials."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.shapes import Shape
from employees.api.me import OwnEndpoint
from employees.presenters.credentials_page import credential_lines


class AskingRole(Shape):
    slug = serializers.CharField()
    name = serializers.CharField()
    part = serializers.CharField(help_text="What it is to you: present role, next step or aspiration.")


class ReminderShape(Shape):
    threshold = serializers.CharField(source="get_threshold_display")
    on = serializers.DateField()


class CredentialShape(Shape):
    """A credential held, how it stands, and what closes on the day it lapses."""

    id = serializers.IntegerField(source="held.pk")
    name = serializers.CharField(source="held.credential.name")
    kind = serializers.CharField(source="held.credential.kind")
    issuer = serializers.CharField(source="held.credential.issuer", allow_blank=True)
    number = serializers.CharField(source="held.number", allow_blank=True)
    issued_on = serializers.DateField(source="held.issued_on")
    expires_on = serializers.DateField(source="held.expires_on", allow_null=True, help_text="The first day that does not count.")
    state = serializers.CharField(source="word")
    days_left = serializers.IntegerField(allow_null=True)
    renewed = serializers.BooleanField(help_text="Whether a later one holds beyond its end.")
    closing = AskingRole(many=True, help_text="The roles that close when it lapses, or have closed.")
    told = ReminderShape(source="held.reminders.all", many=True, help_text="The reminders that were told of it.")


class CredentialsShape(Shape):
    results = CredentialShape(many=True)


class MyCredentials(OwnEndpoint):
    @extend_schema(summary="List my credentials", responses=CredentialsShape)
    def get(self, request: Request) -> Response:
        """All that is on your record: what counts and ends soonest first, then what has lapsed, then what was renewed."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return CredentialsShape({"results": credential_lines(self.employee, self.reader)}).data
