"""The views of the team board that the reader keeps under a name."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from config.rest.shapes import Shape
from employees import team_views as verbs
from employees.models import TeamView
from employees.presenters.team_board import COLUMNS, FILTERS, REACHES
from employees.presenters.team_view_form import TeamViewForm, ViewNameForm
from employees.scopes import Scope

SORTS = ["", *(f"{sign}{column.name}" for column in COLUMNS for sign in ("", "-"))]


class TeamViewShape(Shape):
    """What `/team/` is asked for: never whom it showed."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    reach = serializers.CharField(allow_blank=True, help_text="`line` for everybody below; empty for who reports to you directly.")
    show = serializers.CharField(allow_blank=True, help_text="Whom alone it lists.")
    text = serializers.CharField(allow_blank=True, help_text="Words of the name, or an employee number.")
    sort = serializers.CharField(allow_blank=True, help_text="The column it is sorted by, with - before it when it descends.")


class TeamViewsShape(Shape):
    results = TeamViewShape(many=True)


class TeamViewName(Shape):
    name = serializers.CharField(max_length=60)


class TeamViewAsked(TeamViewName):
    reach = serializers.ChoiceField(choices=list(REACHES), required=False, allow_blank=True)
    show = serializers.ChoiceField(choices=list(FILTERS), required=False, allow_blank=True)
    text = serializers.CharField(max_length=100, required=False, allow_blank=True)
    sort = serializers.ChoiceField(choices=SORTS, required=False, allow_blank=True)


class TeamViewEndpoint(Endpoint):
    tag = "People"
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    def view(self) -> TeamView:
        return get_object_or_404(TeamView.objects.visible_to(self.request.user), pk=self.kwargs["view_id"])


class TeamViews(TeamViewEndpoint):
    def shown(self) -> Any:  # Any: JSON
        return None

    @extend_schema(summary="List my views of the team", operation_id="team_views_list", responses=TeamViewsShape)
    def get(self, request: Request) -> Response:
        """Twenty at most, by name. Ask `/api/v1/team/` for the same `reach`, `show` and `q` to read whom one shows today."""
        return Response(TeamViewsShape({"results": TeamView.objects.visible_to(self.request.user)}).data)

    @extend_schema(summary="Keep a view of the team", request=TeamViewAsked, responses={201: TeamViewShape})
    def post(self, request: Request) -> Response:
        """Keep it under a name; under one that you keep already it takes that one's place."""
        asked = TeamViewAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        form = TeamViewForm(as_sent(asked.validated_data))
        if not form.is_valid():
            raise refused_by(form)
        try:
            kept = verbs.save_view(**form.said, by=self.account)
        except verbs.TeamViewError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(TeamViewShape(kept).data, status=201, headers={"Location": reverse("api-team-view", args=[kept.pk])})


class OneTeamView(TeamViewEndpoint):
    def shown(self) -> Any:  # Any: JSON
        return TeamViewShape(self.view()).data

    @extend_schema(summary="Read one of my views of the team", responses=TeamViewShape)
    def get(self, request: Request, view_id: int) -> Response:
        """What it asks the board for."""
        return Response(self.shown())

    @extend_schema(summary="Rename a view of the team", request=TeamViewName, responses=TeamViewShape)
    def patch(self, request: Request, view_id: int) -> Response:
        """Call it something else."""
        view, asked = self.view(), TeamViewName(data=request.data)
        asked.is_valid(raise_exception=True)
        form = ViewNameForm(as_sent(asked.validated_data))
        if not form.is_valid():
            raise refused_by(form)
        try:
            verbs.rename_view(view=view, name=form.cleaned_data["name"], by=self.account)
        except verbs.TeamViewError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown())

    @extend_schema(summary="Remove a view of the team", responses={204: None})
    def delete(self, request: Request, view_id: int) -> Response:
        """Keep it no longer."""
        verbs.remove_view(view=self.view(), by=self.account)
        return Response(status=204)
