"""Audits of fairness: asked for by auditors, read as far as the reader's duty goes, as masked as on the page."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from config.rest.shapes import Shape, Words
from employees.access import Permission
from employees.scopes import Scope
from promotions.audit_forms import AuditForm
from promotions.audits.asking import AuditError, ask_audit
from promotions.models import Audit
from promotions.models.audits import AuditQuerySet
from promotions.presenters.audit_page import AuditPage, page_of, with_signals


class AuditRow(Shape):
    """A question, and how it stands."""

    id = serializers.IntegerField(source="pk")
    about = serializers.CharField()
    scope = serializers.CharField()
    stage = serializers.ChoiceField(choices=Audit.Stage.choices)
    strata = serializers.ChoiceField(choices=Audit.Strata.choices)
    first_cycle = serializers.IntegerField()
    last_cycle = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Audit.Status.choices)
    verdict = serializers.SerializerMethodField(help_text="The gravest of the verdicts that you may read; empty where there is none.")

    def get_verdict(self, audit: Audit) -> str:
        return page_of(audit, self.context["request"].user).verdict


class GroupTold(Shape):
    name = serializers.CharField()
    people = serializers.CharField()
    reached = serializers.CharField()
    rate = serializers.CharField()


class ComparisonTold(Shape):
    title = serializers.CharField()
    verdict = serializers.CharField()
    sentence = serializers.CharField(allow_blank=True)


class SignalTold(Shape):
    """Something that may become a finding; `key` names it when it does."""

    key = serializers.CharField(source="signal.key")
    title = serializers.CharField(source="signal.title")
    uncertainty = serializers.CharField(source="signal.uncertainty")
    finding = serializers.IntegerField(
        source="finding.pk", allow_null=True, default=None, help_text="The open one of it, if you may read it."
    )


class AuditDetail(AuditRow):
    """What was found, cell by cell the text of the page: what is suppressed there is `hidden` here."""

    verdict = serializers.CharField(allow_blank=True, help_text="As in the list.")  # type: ignore[assignment]  # told with the page
    purpose = serializers.CharField(allow_blank=True, help_text="Why it was asked for; empty for who is told rounded counts alone.")
    error = serializers.CharField(allow_blank=True)
    masked = serializers.BooleanField(help_text="Whether you are told rounded counts and verdicts alone.")
    groups = GroupTold(many=True)
    comparisons = ComparisonTold(many=True)
    stands_out = SignalTold(many=True, source="signals")


class AuditAsked(Shape):
    attribute = serializers.ChoiceField(choices=Audit.Attribute.choices)
    crossed_with = serializers.ChoiceField(choices=Audit.Attribute.choices, required=False, allow_blank=True)
    reference = serializers.CharField(required=False, allow_blank=True, max_length=170)
    stage = serializers.ChoiceField(choices=Audit.Stage.choices)
    strata = serializers.ChoiceField(choices=Audit.Strata.choices)
    first_cycle = serializers.IntegerField(min_value=1900, max_value=9999)
    last_cycle = serializers.IntegerField(min_value=1900, max_value=9999)
    family = serializers.IntegerField(required=False, min_value=1, help_text="The id of a job family; all unless told.")
    unit = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Name or code; the whole company unless told.")
    purpose = Words(max_length=400, help_text="Why it is asked for: kept with the audit.")


class AuditEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.READ_AUDITS
    writes = Scope.ASK_AUDITS
    needs = Permission.READ_AUDITS
    needs_to_write = Permission.ASK_AUDITS

    def audits(self) -> AuditQuerySet:
        return Audit.objects.visible_to(self.request.user).with_scope()


class Audits(AuditEndpoint, ListEndpoint):
    """The audits that you may read, newest first."""

    serializer_class = AuditRow
    orders = {"-id": ("pk",)}

    def get_queryset(self) -> AuditQuerySet:
        return self.audits()

    @extend_schema(summary="List audits of fairness")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Ask for an audit", request=AuditAsked, responses={202: AuditRow})
    def post(self, request: Request) -> Response:
        """Ask who was promoted of those eligible, compared by what people say of themselves. A worker answers: look at its address."""
        asked = AuditAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        form = AuditForm(as_sent(asked.validated_data), today=self.reader.today)
        if not form.is_valid():
            raise refused_by(form)
        try:
            made = ask_audit(**form.cleaned_data, by=self.account)
        except AuditError as refusal:
            raise Conflict(str(refusal)) from refusal
        told = AuditRow(made, context={"request": request}).data
        return Response(told, status=202, headers={"Location": reverse("api-audit", args=[made.pk])})


class OneAudit(AuditEndpoint):
    @extend_schema(summary="Read an audit", responses=AuditDetail)
    def get(self, request: Request, audit_id: int) -> Response:
        """What was asked, how far it is, and what was found as far as you may read it."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        found = get_object_or_404(self.audits().select_related("population"), pk=self.kwargs["audit_id"])
        return AuditDetail(answer_of(with_signals(page_of(found, self.account), self.account))).data


def answer_of(page: AuditPage) -> dict[str, Any]:  # Any: values of a shape
    """Return an audit's answer as the page shows it."""
    audit = page.audit
    names = ("pk", "about", "scope", "stage", "strata", "first_cycle", "last_cycle", "asked_at", "status", "error")
    return {name: getattr(audit, name) for name in names} | {
        "verdict": page.verdict,
        "purpose": page.purpose,
        "signals": page.signals,
        "masked": page.masked,
        "groups": [dict(zip(("name", "people", "reached", "rate"), (name, *cells), strict=True)) for name, cells in page.groups],
        "comparisons": [
            {"title": one.title, "verdict": one.one["verdict"], "sentence": one.one.get("sentence", "")} for one in page.comparisons
        ],
    }
