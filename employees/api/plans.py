"""Development plans: one's own with every step, those of the people one may see, proposals, and feedback asked of oneself."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from employees import trail
from employees.api.me import OwnEndpoint
from employees.api.people import PersonEndpoint
from employees.api.plan_shapes import AimAsked, FeedbackAsked, FeedbackGiven, PlanChangeShape, PlanShape, PlanStepAsked, ProposalAsked
from employees.models import Employee, FeedbackRequest, Plan, PlanChange
from employees.plans import course, practice, services
from employees.plans.errors import PlanError
from employees.plans.forms import ProposalForm
from employees.presenters.plan_page import plan_page
from employees.presenters.plan_steps import STEPS, Step, Taking, own_rows
from employees.scopes import Scope
from pathways.models import RoleProfile


class OwnPlanEndpoint(OwnEndpoint):
    tag = "Plans"
    writes = Scope.WRITE_ME

    def shown(self) -> Any:  # Any: JSON
        return PlanShape(plan_page(self.employee, self.reader)).data


class MyPlan(OwnPlanEndpoint):
    @extend_schema(summary="Read my plan", responses=PlanShape)
    def get(self, request: Request) -> Response:
        """Goals with what is done for them, whether the time suffices, proposals, and what is missing for the role it aims at."""
        return Response(self.shown())


class MyPlanSteps(OwnPlanEndpoint):
    @extend_schema(summary="Take a step with my plan", request=PlanStepAsked, responses={201: PlanShape})
    def post(self, request: Request) -> Response:
        """Everything that the owner of a plan may do: set, change and drop goals, plan and finish actions, practise, ask for feedback."""
        asked = PlanStepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        step = STEPS[said["thing"]].get(said["step"])
        if step is None:
            raise ValidationError({"step": [f"Expected one of {', '.join(STEPS[said['thing']])}."]})
        taking = Taking(self.row(said), self.account, self.reader.today)
        try:
            step.act(taking, cleaned(step, as_sent(request.data)))
        except PlanError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)

    def row(self, said: Mapping[str, Any]) -> Any:  # Any: a row of any kind of thing
        if said["thing"] == "plan":
            return self.employee
        if "id" not in said:
            raise ValidationError({"id": ["No id is given. Expected that of the row."]})
        return get_object_or_404(own_rows(said["thing"], self.account), pk=said["id"])


def cleaned(step: Step, said: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON in, cleaned values out
    """Let the page's own form judge what was said."""
    if step.form is None:
        return {}
    form = step.form(said)
    if not form.is_valid():
        raise refused_by(form)
    return form.cleaned_data


class MyPlanAim(OwnPlanEndpoint):
    @extend_schema(summary="Aim my plan at a role", request=AimAsked, responses={201: PlanShape})
    def post(self, request: Request) -> Response:
        """Set what the plan aims at. A change of aim needs a reason, which stays in the history with both aims."""
        asked = AimAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        profile = RoleProfile.objects.in_force(self.reader.today).filter(role__slug=asked.validated_data["role"]).first()
        if profile is None:
            raise ValidationError({"role": ["No role in force has this slug."]})
        why, by = asked.validated_data.get("why", ""), self.account
        try:
            course.set_target(employee=self.employee, role=profile.role, why=why, on=self.reader.today, by=by)
        except PlanError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


class PlanHistory(ListEndpoint):
    """Every change with its reason. Nothing is ever taken out."""

    tag = "Plans"
    serializer_class = PlanChangeShape
    orders = {"-at": ("at", "pk")}

    def changes_of(self, employee: Employee | None) -> Any:  # Any: a queryset
        plans = Plan.objects.visible_to(self.request.user).filter(employee=employee)
        return PlanChange.objects.visible_to(self.request.user).filter(plan__in=plans)


