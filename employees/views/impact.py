"""The impact log: one's own results, those of people one may see, endorsements asked and given, and the brief of a period."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, impact, trail
from employees.impact import ImpactError
from employees.impact_forms import AskForm, EndorsementForm, ImpactForm
from employees.models import Employee, Endorsement, ImpactEntry
from employees.models.trail import Verb
from employees.presenters.impact_page import Brief, asked_of, brief, impact_page
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from skills.pdf import pdf_file


@require_safe
def my_impact(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    return render(request, "employees/impact.html", {"page": impact_page(reader.employee, reader, request.GET.dict()), "ask": AskForm()})


@require_safe
def my_impact_file(request: HttpRequest) -> HttpResponseBase:
    own = own_record(request)
    listing = impact_page(own, access.of(request.user), request.GET.dict()).listing
    trail.record(Verb.EXPORTED, of=ImpactEntry, by=request.user, about=own, name="impact", count=listing.rows.count())
    return listing.file("impact")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, entry_id: int | None = None) -> HttpResponse:
    """Write a result down, or write one of one's own anew."""
    own = own_record(request)
    entry = own_entry(request, entry_id) if entry_id else None
    form = ImpactForm(request.POST if request.method == "POST" else None, employee=own, entry=entry)
    if form.is_valid():
        kept = impact.write(employee=own, said=form.said, by=account_of(request), entry=entry)
        messages.success(request, _("Kept as a draft, which nobody else sees.") if kept.draft else _("Written down."))
        return redirect("my-impact")
    return render(request, "employees/impact_form.html", {"form": form, "entry": entry})


@require_POST
def impact_step(request: HttpRequest, entry_id: int, step: str) -> HttpResponse:
    """Remove a result of one's own, or ask somebody to endorse it."""
    entry, by = own_entry(request, entry_id), account_of(request)
    if step == "remove":
        impact.remove(entry=entry, by=by)
        messages.success(request, _("It is removed, with what was said of it."))
        return redirect("my-impact")
    if step != "ask":
        raise Http404
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            impact.ask(entry=entry, colleague=form.cleaned_data["colleague"], by=by)
        except ImpactError as refusal:
            form.add_error("colleague", str(refusal))
        else:
            messages.success(request, _("Asked. They see this one result."))
            return redirect("my-impact")
    reader = access.of(request.user)
    page = impact_page(entry.employee, reader, request.GET.dict())
    return render(request, "employees/impact.html", {"page": page, "ask": AskForm(), "asking": entry.pk, "asked": form})


@require_safe
def person_impact(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=request.user)
    page = impact_page(employee, access.of(request.user), request.GET.dict())
    return render(request, "employees/impact.html", {"page": page, "form": EndorsementForm()})


@require_POST
def person_impact_endorse(request: HttpRequest, employee_id: int, entry_id: int) -> HttpResponse:
    """Endorse a result of somebody whose record one may open, unasked."""
    reader = access.of(request.user)
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    entry = get_object_or_404(ImpactEntry.objects.visible_to(request.user).filter(employee=employee, draft=False), pk=entry_id)
    if reader.employee is None or reader.employee == employee:
        raise PermissionDenied
    form = EndorsementForm(request.POST)
    if form.is_valid():
        impact.endorse(entry=entry, endorser=reader.employee, text=form.cleaned_data["text"], by=account_of(request))
        messages.success(request, _("Your words stand beside the result."))
        return redirect("person-impact", employee_id)
    page = impact_page(employee, reader, request.GET.dict())
    return render(request, "employees/impact.html", {"page": page, "form": EndorsementForm(), "endorsing": entry.pk, "said": form})


# --- Endorsements ---------------------------------------------------------------------------------


@require_safe
def endorsements(request: HttpRequest) -> HttpResponse:
    own_record(request)
    rows = asked_of(access.of(request.user))
    trail.listed(ImpactEntry, by=request.user, count=len(rows))
    return render(request, "employees/endorsements.html", {"rows": rows})


@require_POST
def endorsement_step(request: HttpRequest, endorsement_id: int, step: str) -> HttpResponse:
    """Give, decline or withdraw what one was asked for; take back what one asked for."""
    own = own_record(request)
    visible = Endorsement.objects.visible_to(request.user).select_related("entry__employee", "endorser")
    endorsement = get_object_or_404(visible, pk=endorsement_id)
    mine = endorsement.endorser == own
    if step not in (("give", "decline", "withdraw") if mine else ("take-back",)):
        raise Http404
    form = EndorsementForm(request.POST)
    if step == "give" and not form.is_valid():
        rows = asked_of(access.of(request.user), {endorsement.pk: form})
        return render(request, "employees/endorsements.html", {"rows": rows})
    try:
        messages.success(request, done(step, endorsement, form, request))
    except ImpactError as refusal:
        messages.error(request, str(refusal))
    return redirect("endorsements" if mine else "my-impact")


def done(step: str, endorsement: Endorsement, form: EndorsementForm, request: HttpRequest) -> str:
    by = account_of(request)
    match step:
        case "give":
            impact.give(endorsement=endorsement, text=form.cleaned_data["text"], by=by)
            return _("Endorsed. Your words stand beside the result.")
        case "decline":
            impact.decline(endorsement=endorsement, by=by)
            return _("Declined. No reason is told.")
    impact.withdraw(endorsement=endorsement, by=by)
    return _("Withdrawn.")


# --- The brief ------------------------------------------------------------------------------------


@require_safe
def my_brief(request: HttpRequest) -> HttpResponse:
    return shown(request, brief(own_record(request), access.of(request.user), request.GET.dict()))


@require_safe
def person_brief(request: HttpRequest, employee_id: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
    trail.looked(employee, by=request.user)
    return shown(request, brief(employee, access.of(request.user), request.GET.dict()))


@require_safe
def my_brief_pdf(request: HttpRequest) -> HttpResponse:
    return drawn(request, own_record(request))


@require_safe
@recently_authenticated
def person_brief_pdf(request: HttpRequest, employee_id: int) -> HttpResponse:
    return drawn(request, get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id))


def shown(request: HttpRequest, page: Brief) -> HttpResponse:
    return render(request, "employees/brief.html", {"page": page})


def drawn(request: HttpRequest, employee: Employee) -> HttpResponse:
    page = brief(employee, access.of(request.user), request.GET.dict())
    file = pdf_file(request, "employees/brief.html", {"page": page}, name="impact-brief")
    trail.record(Verb.EXPORTED, of=ImpactEntry, by=request.user, about=employee, name="impact-brief", count=len(page.entries))
    return file


def own_record(request: HttpRequest) -> Employee:
    return get_object_or_404(Employee.objects.visible_to(request.user).filter(access.of(request.user).oneself()))


def own_entry(request: HttpRequest, entry_id: int) -> ImpactEntry:
    return get_object_or_404(ImpactEntry.objects.visible_to(request.user).filter(employee=own_record(request)), pk=entry_id)
