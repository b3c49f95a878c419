"""All that is kept about the reader, to look at what there is and to take it away."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from employees import trail
from employees.models import User
from employees.sign_in.recency import recently_authenticated
from promotions.personal_data.archive import archive
from promotions.personal_data.rows import Person, exported


@require_safe
@recently_authenticated
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "promotions/my_data.html", {"kinds": exported(), "years": settings.LEAVER_RETENTION_YEARS})


@require_POST
@recently_authenticated
def download(request: HttpRequest) -> StreamingHttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # pages need signing in
    trail.exported(User, by=user, name="my-data.zip", count=1)
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    packed = archive(Person(user, getattr(user, "employee", None)))
    return StreamingHttpResponse(packed, content_type="application/zip", headers=headers)
