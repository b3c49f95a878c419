"""What Pathways has told the reader, newest first, and which of it is new."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from employees import outbox, services, trail
from employees.models import Notice, NoticeLine, User

NOTICES_A_PAGE = 20


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """A digest names people; those whose record is closed to the reader today are left out of it."""
    named = NoticeLine.objects.visible_to(request.user).select_related("about")
    told = Notice.objects.visible_to(request.user).select_related("about").prefetch_related(Prefetch("lines", named, to_attr="named"))
    page = Paginator(told, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    named_on_page = [one.about_id for notice in page for one in (notice, *notice.named)]  # type: ignore[attr-defined]  # fetched above
    trail.listed(Notice, by=request.user, count=trail.others(request.user, named_on_page))
    any_unread = any(notice.read_at is None for notice in page)
    return render(request, "employees/notices.html", {"page": page, "any_unread": any_unread, "mailed": outbox.mail_is_on()})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the notice named in the form as read, or all of them when it names none."""
    user: User = request.user  # type: ignore[assignment]  # pages need signing in
    number = request.POST.get("notice", "")
    if not number or (number.isdecimal() and len(number) < 19):
        services.mark_as_read(by=user, only=int(number) if number else None)
    return redirect("my-notices")
