"""Absences of managers: who stands in, from when until when."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape
from employees import delegations as verbs
from employees.api.shapes import PersonRef
from employees.delegations import DelegationError
from employees.forms import DelegationForm
from employees.models import Delegation
from employees.models.delegations import DelegationQuerySet
from employees.presenters.delegation_page import for_others, may_name
from employees.scopes import Scope


class DelegationShape(Shape):
    """An absence, and who stands in meanwhile."""

    id = serializers.IntegerField(source="pk")
    manager = PersonRef()
    colleague = PersonRef()
    start = serializers.DateField()
    end = serializers.DateField(help_text="The first day on which the colleague no longer stands in.")
    why = serializers.CharField(allow_blank=True)


class DelegationAsked(Shape):
    manager = serializers.CharField(
        required=False, max_length=40, help_text="The employee number of the manager who is away; yourself unless told."
    )
    colleague = serializers.CharField(max_length=254, help_text="The address with which the colleague signs in.")
    start = serializers.DateField()
    end = serializers.DateField()
    why = serializers.CharField(required=False, allow_blank=True, max_length=300)


class DelegationEndpoint(Endpoint):
    tag = "People"
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    def get_queryset(self) -> DelegationQuerySet:
        return Delegation.objects.visible_to(self.request.user).select_related("manager", "colleague")


class Delegations(DelegationEndpoint, ListEndpoint):
    """Yours, from either side, and those of the managers for whom you may name somebody; newest first."""

    serializer_class = DelegationShape
    orders = {"-start": ("start", "pk")}

    def shown(self) -> Any:  # Any: JSON
        return None

    @extend_schema(summary="List who stands in for whom")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Name who stands in", request=DelegationAsked, responses={201: DelegationShape})
    def post(self, request: Request) -> Response:
        """While a manager is away, let a colleague reach the manager's line."""
        if not may_name(self.reader):
            raise PermissionDenied
        asked = DelegationAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        if "manager" in asked.validated_data and not for_others(self.reader):
            raise ValidationError({"manager": ["You name somebody for yourself alone. Leave it out."]})
        form = DelegationForm(asked.validated_data, reader=self.reader, for_others=for_others(self.reader))
        if not form.is_valid():
            raise refused_by(form)
        said = form.cleaned_data | {"manager": form.cleaned_data.get("manager") or self.reader.employee}
        try:
            made = verbs.delegate(by=self.account, **said)
        except DelegationError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(DelegationShape(self.get_queryset().get(pk=made.pk)).data, status=201)


class OneDelegation(DelegationEndpoint):
    def delegation(self) -> Delegation:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["delegation_id"])

    def shown(self) -> Any:  # Any: JSON
        return DelegationShape(self.delegation()).data

    @extend_schema(summary="Read who stands in", responses=DelegationShape)
    def get(self, request: Request, delegation_id: int) -> Response:
        """One absence."""
        return Response(self.shown())

    @extend_schema(summary="End a standing-in", responses={204: None})
    def delete(self, request: Request, delegation_id: int) -> Response:
        """End it today; one that has not begun is taken back. Whoever merely stands in cannot."""
        found = self.delegation()
        if found.colleague == self.reader.employee:
            raise PermissionDenied
        verbs.end(delegation=found, by=self.account)
        return Response(status=204)
