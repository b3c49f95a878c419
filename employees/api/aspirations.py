"""The roles that the reader wants: private until shared."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.problems import refused_by
from config.rest.shapes import Shape
from employees import services
from employees.api.me import OwnEndpoint
from employees.forms import AspirationForm
from employees.models import Aspiration
from employees.presenters.aspirations_page import wishes
from employees.scopes import Scope
from pathways.api.shapes import Standing
from pathways.models import RoleProfile

SAID = ("goal", "within_months", "open_to_move")


class AspirationShape(Shape):
    """A role that you want. Whoever leads you sees it once it is shared; your HR partner always."""

    id = serializers.IntegerField(source="aspiration.pk")
    role = serializers.CharField(source="aspiration.role.slug")
    name = serializers.CharField()
    goal = serializers.ChoiceField(source="aspiration.goal", choices=Aspiration.Goal.choices)
    within_months = serializers.IntegerField(source="aspiration.within_months", allow_null=True)
    open_to_move = serializers.BooleanField(source="aspiration.open_to_move")
    since = serializers.DateField(source="aspiration.since")
    shared_on = serializers.DateField(source="aspiration.shared_on", allow_null=True, help_text="Null while it is private.")
    standing = Standing()


class AspirationsShape(Shape):
    results = AspirationShape(many=True)


class AspirationChange(Shape):
    goal = serializers.ChoiceField(choices=Aspiration.Goal.choices, required=False)
    within_months = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=AspirationForm.LONGEST_MONTHS)
    open_to_move = serializers.BooleanField(required=False)
    shared = serializers.BooleanField(required=False, help_text="Whether whoever leads you knows of it.")


class AspirationAsked(Shape):
    role = serializers.CharField(max_length=160, help_text="The slug of the role.")
    goal = serializers.ChoiceField(choices=Aspiration.Goal.choices)
    within_months = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=AspirationForm.LONGEST_MONTHS)
    open_to_move = serializers.BooleanField(required=False)


class AspirationEndpoint(OwnEndpoint):
    writes = Scope.WRITE_ME

    def told(self, aspiration: int) -> Any:  # Any: JSON
        found = next((wish for wish in wishes(self.reader) if wish.aspiration.pk == aspiration), None)
        if found is None:
            raise Http404
        return AspirationShape(found).data

    def say(self, profile: RoleProfile, said: Mapping[str, Any]) -> Aspiration:  # Any: JSON
        """Let the page's own form judge it, then note it."""
        form = AspirationForm({name: value for name, value in said.items() if value is not None})
        if not form.is_valid():
            raise refused_by(form)
        return services.aspire(employee=self.employee, role=profile.role, on=self.reader.today, by=self.account, **form.cleaned_data)


class MyAspirations(AspirationEndpoint):
    @extend_schema(summary="List my aspirations", operation_id="me_aspirations_list", responses=AspirationsShape)
    def get(self, request: Request) -> Response:
        """The roles that you want, newest first, each with where you stand."""
        if self.reader.employee is None:
            raise Http404
        return Response(AspirationsShape({"results": wishes(self.reader)}).data)

    @extend_schema(summary="Note a role that I want", request=AspirationAsked, responses={201: AspirationShape})
    def post(self, request: Request) -> Response:
        """Note it, or say anew what you said of it. It is private until you share it."""
        asked = AspirationAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        profile = RoleProfile.objects.in_force(self.reader.today).filter(role__slug=said["role"]).select_related("role").first()
        if profile is None:
            raise ValidationError({"role": ["No role in force has this slug."]})
        noted = self.say(profile, {name: said.get(name) for name in SAID})
        return Response(self.told(noted.pk), status=201, headers={"Location": reverse("api-my-aspiration", args=[noted.pk])})


class MyAspiration(AspirationEndpoint):
    def wanted(self) -> Aspiration:
        own = Aspiration.objects.visible_to(self.request.user).select_related("role", "employee")
        return get_object_or_404(own, pk=self.kwargs["aspiration_id"])

    def shown(self) -> Any:  # Any: JSON
        return self.told(self.kwargs["aspiration_id"])

    @extend_schema(summary="Read an aspiration", responses=AspirationShape)
    def get(self, request: Request, aspiration_id: int) -> Response:
        """One role that you want, and where you stand."""
        return Response(self.shown())

    @extend_schema(summary="Change or share an aspiration", request=AspirationChange, responses=AspirationShape)
    def patch(self, request: Request, aspiration_id: int) -> Response:
        """Say something else of it, share it with whoever leads you, or keep it private again."""
        wanted, asked = self.wanted(), AspirationChange(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if said.keys() & set(SAID):
            self.change(wanted, said)
        if said.get("shared"):
            services.share_aspiration(aspiration=wanted, on=self.reader.today, by=self.account)
        elif "shared" in said:
            services.keep_aspiration_private(aspiration=wanted, by=self.account)
        return Response(self.shown())

    def change(self, wanted: Aspiration, said: Mapping[str, Any]) -> None:  # Any: JSON
        profile = RoleProfile.objects.in_force(self.reader.today).filter(role=wanted.role).select_related("role").first()
        if profile is None:
            raise ValidationError({"role": ["No framework in force describes this role any more. It can be shared or dropped."]})
        self.say(profile, {name: said.get(name, getattr(wanted, name)) for name in SAID})

    @extend_schema(summary="Drop an aspiration", responses={204: None})
    def delete(self, request: Request, aspiration_id: int) -> Response:
        """Want it no longer."""
        wanted = self.wanted()
        services.drop_aspiration(employee=wanted.employee, role=wanted.role, by=self.account)
        return Response(status=204)
