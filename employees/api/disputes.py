"""Disputes of single inputs: one's own, and those of the people one answers for."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint, TruthFilter
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape, Words
from employees import trail
from employees.access import NOBODY
from employees.api.shapes import PersonRef
from employees.disputes import DisputeError
from employees.forms import DisputeForm
from employees.models import Dispute, DisputeStep
from employees.models.disputes import DisputeQuerySet
from employees.presenters.dispute_list import manager_of, parts_for, state_of, with_people
from employees.presenters.dispute_page import STEPS, DisputePage, dispute_page, form_of
from employees.presenters.dispute_steps import raise_at, take
from employees.presenters.gap_page import gap_page
from employees.presenters.inputs import inputs_of, level_names
from employees.scopes import Scope
from skills.models import HIGHEST_LEVEL

STATES = ("open", *DisputeStep.Kind.values[1:])
SHOWN = ("waiting", "all", "own")


class DisputeRow(Shape):
    """One input that somebody says is wrong. It never names the role that was looked at."""

    id = serializers.IntegerField(source="pk")
    person = PersonRef(source="employee")
    kind = serializers.ChoiceField(choices=Dispute.Kind.choices)
    key = serializers.CharField(help_text="The input as a gap names it.")
    about = serializers.CharField()
    stood = serializers.CharField(help_text="What was on record when it was raised.")
    wanted = serializers.CharField(help_text="What it should be.")
    wrong = serializers.CharField(help_text="What is wrong, in the person's words.")
    raised_at = serializers.DateTimeField()
    state = serializers.SerializerMethodField()
    manager = serializers.SerializerMethodField(help_text="Who leads the person today; empty when nobody does.")

    def get_state(self, dispute: Dispute) -> str:
        return state_of(dispute)

    def get_manager(self, dispute: Dispute) -> str:
        return manager_of(dispute)


class StepTold(Shape):
    kind = serializers.ChoiceField(choices=DisputeStep.Kind.choices)
    text = serializers.CharField(allow_blank=True)
    by = serializers.CharField(source="speaker")
    at = serializers.DateTimeField()


class DisputeDetail(Shape):
    """A dispute with all that was said to it, and what you may do."""

    id = serializers.IntegerField(source="dispute.pk")
    person = PersonRef(source="dispute.employee")
    kind = serializers.ChoiceField(source="dispute.kind", choices=Dispute.Kind.choices)
    key = serializers.CharField(source="dispute.key")
    about = serializers.CharField(source="dispute.about")
    stood = serializers.CharField(source="dispute.stood")
    stands = serializers.CharField(help_text="What is on record now.")
    wanted = serializers.CharField(source="dispute.wanted")
    wrong = serializers.CharField(source="dispute.wrong")
    raised_at = serializers.DateTimeField(source="dispute.raised_at")
    closed_at = serializers.DateTimeField(source="dispute.closed_at", allow_null=True)
    state = serializers.CharField()
    own = serializers.BooleanField()
    history = StepTold(many=True)
    may = serializers.ListField(child=serializers.ChoiceField(choices=STEPS), help_text="The steps that you may take while it is open.")


class StepAsked(Shape):
    """A step, and what it takes: `correct` names the input as it really is, by the field of its kind."""

    step = serializers.ChoiceField(choices=STEPS)
    text = Words(required=False, allow_blank=True, help_text="What you say; `withdraw` needs none.")
    level = serializers.IntegerField(required=False, min_value=0, max_value=HIGHEST_LEVEL, help_text="Of a skill: the level.")
    issued_on = serializers.DateField(required=False, help_text="Of a credential: the day of issue.")
    expires_on = serializers.DateField(required=False, allow_null=True, help_text="Of a credential: the first day that no longer counts.")
    value = serializers.IntegerField(required=False, min_value=1, max_value=5, help_text="Of a performance rating: the rating.")


class DisputeAsked(Shape):
    """An input of one of your gaps, what is wrong with it, and what it should be."""

    role = serializers.CharField(max_length=160, help_text="The slug of the role you measured yourself against. It is not kept.")
    key = serializers.CharField(max_length=60, help_text="The input, as the gap names it: skill-12, credential-3, time.")
    wrong = Words(help_text="What happened, what you can show, who saw it.")
    wanted = serializers.CharField(required=False, max_length=300, help_text="What it should be, in words; of a skill give `wanted_level`.")
    wanted_level = serializers.IntegerField(required=False, min_value=0, max_value=HIGHEST_LEVEL)


class DisputeFilter(filters.FilterSet):
    open = TruthFilter(field_name="closed_at", lookup_expr="isnull", label="True for open ones, false for those closed.")
    kind = filters.ChoiceFilter(choices=Dispute.Kind.choices, label="The kind of input.")


# --- What both addresses share ------------------------------------------------------------------


class DisputeListEndpoint(ListEndpoint):
    serializer_class = DisputeRow
    filterset_class = DisputeFilter
    orders = {"-raised": ("raised_at", "pk")}

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        found: list[Dispute] = list(super().paginate_queryset(queryset) or [])
        others = sum(dispute.employee != self.reader.employee for dispute in found)
        trail.listed(Dispute, by=self.account, count=others, asked=self.request.query_params.dict())
        return found


class DisputeEndpoint(Endpoint):
    """One dispute: of anybody in reach, or under `/me/` one's own."""

    tag = "Disputes"
    reads = Scope.READ_PEOPLE
    writes = Scope.WRITE_PEOPLE
    own = False

    def page(self) -> DisputePage:
        visible = Dispute.objects.visible_to(self.request.user).with_outcome().select_related("employee", "skill__scale")
        if self.own:
            visible = visible.filter(employee=self.reader.employee) if self.reader.employee else visible.filter(NOBODY)
        return dispute_page(get_object_or_404(visible, pk=self.kwargs["dispute_id"]), self.account)

    def shown(self) -> Any:  # Any: JSON
        return DisputeDetail(self.page()).data


