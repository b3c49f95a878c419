"""The impact log and endorsements as JSON."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
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
from config.rest.shapes import Id, Shape, Words
from employees import impact, trail
from employees.api.me import OwnEndpoint
from employees.api.shapes import PersonRef
from employees.impact import ImpactError
from employees.impact_forms import AskForm, EndorsementForm, ImpactForm
from employees.models import Employee, Endorsement, ImpactEntry
from employees.scopes import Scope

STEPS = ("give", "decline", "withdraw")


class EndorsementShape(Shape):
    id = serializers.IntegerField(source="pk")
    endorser = serializers.CharField(source="endorser.name")
    text = serializers.CharField(allow_blank=True)
    on = serializers.DateField()


class ResultShape(Shape):
    """A result as it is written: what was wrong, what was decided, what is better since."""

    id = serializers.IntegerField(source="pk")
    on = serializers.DateField()
    problem = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    metric = serializers.CharField(allow_blank=True)
    project = serializers.CharField(source="project.name", default="", allow_blank=True)
    skills = serializers.SerializerMethodField()
    draft = serializers.BooleanField()

    def get_skills(self, entry: ImpactEntry) -> list[str]:
        return [skill.name for skill in entry.skills.all()]


class EntryShape(ResultShape):
    """A result, and who endorses it."""

    endorsements = EndorsementShape(source="given", many=True)


class EntryAsked(Shape):
    on = serializers.DateField(help_text="The day on which the result was there.")
    problem = Words(required=False, allow_blank=True)
    decision = Words(required=False, allow_blank=True)
    value = Words(required=False, allow_blank=True)
    metric = serializers.CharField(required=False, allow_blank=True, max_length=200)
    project = Id(required=False, allow_null=True, help_text="A project you worked on.")
    skills = serializers.ListField(child=Id(), required=False, help_text="Numbers of skills that you hold.")
    draft = serializers.BooleanField(required=False, help_text="A draft may be unfinished, and nobody else sees it.")


class ColleagueAsked(Shape):
    colleague = serializers.CharField(max_length=254, help_text="The work e-mail address of your colleague.")


class TextAsked(Shape):
    text = Words(help_text="What you say of it.")


class EndorsementAsked(Shape):
    step = serializers.ChoiceField(choices=STEPS)
    text = Words(required=False, allow_blank=True, help_text="What you say of it, to `give`.")


class AskedShape(Shape):
    """A result that you are asked to endorse, or have. What other colleagues say of it is not yours to read."""

    id = serializers.IntegerField(source="pk")
    person = PersonRef(source="entry.employee")
    state = serializers.ChoiceField(choices=Endorsement.State.choices)
    text = serializers.CharField(allow_blank=True, help_text="What you say of it; empty while you are asked.")
    entry = ResultShape()


class EntryList(ListEndpoint):
    serializer_class = EntryShape
    orders = {"-on": ("on", "pk")}


class MyImpact(EntryList):
    """Your results, drafts with them, the newest first."""

    tag = "Me"
    may_be_nowhere = True  # an account without a record has none to write
    reads = Scope.READ_ME
    writes = Scope.WRITE_ME

    @extend_schema(summary="List my results")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ImpactEntry]:
        return ImpactEntry.objects.visible_to(self.request.user).filter(employee=self.reader.employee).with_words()

    @extend_schema(summary="Write down a result", request=EntryAsked, responses={201: EntryShape})
    def post(self, request: Request) -> Response:
        """Finished, or as a draft."""
        if self.reader.employee is None:
            raise Http404
        form = form_of(request.data, self.reader.employee, None)
        entry = impact.write(employee=self.reader.employee, said=form.said, by=self.account)
        place = reverse("api-my-impact-entry", args=[entry.pk])
        return Response(EntryShape(entry).data, status=201, headers={"Location": place})


class OwnEntry(OwnEndpoint):
    writes = Scope.WRITE_ME

    @property
    def entry(self) -> ImpactEntry:
        own = ImpactEntry.objects.visible_to(self.request.user).filter(employee=self.employee).with_words()
        return get_object_or_404(own, pk=self.kwargs["entry_id"])

    def shown(self) -> Any:  # Any: JSON
        return EntryShape(self.entry).data


class MyImpactEntry(OwnEntry):
    @extend_schema(summary="Read a result of mine", responses=EntryShape)
    def get(self, request: Request, entry_id: int) -> Response:
        """One of your own, also a draft."""
        return Response(self.shown())

    @extend_schema(summary="Change a result of mine", request=EntryAsked, responses=EntryShape)
    def patch(self, request: Request, entry_id: int) -> Response:
        """Say all of it again. Who endorsed other words is asked anew."""
        entry = self.entry
        form = form_of(request.data, self.employee, entry)
        impact.write(employee=self.employee, said=form.said, by=self.account, entry=entry)
        return Response(self.shown())

    @extend_schema(summary="Remove a result of mine", responses={204: None})
    def delete(self, request: Request, entry_id: int) -> Response:
        """With what was said of it."""
        impact.remove(entry=self.entry, by=self.account)
        return Response(status=204)


class MyImpactEndorsements(OwnEntry):
    @extend_schema(summary="Ask for an endorsement", request=ColleagueAsked, responses={201: EntryShape})
    def post(self, request: Request, entry_id: int) -> Response:
        """The colleague sees this one result and nothing else."""
        entry, form = self.entry, AskForm(as_sent(request.data))
        if not form.is_valid():
            raise refused_by(form)
        try:
            impact.ask(entry=entry, colleague=form.cleaned_data["colleague"], by=self.account)
        except ImpactError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown(), status=201)


class PersonImpact(EntryList):
    """The finished results of somebody whose record you may open, the newest first."""

    tag = "People"
    reads = Scope.READ_PEOPLE

    @extend_schema(summary="List a person's results")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=self.kwargs["employee_id"])
        trail.looked(employee, by=self.account)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ImpactEntry]:
        visible = ImpactEntry.objects.visible_to(self.request.user).filter(draft=False)
        return visible.filter(employee=self.kwargs.get("employee_id")).with_words()  # none when the document is made


class PersonImpactEndorsements(Endpoint):
    tag = "People"
    writes = Scope.WRITE_PEOPLE

    @extend_schema(summary="Endorse a person's result", request=TextAsked, responses={201: EntryShape})
    def post(self, request: Request, employee_id: int, entry_id: int) -> Response:
        """Unasked, of somebody whose record you may open; nobody endorses their own."""
        visible = Employee.objects.visible_to(request.user)
        results = ImpactEntry.objects.visible_to(request.user).filter(employee__in=visible, employee=employee_id, draft=False)
        entry = get_object_or_404(results.with_words(), pk=entry_id)
        if self.reader.employee is None or self.reader.employee == entry.employee:
            raise PermissionDenied
        form = EndorsementForm(as_sent(request.data))
        if not form.is_valid():
            raise refused_by(form)
        impact.endorse(entry=entry, endorser=self.reader.employee, text=form.cleaned_data["text"], by=self.account)
        return Response(EntryShape(results.with_words().get(pk=entry_id)).data, status=201)


class MyEndorsements(ListEndpoint):
    """Results that you are asked to endorse, and those you have endorsed."""

    tag = "Me"
    reads = Scope.READ_ME
    serializer_class = AskedShape
    orders = {"-on": ("on", "pk")}

    @extend_schema(summary="List what I am asked to endorse")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Endorsement]:
        states = [Endorsement.State.ASKED, Endorsement.State.GIVEN]
        rows = Endorsement.objects.visible_to(self.request.user).filter(endorser=self.reader.employee, state__in=states, entry__draft=False)
        return rows.select_related("entry__employee", "entry__project").prefetch_related("entry__skills")

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        rows = list(super().paginate_queryset(queryset) or [])
        trail.listed(ImpactEntry, by=self.account, count=len(rows))
        return rows


class MyEndorsementSteps(Endpoint):
    tag = "Me"
    writes = Scope.WRITE_ME

    @extend_schema(summary="Endorse, decline or withdraw", request=EndorsementAsked, responses={204: None})
    def post(self, request: Request, endorsement_id: int) -> Response:
        """Of a result that you are asked to endorse, or have endorsed."""
        visible = Endorsement.objects.visible_to(request.user).filter(endorser=self.reader.employee).select_related("entry__employee")
        endorsement, asked = get_object_or_404(visible, pk=endorsement_id), EndorsementAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        step, form = asked.validated_data["step"], EndorsementForm(as_sent(request.data))
        if step == "give" and not form.is_valid():
            raise refused_by(form)
        try:
            if step == "give":
                impact.give(endorsement=endorsement, text=form.cleaned_data["text"], by=self.account)
            else:
                (impact.decline if step == "decline" else impact.withdraw)(endorsement=endorsement, by=self.account)
        except ImpactError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(status=204)


def form_of(sent: Any, employee: Employee, entry: ImpactEntry | None) -> ImpactForm:  # Any: JSON
    """Let the page's own form judge what was sent."""
    asked = EntryAsked(data=sent)
    asked.is_valid(raise_exception=True)
    form = ImpactForm(as_sent(asked.validated_data), employee=employee, entry=entry)
    if not form.is_valid():
        raise refused_by(form)
    return form
