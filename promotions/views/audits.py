"""Audits of fairness: the list, the question, the answer and its tables as files, and making a finding of a comparison."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, trail
from employees.access import Permission
from employees.models import User
from employees.reader import account_of
from promotions.audit_forms import AuditForm
from promotions.audits.asking import AuditError, ask_audit
from promotions.models import Audit, Finding
from promotions.presenters.audit_page import AuditPage, page_of, with_signals
from promotions.presenters.audit_tables import table_of
from promotions.views.making import make_finding
from skills.listing import csv_file
from skills.pdf import pdf_file

ON_A_PAGE = 30


@require_safe
def audits(request: HttpRequest) -> HttpResponse:
    reader = reader_who_may(request, Permission.READ_AUDITS)
    page = Paginator(Audit.objects.visible_to(reader).with_scope(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "promotions/audits.html", {"page": page, "may_ask": access.of(reader).may(Permission.ASK_AUDITS)})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    reader = reader_who_may(request, Permission.ASK_AUDITS)
    form = AuditForm(request.POST if request.method == "POST" else None, today=access.of(reader).today)
    if form.is_valid():
        try:
            return redirect("hr-audit", ask_audit(**form.cleaned_data, by=reader).pk)
        except AuditError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "promotions/audit_ask.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
def audit(request: HttpRequest, audit_id: int) -> HttpResponse:
    return shown(request, load(request, audit_id))


def shown(request: HttpRequest, page: AuditPage, status: int = 200) -> HttpResponse:
    return render(request, "promotions/audit.html", {"page": page}, status=status)


@require_POST
def audit_finding(request: HttpRequest, audit_id: int) -> HttpResponse:
    """Make a finding of one of its comparisons. What was typed comes back with a refusal."""
    page = load(request, audit_id)
    made = make_finding(request, page.audit, page.signals)
    if isinstance(made, Finding):
        return redirect("hr-finding", made.pk)
    return shown(request, replace(page, signals=made), status=400)


@require_safe
def audit_table(request: HttpRequest, audit_id: int, figures: str) -> HttpResponseBase:
    """One table of the page as CSV, as this reader sees it."""
    page = load(request, audit_id)
    found = table_of(page, figures)
    if found is None:
        raise Http404
    trail.exported(Audit, by=account_of(request), name=f"audit-{page.audit.pk}-{figures}", count=len(found.rows))
    return csv_file(f"audit-{page.audit.pk}-{figures}", found.columns, found.rows)


@require_safe
def audit_pdf(request: HttpRequest, audit_id: int) -> HttpResponse:
    """The page on paper, as this reader sees it."""
    page = load(request, audit_id)
    file = pdf_file(request, "promotions/audit.html", {"page": page}, name=f"audit-{page.audit.pk}")
    trail.exported(Audit, by=account_of(request), name=f"audit-{page.audit.pk}", count=1)
    return file


def load(request: HttpRequest, audit_id: int) -> AuditPage:
    """Return the audit as this reader may read it. Out of reach is 404, as one that does not exist is."""
    reader = account_of(request)
    found = get_object_or_404(Audit.objects.visible_to(reader).with_scope().select_related("population"), pk=audit_id)
    return with_signals(page_of(found, reader), reader)


def reader_who_may(request: HttpRequest, permission: Permission) -> User:
    reader = account_of(request)
    if not access.of(reader).may(permission):
        raise PermissionDenied
    return reader
