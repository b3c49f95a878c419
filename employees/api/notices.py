"""What Pathways has told the reader."""

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, TruthFilter
from config.rest.shapes import Shape
from employees import services
from employees.api.shapes import PersonRef
from employees.models import Notice, NoticeLine
from employees.models.notices import NoticeQuerySet
from employees.scopes import Scope


class NoticeLineShape(Shape):
    person = PersonRef(source="about")
    text = serializers.CharField()


class NoticeShape(Shape):
    """One text, told to you as a person or for your duty. A digest names those whose record is open to you today."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Notice.Kind.choices)
    on = serializers.DateField(help_text="The day that it tells of.")
    subject = serializers.CharField()
    text = serializers.CharField()
    about = PersonRef(allow_null=True)
    lines = NoticeLineShape(source="named", many=True)
    read_at = serializers.DateTimeField(allow_null=True)


class NoticeRead(Shape):
    read = serializers.BooleanField(help_text="True. What was read stays read.")


class NoticeFilter(filters.FilterSet):
    unread = TruthFilter(field_name="read_at", lookup_expr="isnull", label="True for those not read yet, false for the others.")
    kind = filters.ChoiceFilter(choices=Notice.Kind.choices, label="What they tell of.")


class NoticeEndpoint(Endpoint):
    tag = "Me"
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    def get_queryset(self) -> NoticeQuerySet:
        named = NoticeLine.objects.visible_to(self.request.user).select_related("about")
        told = Notice.objects.visible_to(self.request.user).select_related("about")
        return told.prefetch_related(Prefetch("lines", named, to_attr="named"))


@extend_schema(summary="List my notices")
class MyNotices(NoticeEndpoint, ListEndpoint):
    """What Pathways has told you without being asked, newest first."""

    serializer_class = NoticeShape
    filterset_class = NoticeFilter
    orders = {"-id": ("pk",)}


class MyNotice(NoticeEndpoint):
    @extend_schema(summary="Read a notice", responses=NoticeShape)
    def get(self, request: Request, notice_id: int) -> Response:
        """One notice. Reading it here does not mark it as read."""
        return Response(self.shown())

    @extend_schema(summary="Mark a notice as read", request=NoticeRead, responses=NoticeShape)
    def patch(self, request: Request, notice_id: int) -> Response:
        """Note that you have read it."""
        asked = NoticeRead(data=request.data)
        asked.is_valid(raise_exception=True)
        if not asked.validated_data["read"]:
            raise ValidationError({"read": ["What was read stays read. Expected true."]})
        self.shown()
        services.mark_as_read(by=self.account, only=notice_id)
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return NoticeShape(get_object_or_404(self.get_queryset(), pk=self.kwargs["notice_id"])).data


class MyNoticesRead(NoticeEndpoint):
    @extend_schema(summary="Mark all notices as read", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Note that you have read all that you were told so far."""
        services.mark_as_read(by=self.account)
        return Response(status=204)
