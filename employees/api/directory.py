"""The groups of the company's directory, and the duties they entrust. For administrators."""

from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict
from config.rest.shapes import Shape
from employees.access import Permission
from employees.accounts import LastAdministratorError
from employees.api.accounts import DutyAsked, DutyShape
from employees.models import DirectoryGroup, GroupDuty
from employees.models.directory import DirectoryGroupQuerySet
from employees.scim import duties
from employees.scim.duties import DutyError
from employees.scopes import Scope
from pathways.words import search_text


class GroupShape(Shape):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="display_name")
    people = serializers.IntegerField(help_text="How many accounts are in it.")
    duties = DutyShape(source="duties.all", many=True)


class GroupEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.MANAGE_ACCOUNTS
    writes = Scope.MANAGE_ACCOUNTS
    needs = Permission.MANAGE_ACCOUNTS
    proven = True

    def groups(self) -> DirectoryGroupQuerySet:
        sent = DirectoryGroup.objects.visible_to(self.request.user)
        return sent.annotate(people=Count("memberships")).prefetch_related("duties__unit")

    def shown(self) -> Any:  # Any: JSON
        return GroupShape(get_object_or_404(self.groups(), pk=self.kwargs["group_id"])).data


class DirectoryGroups(GroupEndpoint, ListEndpoint):
    """The groups that the company's directory has sent."""

    serializer_class = GroupShape
    orders = {"name": ("display_name", "pk")}

    def get_queryset(self) -> DirectoryGroupQuerySet:
        return self.groups().filter(display_name__icontains=search_text(self.request.query_params.get("q", "")))

    @extend_schema(summary="List groups of the directory", parameters=[OpenApiParameter("q", str, description="Part of the name.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)


class OneDirectoryGroup(GroupEndpoint):
    @extend_schema(summary="Read a group of the directory", responses=GroupShape)
    def get(self, request: Request, group_id: int) -> Response:
        """How many are in it, and what it entrusts to them."""
        return Response(self.shown())


class GroupDuties(GroupEndpoint):
    @extend_schema(summary="Let a group entrust a duty", request=DutyAsked, responses={201: GroupShape})
    def post(self, request: Request, group_id: int) -> Response:
        """Whoever is in the group holds the duty from then on, for as long as they are."""
        group, asked = get_object_or_404(self.groups(), pk=group_id), DutyAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            duties.entrust(group=group, duty=said["duty"], code=said.get("unit", "").strip(), by=self.account)
        except DutyError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


class OneGroupDuty(GroupEndpoint):
    @extend_schema(summary="Let a group entrust a duty no more", responses={204: None})
    def delete(self, request: Request, group_id: int, duty_id: int) -> Response:
        """Its members lose it, unless they have it otherwise."""
        given = GroupDuty.objects.visible_to(request.user).select_related("group", "unit")
        try:
            duties.stop_entrusting(entrusted=get_object_or_404(given, pk=duty_id, group=group_id), by=self.account)
        except LastAdministratorError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(status=204)
