"""Reviews of decisions, seats, moves and paths, and the findings made of what stands out: the texts of the pages, cell by cell."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, TruthFilter
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from config.rest.shapes import Shape, Words
from employees.access import Permission
from employees.models import User
from employees.scopes import Scope
from promotions.api.audits import SignalTold
from promotions.findings import FindingError, hand_over, note, open_finding, take_step
from promotions.models import Audit, Finding, FindingStep, Review
from promotions.models.findings import FindingQuerySet
from promotions.models.reviews import ReviewQuerySet
from promotions.presenters.audit_signals import signals_of
from promotions.presenters.finding_page import finding_page
from promotions.presenters.review_page import ReviewPage, page_of
from promotions.presenters.signals import ShownSignal, shown_signals, signal_of
from promotions.review_forms import HandForm, ReviewForm, SignalForm
from promotions.reviews.asking import ReviewError, ask_review

STEPS = [kind.value for kind in FindingStep.Kind if kind != FindingStep.Kind.OPENED]


class ReviewRow(Shape):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Review.Kind.choices)
    scope = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    asked_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Review.Status.choices)
    baseline = serializers.BooleanField()


class FigureTold(Shape):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    text = serializers.CharField()
    value = serializers.FloatField(allow_null=True)


class LineTold(Shape):
    cells = serializers.ListField(child=serializers.CharField())
    stands_out = serializers.CharField(source="marked", allow_blank=True)


class TableTold(Shape):
    key = serializers.CharField()
    title = serializers.CharField()
    heads = serializers.SerializerMethodField()
    rows = LineTold(source="lines", many=True)

    def get_heads(self, table: Any) -> list[str]:  # Any: a `Table`
        return [head.label for head in table.heads]


class ReviewDetail(ReviewRow):
    """What was found, in the words of the page; single cases are on the page alone."""

    lead = serializers.CharField(allow_blank=True, help_text="Empty while there is no answer.")
    figures = FigureTold(many=True)
    tables = TableTold(many=True)
    stands_out = SignalTold(many=True, source="signals")


class ReviewAsked(Shape):
    kind = serializers.ChoiceField(choices=Review.Kind.choices)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Name or code; auditors may leave it out.")
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class FindingRow(Shape):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Finding.Kind.choices)
    title = serializers.CharField()
    uncertainty = serializers.CharField()
    scope = serializers.CharField()
    owner = serializers.CharField(source="owner_name")
    due_on = serializers.DateField()
    made_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=FindingStep.Kind.choices)


class FactTold(Shape):
    name = serializers.CharField()
    figure = serializers.CharField()


class FindingStepTold(Shape):
    kind = serializers.ChoiceField(choices=FindingStep.Kind.choices)
    text = serializers.CharField(allow_blank=True)
    by = serializers.CharField(source="speaker")
    at = serializers.DateTimeField()


class FindingDetail(FindingRow):
    """A finding with its evidence as it stood and all that was done."""

    evidence = FactTold(many=True)
    days = serializers.CharField()
    history = FindingStepTold(many=True)


class FindingAsked(Shape):
    """Which of what stands out becomes a finding, until when and by whom it is looked into."""

    key = serializers.CharField(max_length=120, help_text="As `stands_out` of the review or audit tells it.")
    due_on = serializers.DateField()
    owner = serializers.EmailField(required=False, help_text="Whoever of HR looks into it; yourself unless told.")
    text = Words(required=False, allow_blank=True, help_text="A note to begin with. It names nobody.")


class FindingStepAsked(Shape):
    """Where it stands now, with the reason an end needs; a note; or `handed`, with who takes over and until when."""

    kind = serializers.ChoiceField(choices=STEPS)
    text = Words(required=False, allow_blank=True)
    owner = serializers.EmailField(required=False, help_text="Of a finding that is handed over.")
    due_on = serializers.DateField(required=False, help_text="Of a finding that is handed over.")


class FindingFilter(filters.FilterSet):
    open = TruthFilter(field_name="closed_at", lookup_expr="isnull", label="True for open ones, false for those that ended.")
    kind = filters.ChoiceFilter(choices=Finding.Kind.choices, label="What it is of.")


# --- The addresses ------------------------------------------------------------------------------


class ReviewEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.READ_FINDINGS
    writes = Scope.WRITE_FINDINGS
    needs = Permission.READ_FINDINGS

    def reviews(self) -> ReviewQuerySet:
        return Review.objects.visible_to(self.request.user).with_scope()

    def findings(self) -> FindingQuerySet:
        return Finding.objects.visible_to(self.request.user).with_state()


class Reviews(ReviewEndpoint, ListEndpoint):
    """The reviews that you may read, newest first."""

    serializer_class = ReviewRow
    orders = {"-id": ("pk",)}

    def get_queryset(self) -> ReviewQuerySet:
        return self.reviews()

    @extend_schema(summary="List reviews")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Ask for a review", request=ReviewAsked, responses={202: ReviewRow})
    def post(self, request: Request) -> Response:
        """Review decisions, seats, moves or paths of some days. A worker answers: look at its address."""
        asked = ReviewAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        form = ReviewForm(as_sent(asked.validated_data), reader=self.account)
        if not form.is_valid():
            raise refused_by(form)
        try:
            made = ask_review(**form.cleaned_data, by=self.account)
        except ReviewError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(ReviewRow(made).data, status=202, headers={"Location": reverse("api-review", args=[made.pk])})


class OneReview(ReviewEndpoint):
    @extend_schema(summary="Read a review", responses=ReviewDetail)
    def get(self, request: Request, review_id: int) -> Response:
        """How far it is, and what was found."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        found = get_object_or_404(self.reviews(), pk=self.kwargs["review_id"])
        return ReviewDetail(told(page_of(found, self.account))).data


