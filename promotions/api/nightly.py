"""The runs of the nightly jobs: how they went, how far they are, begun and stopped."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict
from config.rest.shapes import Shape
from employees.access import Permission
from employees.models import User
from employees.scopes import Scope
from promotions import run_history, tasks
from promotions.models import NightlyRun
from promotions.models.runs import NightlyRunQuerySet
from promotions.nights import runs
from promotions.nights.runs import RunRefusedError
from promotions.run_history import RunReport

PLANNED = [(kind.value, kind.label) for kind in NightlyRun.Kind if kind != NightlyRun.Kind.IMMEDIATE]


class FigureOfRun(Shape):
    name = serializers.CharField()
    figure = serializers.IntegerField()


class RunRow(Shape):
    """A run of a nightly job, with the sums of its shards."""

    id = serializers.IntegerField(source="run.pk")
    job = serializers.ChoiceField(source="run.job", choices=NightlyRun.Job.choices)
    on = serializers.DateField(source="run.on", help_text="The day whose facts are computed.")
    kind = serializers.ChoiceField(source="run.kind", choices=PLANNED)
    status = serializers.ChoiceField(source="run.status", choices=NightlyRun.Status.choices)
    started_at = serializers.DateTimeField(source="run.started_at")
    finished_at = serializers.DateTimeField(source="run.finished_at", allow_null=True)
    started_by = serializers.SerializerMethodField(help_text="Empty for the schedule or a command.")
    cancelled_by = serializers.SerializerMethodField()
    error = serializers.CharField(source="run.error", allow_blank=True)
    shards = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    percent = serializers.IntegerField()
    stalled = serializers.BooleanField(help_text="Running, and no shard has ended for half an hour.")
    figures = serializers.SerializerMethodField()

    def get_started_by(self, report: RunReport) -> str:
        return name_of(report.run.started_by)

    def get_cancelled_by(self, report: RunReport) -> str:
        return name_of(report.run.cancelled_by)

    @extend_schema_field(FigureOfRun(many=True))
    def get_figures(self, report: RunReport) -> Any:  # Any: JSON
        return [{"name": name, "figure": figure} for name, figure in report.figures]


class ShardShape(Shape):
    """A range of employees that failed, or waits for another attempt."""

    first_employee = serializers.IntegerField()
    last_employee = serializers.IntegerField()
    status = serializers.CharField()
    attempts = serializers.IntegerField()
    error = serializers.CharField()


class RunDetail(RunRow):
    checked = serializers.IntegerField(source="run.checked", allow_null=True, help_text="People worked out from scratch afterwards.")
    differing = serializers.IntegerField(source="run.differing", help_text="Those of them whose rows came out otherwise.")
    differences = serializers.CharField(source="run.differences", allow_blank=True)
    failures = serializers.SerializerMethodField()

    @extend_schema_field(ShardShape(many=True))
    def get_failures(self, report: RunReport) -> Any:  # Any: JSON
        return ShardShape(run_history.failures(report.run), many=True).data


class RunAsked(Shape):
    job = serializers.ChoiceField(choices=NightlyRun.Job.choices)


class RunFilter(filters.FilterSet):
    job = filters.ChoiceFilter(choices=NightlyRun.Job.choices, label="The job.")
    status = filters.ChoiceFilter(choices=NightlyRun.Status.choices, label="How it stands.")


def name_of(user: User | None) -> str:
    person = getattr(user, "employee", None)
    return person.name if person else user.email if user else ""


class RunEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.READ_NIGHTLY
    writes = Scope.RUN_NIGHTLY
    needs = Permission.READ_NIGHTLY
    needs_to_write = Permission.RUN_NIGHTLY

    @staticmethod
    def runs() -> NightlyRunQuerySet:
        return run_history.runs().exclude(kind=NightlyRun.Kind.IMMEDIATE)

    def shown(self) -> Any:  # Any: JSON
        return RunDetail(run_history.report(get_object_or_404(self.runs(), pk=self.kwargs["run_id"]))).data


class NightlyRuns(RunEndpoint, ListEndpoint):
    """The runs of all jobs, newest first."""

    serializer_class = RunRow
    filterset_class = RunFilter
    orders = {"-id": ("pk",)}

    def get_queryset(self) -> NightlyRunQuerySet:
        return self.runs()

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        return [run_history.report(run) for run in super().paginate_queryset(queryset) or []]

    def shown(self) -> Any:  # Any: JSON
        return None

    @extend_schema(summary="List nightly runs")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Start a nightly run", request=RunAsked, responses={202: RunDetail})
    def post(self, request: Request) -> Response:
        """Begin today's run of a job, or take up one that stopped. The answer is the run as it was begun: look at its address."""
        asked = RunAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        job = asked.validated_data["job"]
        going = run_history.running(job)
        if going and not going.stalled and going.run.on >= timezone.localdate():
            raise Conflict(f"A run is under way, {going.done} of {going.shards} shards done. No second begins.")
        try:
            run = runs.start(job, on=timezone.localdate(), full=False, by=self.account)
        except RunRefusedError as refusal:
            raise Conflict(str(refusal)) from refusal
        begun = RunDetail(run_history.report_of(run.pk)).data
        tasks.hand_out(run)
        return Response(begun, status=202, headers={"Location": reverse("api-nightly-run", args=[run.pk])})


class OneRun(RunEndpoint):
    @extend_schema(summary="Read a nightly run", responses=RunDetail)
    def get(self, request: Request, run_id: int) -> Response:
        """How it went or how far it is, with the shards that failed."""
        return Response(self.shown())


class CancelRun(RunEndpoint):
    @extend_schema(summary="Cancel a nightly run", request=None, responses=RunDetail)
    def post(self, request: Request, run_id: int) -> Response:
        """Stop a run that is going; it ends once the shards under way are done, and the next one does what it left undone."""
        run = get_object_or_404(self.runs(), pk=run_id)
        if not runs.cancel(run.pk, by=self.account):
            raise Conflict("That run has ended already; there is nothing to cancel.")
        return Response(self.shown())
