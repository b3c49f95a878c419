"""Promises between an employee and whoever leads them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape, Words
from employees import promises as verbs
from employees import trail
from employees.access import NOBODY
from employees.api.shapes import PersonRef
from employees.models import Promise, PromiseStep
from employees.models.promises import PromiseQuerySet
from employees.presenters.promise_list import STATES, PromiseRow, in_state, parts_for, passed_on, team_of, visible, with_people
from employees.presenters.promise_page import STEPS, PromisePage, one_visible, promise_page, take
from employees.promise_forms import form_of, promise_form
from employees.promises import PromiseError
from employees.scopes import Scope

SHOWN = ("mine", "to-me", "team", "passed-on")
NAMED_STATES = tuple(name or "open" for name in STATES)


class PromiseShape(Shape):
    """What one side will do for the other by a day. `manager` is who leads the employee today."""

    id = serializers.IntegerField(source="promise.pk")
    employee = PersonRef(source="promise.employee")
    side = serializers.ChoiceField(
        source="promise.side", choices=Promise.Side.choices, help_text="Who promised: the employee or the manager."
    )
    promised_by = serializers.CharField(source="promise.promised_by.name")
    bearer = serializers.CharField(source="bearer.name", help_text="Whose it is: who promised it, or the later manager who took it on.")
    manager = serializers.CharField(source="manager.name", default=None, allow_null=True)
    text = serializers.CharField(source="promise.text")
    made_on = serializers.DateField(source="promise.made_on")
    due_on = serializers.DateField(source="promise.due_on")
    kept_on = serializers.DateField(source="promise.kept_on", allow_null=True)
    withdrawn_on = serializers.DateField(source="promise.withdrawn_on", allow_null=True)
    declined_on = serializers.DateField(
        source="promise.declined_on", allow_null=True, help_text="When a later manager said that they do not take it on."
    )
    overdue = serializers.BooleanField()
    waits_for_manager = serializers.BooleanField(help_text="Whether it waits for the answer of a new manager.")


class PromiseStepShape(Shape):
    kind = serializers.ChoiceField(choices=PromiseStep.Kind.choices)
    text = serializers.CharField(allow_blank=True)
    due_was = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    words_was = serializers.CharField(allow_blank=True, help_text="The words that others replaced, or are offered to replace.")
    by = serializers.CharField(source="speaker", allow_blank=True)
    at = serializers.DateTimeField()


class PromiseDetail(Shape):
    """A promise with all that became of it, and what you may do."""

    promise = PromiseShape(source="row")
    offered_due_on = serializers.DateField(source="promise.offered_due_on", allow_null=True)
    offered_text = serializers.CharField(source="promise.offered_text", allow_blank=True)
    history = PromiseStepShape(many=True)
    may = serializers.ListField(child=serializers.ChoiceField(choices=STEPS), help_text="The steps that you may take.")


class PromiseAsked(Shape):
    to = serializers.CharField(max_length=20, help_text="`manager` for who leads you, or the id of somebody who reports to you.")
    text = serializers.CharField(max_length=300, help_text="What you promise: one thing that can be seen to be done.")
    due_on = serializers.DateField()


class PromiseStepAsked(Shape):
    """A step, and what it takes: `postpone` and `offer` a day, `offer` the words, most a reason."""

    step = serializers.ChoiceField(choices=STEPS)
    text = Words(required=False, allow_blank=True, help_text="The reason or the note; `accept` and `agree` take none.")
    due_on = serializers.DateField(required=False)
    words = serializers.CharField(required=False, max_length=300, help_text="What you would promise instead, to `offer`.")


class PromiseEndpoint(Endpoint):
    """Every promise that you may read is yours: as the one side or the other of today."""

    tag = "Promises"
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    def page(self) -> PromisePage:
        return promise_page(get_object_or_404(one_visible(self.reader), pk=self.kwargs["promise_id"]), self.reader)

    def shown(self) -> Any:  # Any: JSON
        return PromiseDetail(self.page()).data if "promise_id" in self.kwargs else None


class Promises(PromiseEndpoint, ListEndpoint):
    """What you promised, what was promised to you, all of your team's, or what waits for you as a new manager."""

    serializer_class = PromiseShape
    orders = {"due": ("due_on", "pk")}

    @extend_schema(
        summary="List promises",
        parameters=[
            OpenApiParameter("show", str, enum=SHOWN, description="Which part of them; what you promised unless told."),
            OpenApiParameter("state", str, enum=NAMED_STATES, description="In which state; open unless told."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> PromiseQuerySet:
        show = self.asked_for("show", SHOWN) or "mine"
        state = self.asked_for("state", NAMED_STATES)
        if show == "passed-on":
            rows = passed_on(self.reader)
        else:
            part = parts_for(self.reader).get(show)
            rows = visible(self.reader).filter(part[1] if part else NOBODY)
        return with_people(in_state(rows, "" if state == "open" else state, self.reader.today), self.reader)

    def asked_for(self, name: str, known: tuple[str, ...]) -> str:
        asked: str = self.request.query_params.get(name, "")
        if asked and asked not in known:
            raise ValidationError({name: [f"Expected one of {', '.join(known)}."]})
        return asked

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        found = [PromiseRow(promise, self.reader.today) for promise in super().paginate_queryset(queryset) or []]
        count = trail.others(self.account, (row.promise.employee_id for row in found))
        trail.listed(Promise, by=self.account, count=count, asked=self.request.query_params.dict())
        return found

    @extend_schema(summary="Promise something", request=PromiseAsked, responses={201: PromiseDetail})
    def post(self, request: Request) -> Response:
        """To who leads you, or as manager to somebody who reports to you. The other side is told."""
        if self.reader.employee is None:
            raise PermissionDenied
        asked = PromiseAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        form = promise_form(asked.validated_data, self.reader, team_of(self.reader))
        if not form.is_valid():
            raise refused_by(form)
        try:
            made = verbs.make_promise(**form.said, by=self.account)
        except PromiseError as refusal:
            raise Conflict(str(refusal)) from refusal
        self.kwargs["promise_id"] = made.pk
        return Response(self.shown(), status=201, headers={"Location": reverse("api-promise", args=[made.pk])})


class OnePromise(PromiseEndpoint):
    @extend_schema(summary="Read a promise", responses=PromiseDetail)
    def get(self, request: Request, promise_id: int) -> Response:
        """With all that became of it, and what you may do."""
        page = self.page()
        trail.looked(page.promise.employee, by=self.account, of=page.promise)
        return Response(PromiseDetail(page).data)


class PromiseSteps(PromiseEndpoint):
    @extend_schema(summary="Keep, move, end or answer a promise", request=PromiseStepAsked, responses={201: PromiseDetail})
    def post(self, request: Request, promise_id: int) -> Response:
        """As the side whose step it is: `may` of the promise says which."""
        page, asked = self.page(), PromiseStepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        step = asked.validated_data["step"]
        if step not in page.may:
            raise PermissionDenied
        try:
            take(step, page.promise, cleaned(page.promise, step, asked.validated_data), self.reader, self.account)
        except PromiseError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


def cleaned(promise: Promise, step: str, said: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON in, cleaned values out
    """Let the page's own form judge what was said."""
    form: Form | None = form_of(promise, step, {f"{step}-{name}": value for name, value in said.items()})
    if form is None:
        return {}
    if not form.is_valid():
        raise refused_by(form)
    return form.cleaned_data