def told(page: ReviewPage) -> dict[str, Any]:  # Any: values of a shape
    names = ("pk", "kind", "scope", "first_day", "last_day", "asked_at", "status", "baseline")
    return {name: getattr(page.review, name) for name in names} | {
        "lead": page.words.lead if page.words else "",
        "figures": page.figures,
        "tables": page.tables,
        "signals": page.signals,
    }


class Findings(ReviewEndpoint, ListEndpoint):
    """The findings that you may look into, the newest first."""

    serializer_class = FindingRow
    filterset_class = FindingFilter
    orders = {"-id": ("pk",)}

    def get_queryset(self) -> FindingQuerySet:
        return self.findings()

    @extend_schema(summary="List findings")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)


class FindingEndpoint(ReviewEndpoint):
    def found(self) -> Finding:
        return get_object_or_404(self.findings(), pk=self.kwargs["finding_id"])

    def shown(self) -> Any:  # Any: JSON
        return finding_told(self.found(), self.account)


def finding_told(finding: Finding, reader: User) -> Any:  # Any: JSON
    page = finding_page(finding, reader, source_open=False)
    names = ("pk", "kind", "title", "uncertainty", "scope", "owner_name", "due_on", "made_at", "closed_at", "state")
    facts = [{"name": name, "figure": figure} for name, figure in page.facts]
    values = {name: getattr(page.finding, name) for name in names} | {"evidence": facts, "days": page.days, "history": page.history}
    return FindingDetail(values).data


class OneFinding(FindingEndpoint):
    @extend_schema(summary="Read a finding", responses=FindingDetail)
    def get(self, request: Request, finding_id: int) -> Response:
        """Its evidence as it stood, how sure it is, and what was done."""
        return Response(self.shown())


class FindingSteps(FindingEndpoint):
    @extend_schema(summary="Say where a finding stands", request=FindingStepAsked, responses={201: FindingDetail})
    def post(self, request: Request, finding_id: int) -> Response:
        """Look into it, end it with a reason, add a note, or hand it over."""
        found, asked = self.found(), FindingStepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        kind, text = asked.validated_data["kind"], asked.validated_data.get("text", "")
        try:
            if kind == FindingStep.Kind.NOTE:
                note(finding=found, text=text, by=self.account)
            elif kind == FindingStep.Kind.HANDED:
                hand_over(finding=found, by=self.account, **handed(asked.validated_data))
            else:
                take_step(finding=found, kind=kind, text=text, by=self.account)
        except FindingError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


def handed(said: dict[str, Any]) -> dict[str, Any]:  # Any: values of a shape and of a form
    form = HandForm(as_sent({f"hand-{name}": said.get(name) for name in ("owner", "due_on")}))
    if not form.is_valid():
        raise refused_by(form)
    return form.cleaned_data


class MakingEndpoint(ReviewEndpoint):
    """A finding made of what stands out in an answer."""

    def signals(self) -> tuple[Review | Audit, Sequence[ShownSignal]]:
        raise NotImplementedError

    def make(self, request: Request) -> Response:
        source, signals = self.signals()
        asked = FindingAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        signal = signal_of(signals, asked.validated_data["key"])
        if signal is None:
            raise serializers.ValidationError(
                {"key": [_("Nothing here that is yours to look into has this key. Expected one of `stands_out`.")]}
            )
        form = SignalForm(as_sent(asked.validated_data), today=self.reader.today)
        if not form.is_valid():
            raise refused_by(form)
        said = {name: form.cleaned_data[name] for name in ("due_on", "owner", "text")}
        try:
            made = open_finding(source=source, signal=signal, by=self.account, **said)
        except FindingError as refusal:
            raise Conflict(str(refusal)) from refusal
        finding = get_object_or_404(self.findings(), pk=made.pk)
        return Response(finding_told(finding, self.account), status=201, headers={"Location": reverse("api-finding", args=[made.pk])})


class FindingsOfReview(MakingEndpoint):
    @extend_schema(summary="Make a finding of a review", request=FindingAsked, responses={201: FindingDetail})
    def post(self, request: Request, review_id: int) -> Response:
        """Make something that stands out in a review a finding, with the evidence as it is now."""
        return self.make(request)

    def signals(self) -> tuple[Review | Audit, Sequence[ShownSignal]]:
        review = get_object_or_404(self.reviews(), pk=self.kwargs["review_id"])
        return review, page_of(review, self.account).signals


class FindingsOfAudit(MakingEndpoint):
    @extend_schema(summary="Make a finding of an audit", request=FindingAsked, responses={201: FindingDetail})
    def post(self, request: Request, audit_id: int) -> Response:
        """Make a comparison of an audit a finding, with the evidence as whoever may read the finding sees it."""
        return self.make(request)

    def signals(self) -> tuple[Review | Audit, Sequence[ShownSignal]]:
        audit = get_object_or_404(Audit.objects.visible_to(self.account).with_scope(), pk=self.kwargs["audit_id"])
        return audit, shown_signals(audit, signals_of(audit), self.account)
