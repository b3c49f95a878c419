"""What every page may ask of its reader: one `Access` and the links it opens, so that templates show only what is allowed."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from employees import access, navigation


def reader(request: HttpRequest) -> dict[str, object]:
    found = access.of(getattr(request, "user", AnonymousUser()))  # a refused request gets its error page before anybody is known
    return {"reader": found, "navigation": navigation.groups(found, request.path), "languages": settings.LANGUAGES}
