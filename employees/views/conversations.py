"""Development conversations: the list, one with its agenda, notes and commitments, and every step of its two sides."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, trail
from employees.conversations import notes, scheduling
from employees.conversations.errors import ConversationError, SavedElsewhereError, SharedMeanwhileError
from employees.conversations.forms import NoteForm, ScheduleForm
from employees.conversations.invitations import Method, calendar_of
from employees.models import Conversation, Employee
from employees.models.conversations import Side
from employees.models.trail import Verb
from employees.presenters.conversation_list import conversation_list
from employees.presenters.conversation_page import NOTE_KINDS, ConversationPage, conflict_of, conversation_page
from employees.presenters.conversation_steps import STEPS, form_of, take
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from skills.pdf import pdf_file

CONFLICT, UNUSABLE = 409, 422


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    page = conversation_list(access.of(request.user), request.GET.dict())
    rows = list(page.listing.page)
    count = trail.others(request.user, (one.employee_id for one in rows))
    trail.listed(Conversation, by=request.user, count=count, asked=request.GET.dict())
    return render(request, "employees/conversations.html", {"page": page, "rows": rows})


@require_safe
@recently_authenticated
def conversations_file(request: HttpRequest) -> HttpResponseBase:
    listing = conversation_list(access.of(request.user), request.GET.dict()).listing
    trail.exported(Conversation, by=request.user, name="conversations", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file("conversations")


# --- Planning -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask one's own manager for a conversation."""
    reader = access.of(request.user)
    own = reader.employee
    manager = own.manager_on(reader.today) if own else None
    if own is None or manager is None:
        return render(request, "employees/conversation_nobody.html", {"employed": own is not None})
    form = ScheduleForm(request.POST if request.method == "POST" else None)
    return planned(request, form, own, manager, proposing=True)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Plan a conversation with somebody whom one leads, or leads today for a manager who is away."""
    reader = access.of(request.user)
    led = Employee.objects.visible_to(request.user).filter(reader.led_directly()).select_related("line", "user")
    employee = get_object_or_404(led, pk=employee_id)
    manager = reader.leader_of(employee)
    if manager is None:
        raise Http404
    trail.looked(employee, by=request.user)
    form = ScheduleForm(request.POST if request.method == "POST" else None)
    return planned(request, form, employee, manager, proposing=False)


def planned(request: HttpRequest, form: ScheduleForm, employee: Employee, manager: Employee, *, proposing: bool) -> HttpResponse:
    if form.is_valid():
        verb = scheduling.propose if proposing else scheduling.schedule
        try:
            made = verb(employee=employee, manager=manager, by=account_of(request), **form.cleaned_data)
        except ConversationError as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("Proposed. Your manager answers.") if proposing else _("Planned. Both have it in their mail, for the calendar.")
            messages.success(request, told)
            return redirect("conversation", made.pk)
    waiting = Conversation.objects.visible_to(request.user).between(employee, manager).waiting().first()
    shown = {"form": form, "employee": employee, "manager": manager, "proposing": proposing, "waiting": waiting}
    return render(request, "employees/conversation_plan.html", shown)


# --- One conversation -----------------------------------------------------------------------------


@require_safe
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    return shown(request, load(request, conversation_id))


@require_POST
def conversation_step(request: HttpRequest, conversation_id: int, step: str) -> HttpResponse:
    """Take one step of one's side: a time, a point, a commitment, sharing notes, finishing, signing."""
    if step not in STEPS:
        raise Http404
    page = load(request, conversation_id)
    if step not in page.may:
        raise PermissionDenied
    form = form_of(step, page, request.POST)
    if form and not form.is_valid():
        name = "draft" if step in ("share", "discard") else step
        return shown(request, replace(page, sent={name: form}))
    try:
        if told := take(step, page, form, account_of(request)):
            messages.success(request, told)
    except (SavedElsewhereError, SharedMeanwhileError) as clash:
        assert form is not None  # noqa: S101  # only notes clash, and they have a form
        return shown(request, replace(page, conflict=conflict_of(page, "draft", form.cleaned_data["text"], clash)), status=CONFLICT)
    except ConversationError as refusal:
        messages.error(request, str(refusal))
    part = STEPS[step].part
    return redirect(reverse("conversation", args=[conversation_id]) + (f"#{part}" if part else ""))


