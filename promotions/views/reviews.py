"""Reviews: the list with the question, one answer, its tables and cases as pages and files, and making a finding of what stands out."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import trail
from employees.access import Permission
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from promotions.models import Case, Finding, Requisition, Review
from promotions.presenters.review_page import ReviewPage, page_of
from promotions.presenters.review_rows import is_listed, listed_ids, page_of_rows, rows_of, rows_title
from promotions.review_forms import ReviewForm
from promotions.reviews.asking import ReviewError, ask_review, keep_as_baseline
from promotions.views.audits import reader_who_may
from promotions.views.making import make_finding
from skills.listing import csv_file

ON_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """The list, and the question: posted, it is kept and answered in the background."""
    reader = reader_who_may(request, Permission.READ_FINDINGS)
    form = ReviewForm(request.POST if request.method == "POST" else None, reader=reader, kind=request.GET.get("kind", ""))
    if form.is_valid():
        try:
            return redirect("hr-review", ask_review(**form.cleaned_data, by=reader).pk)
        except ReviewError as refusal:
            form.add_error(None, str(refusal))
    page = Paginator(Review.objects.visible_to(reader).with_scope(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "promotions/reviews.html", {"page": page, "form": form}, status=400 if form.errors else 200)


@require_safe
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    return shown(request, load(request, review_id))


def shown(request: HttpRequest, page: ReviewPage, status: int = 200) -> HttpResponse:
    title = rows_title(page.review) if is_listed(page.review, account_of(request)) else ""
    return render(request, "promotions/review.html", {"page": page, "rows_title": title}, status=status)


@require_safe
def review_table(request: HttpRequest, review_id: int, table: str) -> HttpResponseBase:
    """One of the page's tables as CSV: all its rows, the same text in every cell."""
    found = next((one for one in load(request, review_id).tables if one.key == table), None)
    if found is None:
        raise Http404
    rows = [[*line.cells, line.marked] for line in found.lines]
    trail.exported(Review, by=account_of(request), name=f"review-{review_id}-{table}", count=len(rows))
    return csv_file(f"review-{review_id}-{table}", [*(head.label for head in found.heads), _("Stands out")], rows)


@require_safe
def review_rows(request: HttpRequest, review_id: int) -> HttpResponse:
    """The single cases behind it, a page at a time, of the people whom the reader looks after."""
    listed = load_listed(request, review_id)
    page = page_of_rows(listed, account_of(request), request.GET.get("page"))
    rows = rows_of(listed, list(page), account_of(request))
    trail.listed(kind_of_rows(listed), by=request.user, count=trail.others(request.user, rows.named), asked={"review": str(review_id)})
    return render(request, "promotions/review_rows.html", {"page": page, "review": listed, "title": rows_title(listed), "rows": rows})


@require_safe
@recently_authenticated
def review_rows_file(request: HttpRequest, review_id: int) -> HttpResponseBase:
    listed = load_listed(request, review_id)
    rows = rows_of(listed, listed_ids(listed, account_of(request)), account_of(request))
    trail.exported(kind_of_rows(listed), by=request.user, name=f"review-{review_id}-cases", count=len(rows.lines))
    return csv_file(f"review-{review_id}-cases", rows.heads, rows.lines)


@require_POST
def review_finding(request: HttpRequest, review_id: int) -> HttpResponse:
    """Make a finding of something that stands out. What was typed comes back with a refusal."""
    page = load(request, review_id)
    made = make_finding(request, page.review, page.signals)
    if isinstance(made, Finding):
        return redirect("hr-finding", made.pk)
    return shown(request, replace(page, signals=made), status=400)


@require_POST
def review_baseline(request: HttpRequest, review_id: int) -> HttpResponse:
    """Freeze this review as what later ones of the same units are measured against."""
    try:
        keep_as_baseline(review=load(request, review_id).review, by=account_of(request))
        messages.success(request, _("Later reviews of the same units are set beside this one."))
    except ReviewError as refusal:
        messages.error(request, str(refusal))
    return redirect("hr-review", review_id)


def load(request: HttpRequest, review_id: int) -> ReviewPage:
    """Return the review as this reader may read it. Out of reach is 404, as one that does not exist is."""
    return page_of(load_review(request, review_id), account_of(request))


def load_review(request: HttpRequest, review_id: int) -> Review:
    return get_object_or_404(Review.objects.visible_to(account_of(request)).with_scope(), pk=review_id)


def load_listed(request: HttpRequest, review_id: int) -> Review:
    found = load_review(request, review_id)
    if not is_listed(found, account_of(request)):
        raise Http404
    return found


def kind_of_rows(review: Review) -> type[Case] | type[Requisition]:
    return Case if review.kind == Review.Kind.REPLAY else Requisition
