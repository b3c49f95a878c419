"""How many promises are kept, for HR partners."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.shapes import Shape
from employees.access import Permission
from employees.scopes import Scope
from promotions.promise_counts import AreaCounts, promise_counts


class StateCounts(Shape):
    """How many promises of one side; null is hidden, for it tells of few or would give others away."""

    open = serializers.IntegerField(allow_null=True, help_text="Not yet due.")
    overdue = serializers.IntegerField(allow_null=True)
    kept = serializers.IntegerField(allow_null=True, help_text="In the last year, as the two that follow.")
    withdrawn = serializers.IntegerField(allow_null=True)
    declined = serializers.IntegerField(allow_null=True, help_text="Not taken on by a new manager.")


class AreaShape(Shape):
    unit = serializers.CharField(allow_null=True, help_text="The name; null for all areas together.")
    code = serializers.CharField(allow_null=True)
    by_employees = StateCounts()
    by_managers = StateCounts()


class PromiseCountsShape(Shape):
    areas = AreaShape(many=True, help_text="Units of 30 people or more; smaller ones count with the one above.")
    all = AreaShape(allow_null=True)
    left_out = serializers.IntegerField(help_text="People in units that stand in no area.")


class PromiseCountsEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.COUNT_PROMISES
    needs = Permission.COUNT_PROMISES

    @extend_schema(summary="Count how promises are kept", responses=PromiseCountsShape)
    def get(self, request: Request) -> Response:
        """By part of the company, in the units whose HR partner you are. Never a text or a name."""
        found = promise_counts(self.reader)
        whole = told(found.whole) if found.whole else None
        return Response(PromiseCountsShape({"areas": map(told, found.areas), "all": whole, "left_out": found.left_out}).data)


def told(area: AreaCounts) -> dict[str, Any]:  # Any: values of a shape
    unit = area.unit
    names = {"unit": unit.name if unit else None, "code": unit.code if unit else None}
    return names | {"by_employees": area.counts["employee"], "by_managers": area.counts["manager"]}
