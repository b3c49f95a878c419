"""Mobility figures, each with its definition and what it was counted from."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.problems import refused_by
from config.rest.shapes import Shape
from employees.access import Permission
from employees.scopes import Scope
from promotions.metrics.measures import DEFINITIONS, Kind
from promotions.metrics.report import ROW_MEASURES, Card, Row
from promotions.metrics.selection import Axis
from promotions.metrics.window import month_code
from promotions.presenters.mobility_page import code
from promotions.presenters.mobility_question import asked, report, selection_of


class FigureShape(Shape):
    """A number, or in words why there is none. Percentages are fractions of one."""

    value = serializers.FloatField(allow_null=True)
    basis = serializers.CharField(allow_blank=True, help_text="Numerator and denominator in words.")
    missing = serializers.CharField(
        allow_blank=True, help_text="Why there is no number: hidden, for one, since fewer than ten people could be worked out."
    )


class CardShape(Shape):
    """One measure over the window."""

    key = serializers.CharField(source="definition.key")
    name = serializers.CharField(source="definition.name")
    definition = serializers.CharField(source="definition.text")
    kind = serializers.ChoiceField(source="definition.kind", choices=[kind.value for kind in Kind])
    figure = FigureShape()
    text = serializers.CharField(source="value", help_text="The figure as the page prints it.")
    before = FigureShape(allow_null=True, help_text="The same in the same months of the year before.")
    change = serializers.CharField(allow_blank=True, help_text="From then to now, in words.")
    likely = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="Between what the change lies at 95%, in fractions of one."
    )
    sureness = serializers.CharField(allow_blank=True, help_text="Whether the change is more than chance, in words.")
    company = FigureShape(allow_null=True, help_text="Of the whole company; null where this is it.")
    trend = FigureShape(source="points", many=True, help_text="One figure a window of `trend`.")


class CellShape(FigureShape):
    measure = serializers.CharField()


class RowShape(Shape):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    code = serializers.CharField(allow_blank=True, help_text="What a parameter calls it; empty where nothing lies below.")
    headcount = serializers.CharField(help_text="Average headcount, as text: small ones are not told.")
    figures = serializers.SerializerMethodField()

    @extend_schema_field(CellShape(many=True))
    def get_figures(self, row: Row) -> Any:  # Any: JSON
        return [{"measure": key, **FigureShape(figure).data} for key, figure in zip(ROW_MEASURES, row.figures, strict=True)]


class UnitShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class WindowShape(Shape):
    """Months such as 2026-03; figures of the last one reach up to `until`."""

    first = serializers.CharField()
    last = serializers.CharField()
    until = serializers.DateField()


class MobilityShape(Shape):
    """How people move through the company, for one selection."""

    unit = UnitShape(allow_null=True, help_text="Null: all units in your reach.")
    family = serializers.CharField(allow_blank=True)
    level = serializers.CharField(allow_blank=True)
    by = serializers.ChoiceField(choices=[axis.value for axis in Axis])
    window = WindowShape()
    measures = CardShape(many=True)
    trend = serializers.ListField(child=serializers.CharField(), help_text="The windows of each trend, oldest first.")
    rows = RowShape(many=True)
    total = RowShape()
    hides = serializers.BooleanField(help_text="Whether any of it is hidden for the sake of few people.")


class Mobility(Endpoint):
    tag = "HR"
    reads = Scope.READ_MOBILITY
    needs = Permission.READ_MOBILITY
    may_be_nowhere = True

    @extend_schema(
        summary="Read mobility figures",
        parameters=[
            OpenApiParameter("unit", str, description="A unit's code; with all units below. Unless told, all in your reach."),
            OpenApiParameter("family", str, description="A family's slug, or none for people of no known family."),
            OpenApiParameter("level", str, description="A level's id, or none."),
            OpenApiParameter("from", str, description="The first month, such as 2026-01."),
            OpenApiParameter("to", str, description="The last month."),
            OpenApiParameter("by", str, enum=[axis.value for axis in Axis], description="What the rows are."),
        ],
        responses=MobilityShape,
    )
    def get(self, request: Request) -> Response:
        """Every measure with its definition, basis and trend, and a row for each part of the selection. 404 before the first night."""
        form, tree = asked(self.account, request.query_params)
        if form is None:
            raise Http404
        if not form.is_valid():
            raise refused_by(form)
        selection = selection_of(self.account, request.query_params, form, tree)
        found, window = report(self.account, selection), selection.window
        told = {
            "unit": selection.unit,
            "family": code(selection.family),
            "level": code(selection.level),
            "by": selection.axis,
            "window": {"first": month_code(window.first), "last": month_code(window.last), "until": window.stop},
            "measures": cards(found.cards),
            "trend": [str(point) for point in found.trend],
            "rows": found.rows,
            "total": found.total,
            "hides": found.hides,
        }
        return Response(MobilityShape(told).data)


def cards(found: dict[str, Card]) -> list[Card]:
    """Return the cards in the order of the page."""
    return [found[key] for key in DEFINITIONS if key in found]
