"""Development conversations as JSON: the same page, steps and notes as in the browser."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from config.rest.shapes import Id, Shape, Words
from employees import trail
from employees.api.shapes import PersonRef
from employees.conversations import notes, scheduling
from employees.conversations.errors import ConversationError
from employees.conversations.forms import MOST_OFTEN, NoteForm, ScheduleForm
from employees.conversations.invitations import Method, calendar_of
from employees.models import ApiToken, Conversation, ConversationNote, Employee
from employees.models.conversations import ConversationQuerySet, Side
from employees.presenters.conversation_page import NOTE_KINDS, ConversationPage, Line, conversation_page
from employees.presenters.conversation_steps import STEPS, form_of, take
from employees.scopes import Scope


class ConversationRow(Shape):
    """When two people talk, and how far they are; without a word of what is said."""

    id = serializers.IntegerField(source="pk")
    employee = PersonRef()
    manager = PersonRef()
    planned_for = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    place = serializers.CharField(allow_blank=True)
    confirmed = serializers.BooleanField(help_text="False while the manager has not accepted any time.")
    proposed_for = serializers.DateTimeField(allow_null=True, help_text="Another time that the employee would like.")
    held_on = serializers.DateField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    employee_signed_at = serializers.DateTimeField(allow_null=True)
    manager_signed_at = serializers.DateTimeField(allow_null=True)


class AgendaLine(Shape):
    """Something to talk about; a prepared point has a `key`, one that somebody added an `id`, one that was settled both."""

    id = serializers.SerializerMethodField(help_text="Null for a prepared point of which nothing was said yet.")
    key = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()
    text = serializers.CharField()
    why = serializers.CharField(allow_blank=True, help_text="Why it is on the agenda.")
    side = serializers.SerializerMethodField(help_text="Who brought it; empty for a prepared point.")
    outcome = serializers.CharField(allow_blank=True, help_text="Empty while it is open; then discussed or deferred.")
    prompts = serializers.ListField(child=serializers.CharField(), help_text="Questions that open it well.")

    def get_id(self, line: Line) -> int | None:
        return line.row.pk if line.row else None

    def get_side(self, line: Line) -> str:
        return line.row.side if line.row and not line.row.key else ""


class CommitmentShape(Shape):
    id = serializers.IntegerField(source="pk")
    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField()
    due_on = serializers.DateField()
    kind = serializers.CharField(allow_blank=True, help_text="Of the employee's: what kind of action it is.")
    action = serializers.IntegerField(source="action_id", allow_null=True)
    promise = serializers.IntegerField(source="promise_id", allow_null=True)


class SharedNoteShape(Shape):
    text = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Send it as `base` with what you share.")


class ConversationShape(Shape):
    """A conversation as you may read it. `agenda` is of the two who talk alone; drafts and private notes are in nothing of it."""

    conversation = ConversationRow()
    side = serializers.CharField(allow_blank=True, help_text="Yours: employee or manager; empty if you only read what is shared.")
    agenda = AgendaLine(source="lines", many=True)
    notes = SharedNoteShape(source="notes.shared")
    commitments = CommitmentShape(many=True)
    may = serializers.ListField(child=serializers.ChoiceField(choices=list(STEPS)))


class ConversationAsked(Shape):
    person = Id(required=False, help_text="Whom you lead; without it you propose one to your own manager.")
    at = serializers.DateTimeField(help_text="Still to come, within a year.")
    minutes = serializers.IntegerField(min_value=10, max_value=480)
    place = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ConversationStepAsked(Shape):
    """A step, and what it takes: see the page of a conversation."""

    step = serializers.ChoiceField(choices=list(STEPS))
    at = serializers.DateTimeField(required=False, help_text="For move and propose-time.")
    minutes = serializers.IntegerField(required=False, min_value=10, max_value=480, help_text="For move.")
    place = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="For move.")
    why = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="For cancel.")
    text = Words(required=False, allow_blank=True, max_length=notes.LONGEST, help_text="For add, commit, share.")
    due_on = serializers.DateField(required=False, help_text="For commit.")
    kind = serializers.CharField(required=False, max_length=10, help_text="For commit, of the employee's side: the kind of action.")
    held_on = serializers.DateField(required=False, help_text="For finish.")
    point = Id(required=False, help_text="For discuss, defer, reopen: the id of a point.")
    key = serializers.CharField(required=False, max_length=60, help_text="For these: the key of a prepared point.")
    id = Id(required=False, help_text="For remove: of a point; for drop: of a commitment.")
    version = serializers.IntegerField(required=False, min_value=0, max_value=MOST_OFTEN, help_text="For share and discard: of your draft.")
    base = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_OFTEN, help_text="For share: of the shared notes as you read them."
    )


class OwnNoteShape(Shape):
    """What you write yourself: nobody else reads it."""

    kind = serializers.ChoiceField(choices=NOTE_KINDS)
    text = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Send it back with what you save.")
    base = serializers.IntegerField(help_text="Of a draft: the version of the shared notes that it began from.")


class OwnNoteAsked(Shape):
    text = Words(allow_blank=True, max_length=notes.LONGEST)
    version = serializers.IntegerField(min_value=0, max_value=MOST_OFTEN, help_text="The newest you have read; any other is refused.")
    base = serializers.IntegerField(required=False, min_value=0, max_value=MOST_OFTEN)


class CalendarEntry(Shape):
    ics = serializers.CharField(help_text="The entry as a file for calendars (RFC 5545).")


class ConversationEndpoint(Endpoint):
    tag = "Conversations"
    reads = Scope.READ_PEOPLE
    writes = Scope.WRITE_PEOPLE

    def get_queryset(self) -> ConversationQuerySet:
        return Conversation.objects.visible_to(self.request.user).with_people()

    def found(self) -> Conversation:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["conversation_id"])

    def page(self) -> ConversationPage:
        return conversation_page(self.found(), self.reader, self.account)

    def shown(self) -> Any:  # Any: JSON
        return ConversationShape(self.page()).data


class Conversations(ConversationEndpoint, ListEndpoint):
    """Yours from either side, those you hold for somebody who is away, and of an HR partner those of the units; the latest first."""

    serializer_class = ConversationRow
    orders = {"-planned_for": ("planned_for", "pk")}

    def shown(self) -> Any:  # Any: JSON
        return None

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: as the framework's own
        rows = list(super().paginate_queryset(queryset) or [])
        trail.listed(Conversation, by=self.account, count=trail.others(self.account, (one.employee_id for one in rows)))
        return rows

    @extend_schema(summary="List conversations")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Plan or propose a conversation", request=ConversationAsked, responses={201: ConversationShape})
    def post(self, request: Request) -> Response:
        """With somebody whom you lead it is planned, and both are invited by mail; to your own manager it is proposed."""
        asked, form = ConversationAsked(data=request.data), ScheduleForm(as_sent(request.data))
        asked.is_valid(raise_exception=True)
        if not form.is_valid():
            raise refused_by(form)
        person = asked.validated_data.get("person")
        employee, manager = self.led(person) if person else self.own()
        verb = scheduling.schedule if person else scheduling.propose
        try:
            made = verb(employee=employee, manager=manager, by=self.account, **form.cleaned_data)
        except ConversationError as refusal:
            raise Conflict(str(refusal)) from refusal
        page = conversation_page(self.get_queryset().get(pk=made.pk), self.reader, self.account)
        place = reverse("api-conversation", args=[made.pk])
        return Response(ConversationShape(page).data, status=201, headers={"Location": place})

    def led(self, person: int) -> tuple[Employee, Employee]:
        """Return the person and as whom the reader leads them. Raises Http404 for anybody else."""
        reach = Employee.objects.visible_to(self.request.user).filter(self.reader.led_directly()).select_related("line", "user")
        employee = get_object_or_404(reach, pk=person)
        manager = self.reader.leader_of(employee)
        if manager is None:
            raise Http404
        return employee, manager

    def own(self) -> tuple[Employee, Employee]:
        own = self.reader.employee
        manager = own.manager_on(self.reader.today) if own else None
        if own is None or manager is None:
            raise Conflict("Nobody leads you today, so there is nobody to propose a conversation to.")
        return own, manager


class OneConversation(ConversationEndpoint):
    @extend_schema(summary="Read a conversation", responses=ConversationShape)
    def get(self, request: Request, conversation_id: int) -> Response:
        """Times, agenda, shared notes, commitments and signatures. Somebody who was not there is told 404, unless HR of the unit."""
        page = self.page()
        trail.looked(page.employee, by=self.account, of=page.conversation)
        return Response(ConversationShape(page).data)


class ConversationSteps(ConversationEndpoint):
    @extend_schema(summary="Take a step in a conversation", request=ConversationStepAsked, responses=ConversationShape)
    def post(self, request: Request, conversation_id: int) -> Response:
        """All that its two sides may do: times, points, commitments, sharing notes, finishing, signing. `may` says what is open now."""
        page, asked = self.page(), ConversationStepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        step = asked.validated_data["step"]
        if step not in page.may:
            raise PermissionDenied
        form = form_of(step, page, as_sent(request.data))
        if form and not form.is_valid():
            raise refused_by(form)
        try:
            take(step, page, form, self.account)
        except Http404 as nowhere:
            raise ValidationError({"id": ["This is not of the conversation."]}) from nowhere
        except ConversationError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown())


class OwnNotes(ConversationEndpoint):
    """What one drafts, and what one keeps for oneself: sealed, so no answer of it is kept."""

    reads = Scope.READ_ME
    writes = Scope.WRITE_ME
    sealed = True

    def kind(self) -> str:
        kind: str = self.kwargs["kind"]
        if kind not in NOTE_KINDS:
            raise Http404
        return kind

    def talk(self) -> Conversation:
        """Return the conversation, of which the reader is one of the two sides. Raises Http404 for anybody else's."""
        kind, found = self.kind(), self.found()
        if not (kind and self.reader.side_in(found.employee_id, found.manager_id)):
            raise Http404
        return found

    def shown(self) -> Any:  # Any: JSON
        kind, found = self.kind(), notes.notes_of(self.talk(), self.account)
        if kind == ConversationNote.Kind.PRIVATE:
            return OwnNoteShape({"kind": kind, "text": found.private_text, "version": found.private.version, "base": 0}).data
        text = found.text if self.may_read_shared else found.draft.text
        return OwnNoteShape({"kind": kind, "text": text, "version": found.draft.version, "base": found.base}).data

    @property
    def may_read_shared(self) -> bool:
        """Whether a draft that is not begun may be told as what it begins from: the shared notes, which take a scope of their own."""
        token = self.request.auth
        return not isinstance(token, ApiToken) or token.allows(Scope.READ_PEOPLE)

    @extend_schema(summary="Read my notes", responses=OwnNoteShape)
    def get(self, request: Request, conversation_id: int, kind: str) -> Response:
        """Your draft of the shared notes, or your private notes, with their version."""
        return Response(self.shown())

    @extend_schema(summary="Save my notes", request=OwnNoteAsked, responses=OwnNoteShape)
    def patch(self, request: Request, conversation_id: int, kind: str) -> Response:
        """Save what is written so far. A version that is not the newest is refused with 409: read again, and put both together."""
        talk, asked, form = self.talk(), OwnNoteAsked(data=request.data), NoteForm(as_sent(request.data))
        asked.is_valid(raise_exception=True)
        if not form.is_valid():
            raise refused_by(form)
        said = form.cleaned_data
        try:
            notes.save(
                conversation=talk, kind=self.kind(), text=said["text"], version=said["version"], base=said["base"] or 0, by=self.account
            )
        except ConversationError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown())


class ConversationCalendar(ConversationEndpoint):
    @extend_schema(summary="Read the calendar entry", responses=CalendarEntry)
    def get(self, request: Request, conversation_id: int) -> Response:
        """The conversation as an entry for a calendar, always under the same UID."""
        found = self.found()
        side = self.reader.side_in(found.employee_id, found.manager_id)
        if not side:
            raise Http404
        trail.looked(found.employee, by=self.account, of=found)
        to = found.employee if side == Side.EMPLOYEE else found.manager
        return Response(CalendarEntry({"ics": calendar_of(found, Method.PUBLISH, to)}).data)
