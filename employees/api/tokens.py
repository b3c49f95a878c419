"""The reader's own tokens. They are made on their page alone, right after a proof: no token makes another."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict
from config.rest.shapes import Shape
from employees import tokens as verbs
from employees.models import ApiToken
from employees.models.api import ApiTokenQuerySet
from employees.scopes import Scope


class OwnToken(Shape):
    """A token that lives, by how it begins."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To ten minutes.")

    def get_scopes(self, token: ApiToken) -> list[str]:
        return token.scopes.split()


@extend_schema(summary="List my tokens")
class MyTokens(ListEndpoint):
    """Your tokens that live, newest first. None is told but how it begins."""

    tag = "Me"
    reads = Scope.READ_ME
    serializer_class = OwnToken
    orders = {"-created": ("created_at", "pk")}

    def get_queryset(self) -> ApiTokenQuerySet:
        return ApiToken.objects.visible_to(self.request.user).live(timezone.now())


class MyToken(Endpoint):
    tag = "Me"
    writes = Scope.WRITE_ME

    @extend_schema(summary="Revoke a token", responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """End one of your tokens at once, also the one that asks."""
        found = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=token_id)
        if not verbs.revoke(token=found, by=self.account):
            raise Conflict("It had ended already.")
        return Response(status=204)

    def shown(self) -> Any:  # Any: JSON
        return None