@require_POST
def conversation_note(request: HttpRequest, conversation_id: int, kind: str) -> HttpResponse:
    """Keep what is written so far: a draft of the shared notes, or private notes. A script that saves by itself is answered in JSON."""
    if kind not in NOTE_KINDS:
        raise Http404
    found = find(request, conversation_id)
    if not access.of(request.user).side_in(found.employee_id, found.manager_id):
        raise PermissionDenied
    form = NoteForm(request.POST, name=kind)
    by_script = request.accepts("application/json") and not request.accepts("text/html")
    return (saved_by_script if by_script else saved_by_hand)(request, found, kind, form)


def saved_by_script(request: HttpRequest, found: Conversation, kind: str, form: NoteForm) -> HttpResponse:
    """Say in a few words what came of it; of a clash what is kept, so that the script can show both texts."""
    if not form.is_valid():
        told = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"message": told}, status=UNUSABLE)
    try:
        saved = notes.save(conversation=found, kind=kind, by=account_of(request), **said(form))
    except SavedElsewhereError as clash:
        return JsonResponse({"message": str(clash), "text": clash.text, "version": clash.version}, status=CONFLICT)
    except ConversationError as refusal:
        return JsonResponse({"message": str(refusal)}, status=UNUSABLE)
    return JsonResponse({"version": saved.version, "shared": saved.shared, "at": timezone.localtime().strftime("%H:%M")})


def saved_by_hand(request: HttpRequest, found: Conversation, kind: str, form: NoteForm) -> HttpResponse:
    """Lead back to the page, or show it with what is wrong: of a clash both texts."""
    page = load(request, found.pk)
    if not form.is_valid():
        return shown(request, replace(page, sent={kind: form}))
    try:
        notes.save(conversation=found, kind=kind, by=account_of(request), **said(form))
    except SavedElsewhereError as clash:
        return shown(request, replace(page, conflict=conflict_of(page, kind, form.cleaned_data["text"], clash)), status=CONFLICT)
    except ConversationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. Nobody else sees it.") if kind == "private" else _("Saved as a draft. Nobody else sees it."))
    return redirect(reverse("conversation", args=[found.pk]) + "#notes")


def said(form: NoteForm) -> dict[str, Any]:  # Any: as the verb takes them
    return {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"], "base": form.cleaned_data["base"] or 0}


@require_safe
def conversation_calendar(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Return the entry for a calendar; to the two of them alone."""
    found = find(request, conversation_id)
    side = access.of(request.user).side_in(found.employee_id, found.manager_id)
    if not side:
        raise Http404
    trail.looked(found.employee, by=request.user, of=found)
    headers = {"Content-Disposition": 'attachment; filename="conversation.ics"'}
    entry = calendar_of(found, Method.PUBLISH, found.employee if side == Side.EMPLOYEE else found.manager)
    return HttpResponse(entry, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
@recently_authenticated
def conversation_pdf(request: HttpRequest, conversation_id: int) -> HttpResponseBase:
    """Return what is shared, for a file: no draft, and no private note of anybody."""
    page = conversation_page(find(request, conversation_id), access.of(request.user), account_of(request))
    file = pdf_file(request, "employees/conversation_record.html", {"page": page}, name="conversation")
    trail.record(Verb.EXPORTED, of=page.conversation, by=request.user, about=page.employee, name="conversation")
    return file


def find(request: HttpRequest, conversation_id: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user).with_people(), pk=conversation_id)


def load(request: HttpRequest, conversation_id: int) -> ConversationPage:
    found = find(request, conversation_id)
    trail.looked(found.employee, by=request.user, of=found)
    return conversation_page(found, access.of(request.user), account_of(request))


def shown(request: HttpRequest, page: ConversationPage, status: int = 200) -> HttpResponse:
    return render(request, "employees/conversation.html", {"page": page}, status=status)
