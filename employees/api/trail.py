"""The audit trail: one's own part of it, and all of it for those to whom it is entrusted."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.lists import ListEndpoint
from config.rest.problems import refused_by
from config.rest.shapes import Shape
from employees import trail
from employees.access import NOBODY, Permission
from employees.forms import TrailForm
from employees.models import AuditEvent
from employees.models.trail import AuditEventQuerySet, Verb
from employees.presenters.trail_page import asked_for, lines_of
from employees.scopes import Scope

NEWEST_FIRST = {"-at": ("at", "pk")}


class Deed(Shape):
    """Something done to your record, or a look at it."""

    at = serializers.DateTimeField(source="event.at")
    who = serializers.CharField()
    standing_in_for = serializers.CharField(source="standing_in", allow_blank=True, help_text="In whose absence; empty for oneself.")
    verb = serializers.ChoiceField(source="event.verb", choices=Verb.choices)
    words = serializers.CharField()
    details = serializers.CharField(allow_blank=True)


class EventShape(Deed):
    """One event as auditors see it. No content of any record is in it."""

    id = serializers.IntegerField(source="event.id")
    account = serializers.IntegerField(source="event.who", allow_null=True)
    account_name = serializers.CharField(source="event.who_name", allow_blank=True)
    whom = serializers.CharField(allow_blank=True, help_text="Whose record.")
    employee_number = serializers.CharField(source="number", allow_blank=True)
    kind = serializers.CharField(source="event.kind")
    object = serializers.CharField(source="event.object_id", allow_blank=True)
    why = serializers.CharField(source="event.why", allow_blank=True)
    address = serializers.CharField(source="event.address", allow_null=True)
    channel = serializers.CharField(source="event.channel")


class TrailEndpoint(ListEndpoint):
    orders = NEWEST_FIRST

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        return lines_of(list(super().paginate_queryset(queryset) or []))


@extend_schema(summary="List who saw my record")
class MyRecord(TrailEndpoint):
    """Everybody who looked at your record or changed something in it, newest first. Your own coming and going is not in it."""

    tag = "Me"
    reads = Scope.READ_ME
    serializer_class = Deed

    def get_queryset(self) -> AuditEventQuerySet:
        own, events = self.reader.employee, AuditEvent.objects.visible_to(self.request.user)
        if own is None:
            return events.filter(NOBODY)
        return events.about(own.pk).exclude(verb__in=(Verb.SIGNED_IN, Verb.SIGNED_OUT))


class Trail(TrailEndpoint):
    """All events, newest first. Each page that is read is an export, and on the trail itself."""

    tag = "HR"
    reads = Scope.READ_TRAIL
    needs = Permission.READ_TRAIL
    serializer_class = EventShape

    @extend_schema(
        summary="Search the audit trail",
        parameters=[
            OpenApiParameter("who", str, description="The address of the account that did it."),
            OpenApiParameter("whom", str, description="The employee number of whose record it is."),
            OpenApiParameter("verb", str, enum=Verb.values, description="What was done."),
            OpenApiParameter("since", str, description="The first day, as 2026-11-23."),
            OpenApiParameter("until", str, description="The last day."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> AuditEventQuerySet:
        if getattr(self, "swagger_fake_view", False):  # the document is made of nobody's question
            return AuditEvent.objects.visible_to(self.request.user)
        form = TrailForm(self.request.query_params)
        if not form.is_valid():
            raise refused_by(form)
        return asked_for(form, self.account)

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        lines = super().paginate_queryset(queryset)
        trail.exported(AuditEvent, by=self.account, name="trail", count=len(lines), asked=self.request.query_params.dict())
        return lines
