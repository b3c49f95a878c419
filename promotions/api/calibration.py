"""How managers rate, as JSON."""

from typing import Any

from django.db.models import F, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, SearchFilter
from config.rest.shapes import Shape
from employees import trail
from employees.api.shapes import PersonRef
from employees.scopes import Scope
from promotions.models import RatingDrift, UsualDifference
from promotions.models.calibration import Evidence
from promotions.presenters.calibration_page import SAYS, says


class ComparisonsShape(Shape):
    """How many comparisons with one kind of evidence on the same skill of the same person."""

    kind = serializers.ChoiceField(choices=Evidence.values)
    number = serializers.IntegerField()


class DriftShape(Shape):
    """One manager's drift in levels, with its 95% interval. Of fewer than five people compared nothing is said."""

    manager = PersonRef()
    people = serializers.IntegerField(help_text="People compared.")
    compared = ComparisonsShape(many=True)
    drift = serializers.FloatField(help_text="How much higher than managers usually rate, against the same kinds of evidence.")
    low = serializers.FloatField()
    high = serializers.FloatField()
    says = serializers.ChoiceField(choices=list(SAYS), help_text="`open`: the interval holds too much to tell.")
    on = serializers.DateField(help_text="The night it is of.")


class UsualShape(ComparisonsShape):
    difference = serializers.FloatField(allow_null=True, help_text="In levels; null where too few comparisons are known.")


class UsualListShape(Shape):
    usual = UsualShape(many=True)


class DriftFilter(filters.FilterSet):
    q = SearchFilter("Words of the manager's name, or an employee number.")


@extend_schema(summary="List how managers rate")
class Calibration(ListEndpoint):
    """Your own drift, and that of managers in your line and in the units whose HR partner you are. None is ordered by drift."""

    tag = "People"
    reads = Scope.READ_PEOPLE
    serializer_class = DriftShape
    filterset_class = DriftFilter
    orders = {
        "name": ("manager__last_name", "manager__first_name", "pk"),
        "sureness": ("width", "pk"),
    }

    def get_queryset(self) -> QuerySet[RatingDrift]:
        rows = RatingDrift.objects.visible_to(self.request.user).select_related("manager")
        return rows.annotate(width=F("high") - F("low"))

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        rows = list(super().paginate_queryset(queryset) or [])
        others = trail.others(self.account, (row.pk for row in rows))
        trail.listed(RatingDrift, by=self.account, count=others, asked=self.request.query_params.dict())
        return [told(row) for row in rows]


class CalibrationUsual(Endpoint):
    tag = "People"
    reads = Scope.READ_PEOPLE

    @extend_schema(summary="Read by how much managers usually rate higher", responses=UsualListShape)
    def get(self, request: Request) -> Response:
        """Per kind of evidence, over the whole company: what every drift is measured from."""
        known = UsualDifference.objects.visible_to(self.account).order_by("kind")
        rows = [
            {"kind": one.kind, "number": one.number, "difference": None if one.difference is None else one.difference / 100}
            for one in known
        ]
        return Response(UsualListShape({"usual": rows}).data)


def told(row: RatingDrift) -> dict[str, Any]:  # Any: JSON
    figures = {name: getattr(row, name) / 100 for name in ("drift", "low", "high")}
    compared = [{"kind": kind, "number": number} for kind, number in row.numbers.items()]
    return {"manager": row.manager, "people": row.people, "compared": compared, "says": says(row), "on": row.on, **figures}
