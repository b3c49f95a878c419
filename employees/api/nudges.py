"""What your weekly digest holds, and when it comes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.shapes import Shape
from employees.api.me import OwnEndpoint
from employees.models import NudgePreference
from employees.models.nudges import NudgeKind
from employees.nudges import preferences
from employees.scopes import Scope


class NudgesShape(Shape):
    """One digest a week at most; nothing when nothing waits for you."""

    wanted = serializers.ListField(child=serializers.ChoiceField(choices=NudgeKind.choices), help_text="What you are reminded of.")
    weekday = serializers.ChoiceField(choices=NudgePreference.Weekday.choices, help_text="0 is Monday, 4 Friday.")
    mail = serializers.BooleanField(help_text="By mail, too; it always stands among your notices.")


class NudgesAsked(Shape):
    wanted = serializers.ListField(child=serializers.ChoiceField(choices=NudgeKind.choices), required=False, max_length=len(NudgeKind))
    weekday = serializers.ChoiceField(choices=NudgePreference.Weekday.choices, required=False)
    mail = serializers.BooleanField(required=False)


class MyNudges(OwnEndpoint):
    writes = Scope.WRITE_ME

    def shown(self) -> Any:  # Any: JSON
        return NudgesShape(self.told()).data

    def told(self) -> dict[str, Any]:  # Any: values of a shape
        kept = preferences.preference_of(self.employee)
        wanted = [kind for kind in NudgeKind.values if kind not in kept.off]
        return {"wanted": wanted, "weekday": kept.weekday, "mail": kept.mail}

    @extend_schema(summary="Read how I am reminded", responses=NudgesShape)
    def get(self, request: Request) -> Response:
        """What your weekly digest holds, on which day it comes, and whether by mail, too."""
        return Response(self.shown())

    @extend_schema(summary="Change how I am reminded", request=NudgesAsked, responses=NudgesShape)
    def patch(self, request: Request) -> Response:
        """What you leave out stays as it is."""
        asked = NudgesAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        preferences.prefer(employee=self.employee, by=self.account, **(self.told() | asked.validated_data))
        return Response(self.shown())