class OneDispute(DisputeEndpoint):
    @extend_schema(summary="Read a dispute", responses=DisputeDetail)
    def get(self, request: Request, dispute_id: int) -> Response:
        """What was said, what was answered, what is on record now, and what you may do."""
        page = self.page()
        trail.looked(page.dispute.employee, by=self.account, of=page.dispute)
        return Response(DisputeDetail(page).data)


class DisputeSteps(DisputeEndpoint):
    @extend_schema(summary="Answer a dispute", request=StepAsked, responses={201: DisputeDetail})
    def post(self, request: Request, dispute_id: int) -> Response:
        """Correct, decline or remark, for whoever leads the person today; remark or withdraw, for the person."""
        page, asked = self.page(), StepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        step = asked.validated_data["step"]
        if step not in page.may:
            raise PermissionDenied
        said = cleaned(page.dispute, step, asked.validated_data)
        try:
            take(step, page.dispute, said, self.account)
        except DisputeError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


def cleaned(dispute: Dispute, step: str, said: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON in, cleaned values out
    """Let the page's own form judge what was said."""
    form = form_of(dispute, step, {f"{step}-{name}": value for name, value in said.items() if value is not None})
    if form is None:
        return {}
    if not form.is_valid():
        raise refused_by(form)
    return form.cleaned_data


# --- The addresses ------------------------------------------------------------------------------


class Disputes(DisputeListEndpoint):
    """The disputes that wait for your answer, all that you may read, or your own; the first of these that applies, unless told."""

    tag = "Disputes"
    reads = Scope.READ_PEOPLE

    @extend_schema(summary="List disputes", parameters=[OpenApiParameter("show", str, enum=SHOWN, description="Which part of them.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> DisputeQuerySet:
        user, parts, show = self.request.user, parts_for(self.request.user), self.request.query_params.get("show", "")
        if show and show not in SHOWN:
            raise ValidationError({"show": [f"Expected one of {', '.join(SHOWN)}."]})
        chosen = parts.get(show or next(iter(parts), ""))
        return with_people(chosen[1] if chosen else Dispute.objects.visible_to(user).filter(NOBODY), user)


class MyDisputes(DisputeListEndpoint):
    """Your own disputes, newest first."""

    tag = "Disputes"
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    def get_queryset(self) -> DisputeQuerySet:
        own = parts_for(self.request.user).get("own")
        return with_people(own[1] if own else Dispute.objects.visible_to(self.request.user).filter(NOBODY), self.request.user)

    @extend_schema(summary="List my disputes")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Dispute an input", request=DisputeAsked, responses={201: DisputeDetail})
    def post(self, request: Request) -> Response:
        """Say that one input of your gap is wrong. Whoever leads you that day answers; the role that you looked at is not kept."""
        asked = DisputeAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        dispute = self.raised(asked.validated_data)
        visible = Dispute.objects.visible_to(self.request.user).with_outcome().select_related("employee", "skill__scale")
        page = dispute_page(visible.get(pk=dispute.pk), self.account)
        return Response(DisputeDetail(page).data, status=201, headers={"Location": reverse("api-my-dispute", args=[dispute.pk])})

    def raised(self, asked: Mapping[str, Any]) -> Dispute:  # Any: JSON
        if self.reader.employee is None:
            raise ValidationError({"role": ["You have no record here, so there is nothing of yours to dispute."]})
        try:
            page = gap_page(self.reader.employee, asked["role"], self.reader)
        except Http404 as nowhere:
            raise ValidationError({"role": ["No role in force has this slug."]}) from nowhere
        disputed = inputs_of(page.explanation).get(asked["key"])
        if disputed is None:
            raise ValidationError({"key": ["This gap has no such input. Expected a key that it names."]})
        names = level_names(disputed, page.requirements)
        wanted = asked.get("wanted", "") if names is None else asked.get("wanted_level", "")
        form = DisputeForm({"wrong": asked["wrong"], "wanted": wanted}, names=names)
        if not form.is_valid():
            raise refused_by(form)
        try:
            return raise_at(page, disputed, form, by=self.account)
        except DisputeError as refusal:
            raise Conflict(str(refusal)) from refusal


class MyDispute(OneDispute):
    reads, own = Scope.READ_ME, True


class MyDisputeSteps(DisputeSteps):
    writes, own = Scope.WRITE_ME, True
