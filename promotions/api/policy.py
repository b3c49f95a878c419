"""The promotion policy, version by version, for those who write it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.shapes import Shape
from employees.access import Permission
from employees.scopes import Scope
from promotions.models import PolicyVersion
from promotions.models.policy import PolicyVersionQuerySet


class RuleShape(Shape):
    """What holds for one family, or for all that have no rule of their own. Scores are basis points."""

    family = serializers.CharField(source="family.slug", allow_null=True, help_text="Null: the default.")
    ready_from = serializers.IntegerField()
    near_from = serializers.IntegerField()
    near_failed_gates = serializers.IntegerField()
    minimum_rating = serializers.IntegerField(allow_null=True)
    time_counts = serializers.BooleanField()
    decided_by = serializers.CharField(allow_blank=True)


class PolicyShape(Shape):
    """A version of the policy. Once its day has come it stays as it is."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    effective_from = serializers.DateField()
    text = serializers.CharField(allow_blank=True)
    rules = RuleShape(source="rules.all", many=True)


class PolicyEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.READ_FRAMEWORK
    needs = Permission.EDIT_POLICY

    def get_queryset(self) -> PolicyVersionQuerySet:
        return PolicyVersion.objects.visible_to(self.request.user).prefetch_related("rules__family")


@extend_schema(summary="List policy versions")
class PolicyVersions(PolicyEndpoint, ListEndpoint):
    """All versions, the newest first, those whose day is still to come among them."""

    serializer_class = PolicyShape
    orders = {"-effective_from": ("effective_from", "number", "pk")}


class OnePolicyVersion(PolicyEndpoint):
    @extend_schema(summary="Read a policy version", responses=PolicyShape)
    def get(self, request: Request, number: int) -> Response:
        """One version with the rules of each family."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return PolicyShape(get_object_or_404(self.get_queryset(), number=self.kwargs["number"])).data
