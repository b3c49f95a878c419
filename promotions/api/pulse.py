"""What settled growth pulses say. They are answered in a browser alone: a program's writes are kept to be repeated, and answers are not."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.shapes import Shape
from employees.access import Permission
from employees.scopes import Scope
from promotions.presenters.pulse_page import PulsePage, pulse_page, share_text
from promotions.pulse.results import Result


class PulseRow(Shape):
    id = serializers.IntegerField(source="pk")
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    invited = serializers.IntegerField()


class PulseResult(Shape):
    """Shares of those who answered, whole hundredths; null where fewer than ten did, or fewer than three people are on one side."""

    name = serializers.CharField(allow_blank=True, help_text="The area; empty for small ones put together, and for all.")
    answers = serializers.IntegerField(allow_null=True)
    growth = serializers.FloatField(allow_null=True, help_text="Can grow here: agree, or agree fully.")
    way = serializers.FloatField(allow_null=True, help_text="Know what would take them further.")
    barriers = serializers.DictField(child=serializers.FloatField(allow_null=True))
    bounds = serializers.DictField(child=serializers.CharField(), help_text="What is told in words instead, by name: under 30%, over 70%.")


class PulseShape(Shape):
    pulses = PulseRow(many=True, help_text="Those that are over, the newest first.")
    shown = PulseRow(allow_null=True)
    all = PulseResult(allow_null=True)
    areas = PulseResult(many=True)


class PulseResults(Endpoint):
    tag = "HR"
    reads = Scope.READ_FINDINGS
    needs = Permission.READ_FINDINGS

    @extend_schema(
        summary="Read a growth pulse",
        parameters=[OpenApiParameter("pulse", str, description="The id of one that is over; the newest unless told.")],
        responses=PulseShape,
    )
    def get(self, request: Request) -> Response:
        """What people said of how they can grow, by area, as far as your reach goes; of ten answers or more."""
        return Response(PulseShape(told(pulse_page(self.account, request.query_params.get("pulse", "")))).data)


def told(page: PulsePage) -> dict[str, Any]:  # Any: values of a shape
    areas = [rounded(one) for one in page.areas]
    return {"pulses": page.settled, "shown": page.pulse, "all": rounded(page.whole) if page.whole else None, "areas": areas}


def rounded(one: Result) -> dict[str, Any]:  # Any: values of a shape
    """Return shares as the page shows them, in whole per cent or as bounds."""
    named = {"growth": one.growth, "way": one.way, **one.barriers}
    values = {name: share.value if share else None for name, share in named.items()}
    return {
        "name": one.name,
        "answers": one.answers,
        "growth": values["growth"],
        "way": values["way"],
        "barriers": {code: values[code] for code in one.barriers},
        "bounds": {name: share_text(share) for name, share in named.items() if share and share.told and share.value is None},
    }