@extend_schema(summary="List the changes of my plan")
class MyPlanHistory(PlanHistory):
    """Every change of your plan with its reason, newest first. Nothing is ever taken out."""

    reads = Scope.READ_ME

    def get_queryset(self) -> Any:  # Any: as above
        return self.changes_of(self.reader.employee)


class PersonPlan(PersonEndpoint):
    tag = "Plans"

    def shown(self) -> Any:  # Any: JSON
        return PlanShape(plan_page(self.employee, self.reader)).data

    @extend_schema(summary="Read a person's plan", responses=PlanShape)
    def get(self, request: Request, employee_id: int) -> Response:
        """The plan of somebody whose record you may open. That you looked is recorded."""
        told = self.shown()
        trail.looked(self.employee, by=self.account, of=services.plan_of(self.employee))
        return Response(told)


@extend_schema(summary="List the changes of a person's plan")
class PersonPlanHistory(PlanHistory):
    """Every change of the plan of somebody whose record you may open, newest first. That you looked is recorded."""

    reads = Scope.READ_PEOPLE

    def get_queryset(self) -> Any:  # Any: as above
        if getattr(self, "swagger_fake_view", False):  # the document is made of nobody's plan
            return self.changes_of(None)
        employee = get_object_or_404(Employee.objects.visible_to(self.request.user), pk=self.kwargs["employee_id"])
        trail.looked(employee, by=self.account, of=services.plan_of(employee))
        return self.changes_of(employee)


class PersonProposals(Endpoint):
    tag = "Plans"
    writes = Scope.WRITE_PEOPLE

    @extend_schema(summary="Propose a goal", request=ProposalAsked, responses={201: PlanShape})
    def post(self, request: Request, employee_id: int) -> Response:
        """Lay a goal before somebody whom you lead. They are told, and decide."""
        led = Employee.objects.visible_to(request.user).filter(self.reader.line()).select_related("line")
        employee = get_object_or_404(led, pk=employee_id)
        form = ProposalForm(as_sent(request.data))
        if not form.is_valid():
            raise refused_by(form)
        said = {name: form.cleaned_data[name] for name in ("skill", "level", "due_on", "why")}
        try:
            services.propose_goal(employee=employee, on=self.reader.today, by=self.account, **said)
        except PlanError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(PlanShape(plan_page(employee, self.reader)).data, status=201)


@extend_schema(summary="List the feedback asked of me")
class MyFeedback(ListEndpoint):
    """What colleagues ask of you, and what you answered. You see these requests, and nothing else of their plans."""

    tag = "Plans"
    reads = Scope.READ_ME
    serializer_class = FeedbackAsked
    orders = {"-asked": ("asked_at", "pk")}

    def get_queryset(self) -> Any:  # Any: a queryset
        return FeedbackRequest.objects.visible_to(self.request.user).to(self.request.user).with_who_asks()

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        found: list[FeedbackRequest] = list(super().paginate_queryset(queryset) or [])
        trail.listed(FeedbackRequest, by=self.account, count=trail.others(self.account, (one.owner.pk for one in found)))
        return found


class MyFeedbackAnswer(Endpoint):
    tag = "Plans"
    writes = Scope.WRITE_ME

    @extend_schema(summary="Give feedback", request=FeedbackGiven, responses={201: FeedbackAsked})
    def post(self, request: Request, request_id: int) -> Response:
        """Answer a colleague, or without words decline to. They read it with your name, and so does whoever may read their plan."""
        asked = FeedbackGiven(data=request.data)
        found = self.asked(request_id)
        asked.is_valid(raise_exception=True)
        try:
            practice.answer_request(request=found, text=asked.validated_data["text"], on=self.reader.today, by=self.account)
        except PlanError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(FeedbackAsked(self.asked(request_id)).data, status=201)

    def asked(self, number: int) -> FeedbackRequest:
        own = FeedbackRequest.objects.visible_to(self.request.user).to(self.request.user).with_who_asks()
        found = own.filter(pk=number).first()
        if found is None:
            raise Http404
        return found
